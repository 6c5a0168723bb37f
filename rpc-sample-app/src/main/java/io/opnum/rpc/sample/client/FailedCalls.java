package io.opnum.rpc.sample.client;

import io.opnum.rpc.RpcAccessDeniedException;
import io.opnum.rpc.RpcException;
import io.opnum.rpc.RpcStatus;
import io.opnum.rpc.RpcTimeoutException;
import io.opnum.rpc.sample.api.OutOfStockException;
import io.opnum.rpc.sample.api.UnknownSkuException;

import org.springframework.http.HttpStatus;
import org.springframework.http.ProblemDetail;
import org.springframework.web.bind.annotation.ExceptionHandler;
import org.springframework.web.bind.annotation.RestControllerAdvice;

/**
 * What a failed call is in HTTP: what its operation declares, and what else there is,
 * since the order desk is a server behind this one.
 */
@RestControllerAdvice
class FailedCalls {

	@ExceptionHandler
	ProblemDetail unknownSku(UnknownSkuException ex) {
		return ProblemDetail.forStatusAndDetail(HttpStatus.NOT_FOUND, ex.getMessage());
	}

	@ExceptionHandler
	ProblemDetail outOfStock(OutOfStockException ex) {
		return ProblemDetail.forStatusAndDetail(HttpStatus.CONFLICT, ex.getMessage());
	}

	/** Nothing went out: a value of the request is missing. */
	@ExceptionHandler
	ProblemDetail unsendable(IllegalArgumentException ex) {
		return ProblemDetail.forStatusAndDetail(HttpStatus.BAD_REQUEST, ex.getMessage());
	}

	@ExceptionHandler
	ProblemDetail failed(RpcException ex) {
		HttpStatus status = HttpStatus.BAD_GATEWAY;
		if (ex.status().equals(RpcStatus.INVALID_PARAMETER)) {
			status = HttpStatus.BAD_REQUEST;
		}
		else if (ex instanceof RpcAccessDeniedException) {
			status = HttpStatus.FORBIDDEN;
		}
		else if (ex instanceof RpcTimeoutException) {
			status = HttpStatus.GATEWAY_TIMEOUT;
		}
		return ProblemDetail.forStatusAndDetail(status, ex.getMessage());
	}

}
