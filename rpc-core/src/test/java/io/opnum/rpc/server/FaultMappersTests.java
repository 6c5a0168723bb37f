package io.opnum.rpc.server;

import java.lang.reflect.Method;
import java.lang.reflect.Proxy;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CancellationException;
import java.util.concurrent.CompletionException;
import java.util.concurrent.atomic.AtomicLong;
import java.util.stream.Stream;

import io.opnum.rpc.BadStubDataException;
import io.opnum.rpc.FaultMapper;
import io.opnum.rpc.RpcAccessDeniedException;
import io.opnum.rpc.RpcCommunicationException;
import io.opnum.rpc.RpcFaultException;
import io.opnum.rpc.RpcServerCall;
import io.opnum.rpc.RpcStatus;
import io.opnum.rpc.RpcTimeoutException;
import io.opnum.rpc.ServerTooBusyException;
import io.opnum.rpc.testing.CapturedLog;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.params.provider.Arguments.arguments;

class FaultMappersTests {

	private static final RpcServerCall CALL = (RpcServerCall) Proxy.newProxyInstance(
			FaultMappersTests.class.getClassLoader(), new Class<?>[] { RpcServerCall.class },
			(proxy, method, arguments) -> (method.getReturnType() == Method.class) ? method : "a call");

	@ParameterizedTest
	@MethodSource
	void everyExceptionHasAStatus(Throwable thrown, RpcStatus status) {
		assertThat(mappers(List.of()).map(thrown, CALL)).isEqualTo(status);
		assertThat(mappers(List.of()).map(new CompletionException(thrown), CALL)).isEqualTo(status);
	}

	static Stream<Arguments> everyExceptionHasAStatus() {
		return Stream.of(arguments(new RpcFaultException(RpcStatus.OBJECT_NOT_FOUND), RpcStatus.OBJECT_NOT_FOUND),
				arguments(new RpcFaultException(RpcStatus.of(4711)), RpcStatus.of(4711)),
				arguments(new BadStubDataException("too short"), RpcStatus.BAD_STUB_DATA),
				arguments(new BadStubDataException("no such union", RpcStatus.INVALID_TAG), RpcStatus.INVALID_TAG),
				arguments(new RpcAccessDeniedException("no", RpcStatus.ACCESS_DENIED, true, null),
						RpcStatus.ACCESS_DENIED),
				arguments(new ServerTooBusyException("later", RpcStatus.SERVER_TOO_BUSY, true, null),
						RpcStatus.SERVER_TOO_BUSY),
				arguments(new CancellationException(), RpcStatus.FAULT_CANCEL),
				arguments(new RpcCommunicationException("gone", RpcStatus.SERVER_UNAVAILABLE, true, null),
						RpcStatus.REMOTE_COMM_FAILURE),
				arguments(new RpcTimeoutException("late", RpcStatus.TIMEOUT, false, null),
						RpcStatus.REMOTE_COMM_FAILURE),
				arguments(new UnsupportedOperationException(), RpcStatus.CANNOT_SUPPORT),
				arguments(division(), RpcStatus.INT_DIV_BY_ZERO),
				arguments(new ArithmeticException("integer overflow"), RpcStatus.FAULT_UNSPEC),
				arguments(new OutOfMemoryError(), RpcStatus.REMOTE_NO_MEMORY),
				arguments(new StackOverflowError(), RpcStatus.FAULT_UNSPEC),
				arguments(new IllegalStateException("a secret"), RpcStatus.FAULT_UNSPEC),
				arguments(new Exception("checked"), RpcStatus.FAULT_UNSPEC));
	}

	private static FaultMappers mappers(List<FaultMapper> mappers) {
		return new FaultMappers(mappers, new LogLimit(System::nanoTime));
	}

	private static ArithmeticException division() {
		try {
			return new ArithmeticException("%d".formatted(1 / Integer.parseInt("0")));
		}
		catch (ArithmeticException ex) {
			return ex;
		}
	}

	@Test
	void mappersOfTheApplicationAreAskedInTheirOrder() {
		FaultMapper passes = (exception, call) -> null;
		FaultMapper first = (exception, call) -> (exception instanceof IllegalStateException) ? RpcStatus.of(1) : null;
		FaultMapper second = (exception, call) -> RpcStatus.of(2);
		FaultMappers mappers = mappers(List.of(passes, first, second));
		assertThat(mappers.map(new IllegalStateException(), CALL)).isEqualTo(RpcStatus.of(1));
		assertThat(mappers.map(new RpcFaultException(RpcStatus.of(3)), CALL)).isEqualTo(RpcStatus.of(2));
	}

	@Test
	void mapperThatFailsIsPassedOver() {
		FaultMapper fails = (exception, call) -> {
			throw new IllegalStateException("mapper");
		};
		assertThat(mappers(List.of(fails)).map(new RpcFaultException(RpcStatus.of(3)), CALL))
			.isEqualTo(RpcStatus.of(3));
	}

	@ParameterizedTest
	@ValueSource(ints = { 0, 0x80000001, 0xc0000005, 0xc00000fd, 0xc0000420 })
	void statusThatClientsMayNotTakeIsReplaced(int status) {
		assertThat(mappers(List.of()).map(new RpcFaultException(RpcStatus.of(status)), CALL))
			.isEqualTo(RpcStatus.FAULT_UNSPEC);
		assertThat(mappers(List.of((exception, call) -> RpcStatus.of(status))).map(new RuntimeException(), CALL))
			.isEqualTo(RpcStatus.FAULT_UNSPEC);
	}

	@Test
	void callersDoNotFillTheLogWithWhatFails() {
		AtomicLong nanoTime = new AtomicLong(Long.MAX_VALUE - 5);
		FaultMappers mappers = new FaultMappers(List.of(), new LogLimit(nanoTime::get));
		try (CapturedLog log = CapturedLog.of("io.opnum.rpc.server")) {
			for (int i = 0; i < 100; i++) {
				mappers.map(new IllegalStateException("mine"), CALL);
				mappers.map(new IllegalArgumentException("other"), CALL);
			}
			assertThat(log.lines()).hasSize(2);
			nanoTime.addAndGet(Duration.ofMinutes(1).toNanos());
			mappers.map(new IllegalStateException("mine"), CALL);
			mappers.map(new IllegalStateException("mine"), CALL);
			assertThat(log.lines()).hasSize(3);
		}
	}

}
