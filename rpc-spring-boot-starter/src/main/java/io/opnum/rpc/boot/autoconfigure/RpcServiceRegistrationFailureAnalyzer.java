package io.opnum.rpc.boot.autoconfigure;

import java.util.stream.Collectors;

import io.opnum.rpc.boot.DuplicateRpcServiceException;
import io.opnum.rpc.boot.RpcServiceRegistrationException;
import org.jspecify.annotations.Nullable;

import org.springframework.boot.diagnostics.AbstractFailureAnalyzer;
import org.springframework.boot.diagnostics.FailureAnalysis;

/**
 * Explains why a bean can't be served.
 */
class RpcServiceRegistrationFailureAnalyzer extends AbstractFailureAnalyzer<RpcServiceRegistrationException> {

	@Override
	protected @Nullable FailureAnalysis analyze(Throwable rootFailure, RpcServiceRegistrationException cause) {
		if (cause instanceof DuplicateRpcServiceException duplicate) {
			return analyze(duplicate);
		}
		return new FailureAnalysis(cause.getMessage() + ".",
				"Correct the @RpcService annotation of the bean '%s'.".formatted(cause.beanName()), cause);
	}

	private static FailureAnalysis analyze(DuplicateRpcServiceException cause) {
		String others = cause.otherBeanNames().stream().map("'%s'"::formatted).collect(Collectors.joining(", "));
		String objects = cause.options().objectUuids().isEmpty() ? "calls that name no object of its own"
				: "the objects " + cause.options().objectUuids();
		String description = "The bean '%s' is to serve %s for %s, but so does %s.".formatted(cause.beanName(),
				cause.rpcInterface().getName(), objects,
				others.isEmpty() ? "something that the application registered itself" : "the bean " + others);
		String action = "Tell the beans apart with @RpcService(objectUuids = ...), or keep one from being served with @RpcService(enabled = false).";
		return new FailureAnalysis(description, action, cause);
	}

}
