package io.opnum.rpc.server;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletionStage;

import io.netty.buffer.ByteBufUtil;
import io.opnum.rpc.BadStubDataException;
import io.opnum.rpc.RpcAccessDeniedException;
import io.opnum.rpc.RpcServer;
import io.opnum.rpc.RpcServerInterceptor;
import io.opnum.rpc.RpcStatus;
import io.opnum.rpc.binding.InterfaceId;
import io.opnum.rpc.testing.NoBufferLeaks;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.jspecify.annotations.Nullable;

import static org.assertj.core.api.Assertions.assertThat;

@ExtendWith(NoBufferLeaks.class)
class InterceptorTests {

	private final ManualTransport transport = new ManualTransport();

	private final List<String> log = new ArrayList<>();

	private @Nullable RpcServer server;

	@AfterEach
	void close() {
		if (this.server != null) {
			this.server.close();
		}
	}

	private RawPeer start(RpcServerInterceptor... interceptors) {
		this.server = TestServer.start(this.transport,
				(builder) -> List.of(interceptors).forEach(builder::interceptor));
		return this.transport.connect().bound(Calculator.ID);
	}

	private RpcServerInterceptor logging(String name) {
		return (call, chain) -> {
			this.log.add(name + " before");
			try {
				return chain.proceed();
			}
			finally {
				this.log.add(name + " after");
			}
		};
	}

	@Test
	void interceptorsSurroundEachOtherInTheirOrder() {
		RawPeer peer = start(logging("outer"), logging("inner"));
		peer.send(RawPeer.request(1, 0, 0, Calculator.stub(1, 2))).expectResponse(1);
		assertThat(this.log).containsExactly("outer before", "inner before", "inner after", "outer after");
	}

	@Test
	void callTellsWhatIsCalledWithWhat() {
		RawPeer peer = start((call, chain) -> {
			this.log.add("%s %s %d %s %s".formatted(call.interfaceId(), call.method().getName(), call.opnum(),
					call.arguments(), call.target().getClass().getSimpleName()));
			return chain.proceed();
		});
		peer.send(RawPeer.request(1, 0, 0, Calculator.stub(1, 2))).expectResponse(1);
		assertThat(this.log).containsExactly(Calculator.ID + " add 0 [1, 2] SimpleCalculator");
	}

	@Test
	void resultMayBeReplacedAndTheOperationLeftOut() {
		RawPeer peer = start((call, chain) -> 42);
		assertThat(ByteBufUtil
			.hexDump(peer.send(RawPeer.request(1, 0, 0, Calculator.stub(1, 2))).expectResponse(1).stub()))
			.isEqualTo("2a000000");
		peer.assertAllReleased();
	}

	@Test
	void badStubDataIsSeenByInterceptors() {
		RawPeer peer = start((call, chain) -> {
			try {
				return chain.proceed();
			}
			catch (BadStubDataException ex) {
				this.log.add(ex.status().name());
				throw ex;
			}
		});
		peer.send(RawPeer.request(1, 0, 0, "01")).expectFault(RpcStatus.BAD_STUB_DATA, false);
		assertThat(this.log).containsExactly("RPC_X_BAD_STUB_DATA");
		peer.assertAllReleased();
	}

	@Test
	void badStubDataIsNotReadTwice() {
		RawPeer peer = start((call, chain) -> {
			try {
				call.arguments();
			}
			catch (BadStubDataException ex) {
				this.log.add("first");
			}
			return chain.proceed();
		});
		peer.send(RawPeer.request(1, 0, 0, "01")).expectFault(RpcStatus.BAD_STUB_DATA, false);
		assertThat(this.log).containsExactly("first");
	}

	@Test
	void callRefusedByAnInterceptorDidNotExecute() {
		RawPeer peer = start((call, chain) -> {
			throw new RpcAccessDeniedException("not you", RpcStatus.ACCESS_DENIED, true, null);
		});
		peer.send(RawPeer.request(1, 0, 0, Calculator.stub(1, 2))).expectFault(RpcStatus.ACCESS_DENIED, true);
		peer.assertAllReleased();
	}

	@Test
	void failureAfterTheOperationMayHaveExecuted() {
		RawPeer peer = start((call, chain) -> {
			chain.proceed();
			throw new IllegalStateException("after");
		});
		peer.send(RawPeer.request(1, 0, 0, Calculator.stub(1, 2))).expectFault(RpcStatus.FAULT_UNSPEC, false);
	}

	@Test
	void operationRunsOnce() {
		RawPeer peer = start((call, chain) -> {
			chain.proceed();
			return chain.proceed();
		});
		peer.send(RawPeer.request(1, 0, 0, Calculator.stub(1, 2))).expectFault(RpcStatus.FAULT_UNSPEC, false);
	}

	@Test
	void asynchronousResultIsAStage() {
		RawPeer peer = start((call, chain) -> {
			Object result = chain.proceed();
			return (result instanceof CompletionStage<?> stage) ? stage.thenApply((value) -> 100 + (Integer) value)
					: result;
		});
		assertThat(ByteBufUtil.hexDump(peer.send(RawPeer.request(1, 0, 1, "05000000")).expectResponse(1).stub()))
			.isEqualTo("5f000000");
	}

	@Test
	void whatIsNoStageIsNamed() {
		List<String> told = new ArrayList<>();
		this.server = TestServer.start(this.transport, (builder) -> {
			builder.interceptor((call, chain) -> "plain");
			builder.faultMapper((thrown, call) -> {
				told.add(thrown.getMessage());
				return null;
			});
		});
		RawPeer peer = this.transport.connect().bound(Calculator.ID);
		peer.send(RawPeer.request(1, 0, 1, "05000000")).expectFault(RpcStatus.FAULT_UNSPEC, true);
		assertThat(told).singleElement().asString().contains("returned java.lang.String instead of a CompletionStage");
	}

	@Test
	void managementIsNotIntercepted() {
		start(logging("any"));
		RawPeer peer = this.transport.connect().bound(InterfaceId.of("afa8bd80-7d8a-11c9-bef4-08002b102989", "1.0"));
		peer.send(RawPeer.request(1, 0, 2, "")).expectResponse(1);
		assertThat(this.log).isEmpty();
	}

}
