package io.opnum.rpc.sample.interop;

import java.io.IOException;
import java.io.UncheckedIOException;

import org.junit.jupiter.api.extension.ExtensionContext;
import org.junit.jupiter.api.extension.ExtensionContext.Namespace;
import org.junit.jupiter.api.extension.ParameterContext;
import org.junit.jupiter.api.extension.ParameterResolver;

/**
 * Gives tests the {@link DomainController} that they have as a parameter: the same one to
 * all of this virtual machine, started for the first and stopped after the last.
 */
class DomainControllerExtension implements ParameterResolver {

	@Override
	public boolean supportsParameter(ParameterContext parameter, ExtensionContext context) {
		return parameter.getParameter().getType() == DomainController.class;
	}

	@Override
	public DomainController resolveParameter(ParameterContext parameter, ExtensionContext context) {
		return context.getRoot()
			.getStore(Namespace.create(DomainControllerExtension.class))
			.computeIfAbsent(DomainController.class, (key) -> start(), DomainController.class);
	}

	private static DomainController start() {
		try {
			return DomainController.start();
		}
		catch (IOException ex) {
			throw new UncheckedIOException(ex);
		}
	}

}
