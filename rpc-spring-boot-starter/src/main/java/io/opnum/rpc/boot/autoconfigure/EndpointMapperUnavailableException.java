package io.opnum.rpc.boot.autoconfigure;

import io.opnum.rpc.RpcException;

/**
 * The endpoint mapper that the configuration asks for can't be had.
 */
@SuppressWarnings("serial")
class EndpointMapperUnavailableException extends RuntimeException {

	private final transient EndpointMapperProblem problem;

	EndpointMapperUnavailableException(EndpointMapperProblem problem, RpcException cause) {
		super(problem.description(), cause);
		this.problem = problem;
	}

	EndpointMapperProblem problem() {
		return this.problem;
	}

}
