package io.opnum.rpc.boot.autoconfigure;

import io.opnum.rpc.InvalidBindingException;
import org.jspecify.annotations.Nullable;

import org.springframework.boot.diagnostics.AbstractFailureAnalyzer;
import org.springframework.boot.diagnostics.FailureAnalysis;

/**
 * Explains the form that a string binding must have, wherever it stands.
 */
class InvalidBindingFailureAnalyzer extends AbstractFailureAnalyzer<InvalidBindingException> {

	static final String ACTION = """
			Correct the string binding. Its form is

			    [object-uuid@]protocol-sequence:[network-address][[endpoint]]

			for example 'ncacn_ip_tcp:stock.example.org[9135]' for a server that a client calls, \
			'ncacn_ip_tcp:stock.example.org' where the endpoint mapper of that host knows the port, or \
			'ncacn_ip_tcp:[9135]' for an endpoint that a server listens on.""";

	@Override
	protected @Nullable FailureAnalysis analyze(Throwable rootFailure, InvalidBindingException cause) {
		return new FailureAnalysis(cause.getMessage(), ACTION, cause);
	}

}
