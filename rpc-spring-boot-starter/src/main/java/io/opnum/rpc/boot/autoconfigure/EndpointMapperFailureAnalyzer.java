package io.opnum.rpc.boot.autoconfigure;

import org.jspecify.annotations.Nullable;

import org.springframework.boot.diagnostics.AbstractFailureAnalyzer;
import org.springframework.boot.diagnostics.FailureAnalysis;
import org.springframework.core.annotation.Order;

/**
 * Explains why the endpoint mapper that the configuration asks for can't be had. Before
 * {@link ListenFailureAnalyzer}, which would explain its cause.
 */
@Order(0)
class EndpointMapperFailureAnalyzer extends AbstractFailureAnalyzer<EndpointMapperUnavailableException> {

	@Override
	protected @Nullable FailureAnalysis analyze(Throwable rootFailure, EndpointMapperUnavailableException cause) {
		return new FailureAnalysis(cause.problem().description() + ".", cause.problem().action() + ".", cause);
	}

}
