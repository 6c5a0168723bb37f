package io.opnum.rpc.sample.client;

import io.opnum.rpc.RpcException;
import io.opnum.rpc.RpcStatus;
import io.opnum.rpc.RpcTimeoutException;

import org.springframework.http.HttpStatus;
import org.springframework.http.ProblemDetail;
import org.springframework.web.bind.annotation.ExceptionHandler;
import org.springframework.web.bind.annotation.RestControllerAdvice;

/**
 * What else a call can fail with than what its operation declares: here the order desk is
 * a server behind this one.
 */
@RestControllerAdvice
class FailedCalls {

	@ExceptionHandler
	ProblemDetail failed(RpcException ex) {
		HttpStatus status = HttpStatus.BAD_GATEWAY;
		if (ex.status().equals(RpcStatus.INVALID_PARAMETER)) {
			status = HttpStatus.BAD_REQUEST;
		}
		else if (ex instanceof RpcTimeoutException) {
			status = HttpStatus.GATEWAY_TIMEOUT;
		}
		return ProblemDetail.forStatusAndDetail(status, ex.getMessage());
	}

}
