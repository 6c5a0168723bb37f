package io.opnum.rpc.boot.autoconfigure;

import org.springframework.boot.diagnostics.AbstractFailureAnalyzer;
import org.springframework.boot.diagnostics.FailureAnalysis;

/**
 * Explains {@link RpcSecurityConfigurationException}.
 */
class RpcSecurityConfigurationFailureAnalyzer extends AbstractFailureAnalyzer<RpcSecurityConfigurationException> {

	@Override
	protected FailureAnalysis analyze(Throwable rootFailure, RpcSecurityConfigurationException cause) {
		return new FailureAnalysis(String.valueOf(cause.getMessage()), cause.action(), cause);
	}

}
