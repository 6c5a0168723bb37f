package io.opnum.rpc.boot.autoconfigure;

import java.util.List;
import java.util.stream.Collectors;

import io.opnum.rpc.InterfaceDefinitionException;
import io.opnum.rpc.InterfaceDefinitionException.Defect;
import org.jspecify.annotations.Nullable;

import org.springframework.boot.diagnostics.AbstractFailureAnalyzer;
import org.springframework.boot.diagnostics.FailureAnalysis;

/**
 * Lists the defects of an RPC interface and how to mend them.
 */
class InterfaceDefinitionFailureAnalyzer extends AbstractFailureAnalyzer<InterfaceDefinitionException> {

	@Override
	protected @Nullable FailureAnalysis analyze(Throwable rootFailure, InterfaceDefinitionException cause) {
		List<Defect> defects = cause.defects();
		String name = cause.rpcInterface().getName();
		String description = "%s can't be an RPC interface:%n%n%s".formatted(name,
				defects.stream().map(InterfaceDefinitionFailureAnalyzer::problem).collect(Collectors.joining()));
		String action = "Mend %s:%n%n%s".formatted(name,
				defects.stream().map(InterfaceDefinitionFailureAnalyzer::mend).collect(Collectors.joining()));
		return new FailureAnalysis(description, action, cause);
	}

	private static String problem(Defect defect) {
		return "    - %s%s%n".formatted(location(defect), defect.problem());
	}

	private static String mend(Defect defect) {
		return "    - %s%s%n".formatted(location(defect), defect.mend());
	}

	private static String location(Defect defect) {
		return defect.location().isEmpty() ? "" : defect.location() + ": ";
	}

}
