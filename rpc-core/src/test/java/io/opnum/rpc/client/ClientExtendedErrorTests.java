package io.opnum.rpc.client;

import java.io.IOException;
import java.time.Instant;
import java.util.List;
import java.util.function.IntUnaryOperator;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufUtil;
import io.netty.buffer.Unpooled;
import io.opnum.rpc.ExtendedErrorException;
import io.opnum.rpc.ExtendedErrorInfo;
import io.opnum.rpc.ExtendedErrorInfo.Numeric;
import io.opnum.rpc.ExtendedErrorInfo.Text;
import io.opnum.rpc.RpcException;
import io.opnum.rpc.RpcFaultException;
import io.opnum.rpc.RpcServer;
import io.opnum.rpc.RpcStatus;
import io.opnum.rpc.binding.BindingHandle;
import io.opnum.rpc.eerr.ExtendedErrors;
import io.opnum.rpc.pdu.Bind;
import io.opnum.rpc.pdu.BindNak;
import io.opnum.rpc.pdu.DataRepresentation;
import io.opnum.rpc.pdu.Fault;
import io.opnum.rpc.pdu.PacketFlag;
import io.opnum.rpc.pdu.ProtocolVersion;
import io.opnum.rpc.pdu.Request;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Extended error information on its way to the caller.
 */
class ClientExtendedErrorTests extends AbstractClientTests {

	private static final List<ExtendedErrorInfo> RECORDS = List.of(
			new ExtendedErrorInfo("SERVER7", 812, Instant.EPOCH, 2, RpcStatus.SERVER_UNAVAILABLE, 1730, 0,
					List.of(new Numeric(3, 4), new Text("ncacn_ip_tcp"))),
			new ExtendedErrorInfo(null, 812, Instant.EPOCH, 8, RpcStatus.of(10061), 320, 0, List.of()));

	@Test
	void recordsOfFaultAreCausesAndReadInTheMessage() throws Exception {
		ScriptedServer server = server((peer) -> {
			peer.acceptBind();
			ByteBuf octets = ExtendedErrors.encode(RECORDS, 5000);
			// alloc_hint tells how long it is, whatever stands behind
			int allocHint = 0x20 + octets.readableBytes();
			octets.writeZero(8);
			fault(peer, peer.request(), allocHint, octets);
			peer.expectClose();
		});
		RpcFaultException failure = failure(RpcFaultException.class, () -> calculator(server).addOne(1));
		assertThat(failure.status()).isEqualTo(RpcStatus.INVALID_TAG);
		assertThat(failure.extendedErrorInfo()).isEqualTo(RECORDS);
		assertThat(failure).hasMessageContainingAll("the server says", "SERVER7", "process 812", "Runtime",
				"detection location 1730", "ncacn_ip_tcp");
		assertThat(failure.getCause()).isInstanceOfSatisfying(ExtendedErrorException.class,
				(cause) -> assertThat(cause.getCause()).hasMessageContaining("Winsock").hasNoCause());
	}

	@ParameterizedTest
	@ValueSource(ints = { 0, 1, 40, 120 })
	void informationThatIsCutOffLeavesTheFaultAsItIs(int length) throws Exception {
		ScriptedServer server = server((peer) -> {
			peer.acceptBind();
			fault(peer, peer.request(), 0x20 + length, ExtendedErrors.encode(RECORDS, 5000).slice(0, length));
			peer.respond(peer.request(), 2);
			peer.expectClose();
		});
		Calculator calculator = calculator(server);
		RpcFaultException failure = failure(RpcFaultException.class, () -> calculator.addOne(1));
		assertThat(failure.status()).isEqualTo(RpcStatus.INVALID_TAG);
		assertThat(failure.extendedErrorInfo()).isEmpty();
		assertThat(failure).hasNoCause();
		assertThat(calculator.addOne(1)).isEqualTo(2);
	}

	@Test
	void recordsOfBindNakAreCauses() throws Exception {
		ScriptedServer server = server((peer) -> {
			Bind bind = peer.expect(Bind.class);
			peer.send(new BindNak(PacketFlag.WHOLE, DataRepresentation.LITTLE_ENDIAN, bind.callId(), 0,
					List.of(ProtocolVersion.CURRENT), ExtendedErrors.encode(RECORDS, 5000), null));
		});
		RpcException failure = failure(RpcException.class, () -> calculator(server).addOne(1));
		assertThat(failure.extendedErrorInfo()).isEqualTo(RECORDS);
		assertThat(failure).hasMessageContainingAll("bind_nak reason_not_specified", "the server says", "SERVER7");
	}

	@Test
	void exceptionsOfServerAreToldWithTheirCausesWhereItMay() throws Exception {
		try (RpcServer server = failing(true)) {
			RpcFaultException failure = failure(RpcFaultException.class, () -> calculator(server).addOne(1));
			assertThat(failure.status()).isEqualTo(RpcStatus.FAULT_UNSPEC);
			assertThat(failure).hasMessageContaining("java.lang.IllegalStateException: the stock is locked");
			assertThat(failure.extendedErrorInfo()).hasSize(2)
				.allSatisfy((info) -> assertThat(info.generatingComponent()).isEqualTo(ExtendedErrorInfo.OPNUM))
				.satisfiesExactly((info) -> {
					assertThat(info.computerName()).isNotEmpty();
					assertThat(info.processId()).isEqualTo((int) ProcessHandle.current().pid());
					assertThat(info.status()).isEqualTo(RpcStatus.FAULT_UNSPEC);
					assertThat(info.exceptionMessage()).isEqualTo("the stock is locked");
				}, (info) -> {
					assertThat(info.computerName()).isNull();
					assertThat(info.parameters()).containsExactly(new Text("java.io.IOException"),
							new Text("x".repeat(500) + "…"));
				});
		}
	}

	@Test
	void nothingIsToldByDefault() throws Exception {
		try (RpcServer server = failing(false)) {
			RpcFaultException failure = failure(RpcFaultException.class, () -> calculator(server).addOne(1));
			assertThat(failure.extendedErrorInfo()).isEmpty();
			assertThat(failure).hasMessageNotContaining("stock");
		}
	}

	@Test
	void whatAnotherServerSaidIsPassedOn() throws Exception {
		ScriptedServer further = server((peer) -> {
			peer.acceptBind();
			ByteBuf octets = ExtendedErrors.encode(RECORDS, 5000);
			fault(peer, peer.request(), 0x20 + octets.readableBytes(), octets);
			peer.expectClose();
		});
		Calculator behind = calculator(further);
		try (RpcServer server = start(true, (number) -> behind.addOne(number))) {
			RpcFaultException failure = failure(RpcFaultException.class, () -> calculator(server).addOne(1));
			assertThat(failure.status()).isEqualTo(RpcStatus.INVALID_TAG);
			List<ExtendedErrorInfo> records = failure.extendedErrorInfo();
			assertThat(records).hasSize(3);
			assertThat(records.subList(1, 3)).isEqualTo(RECORDS);
		}
	}

	private static RpcServer failing(boolean told) {
		return start(told, (number) -> {
			throw new IllegalStateException("the stock is locked", new IOException("x".repeat(5000)));
		});
	}

	private static RpcServer start(boolean told, IntUnaryOperator addOne) {
		RpcServer server = RpcServer.builder()
			.endpoint("ncacn_ip_tcp:127.0.0.1")
			.extendedErrorInformation(told)
			.build();
		server.register(Calculator.Other.class, addOne::applyAsInt);
		server.start();
		return server;
	}

	private Calculator.Other calculator(RpcServer server) {
		return client().proxy(Calculator.Other.class, BindingHandle.of(server.bindings().get(0)));
	}

	private static void fault(ScriptedServer.Peer peer, Request request, int allocHint, ByteBuf octets)
			throws Exception {
		peer.send(new Fault(PacketFlag.WHOLE, DataRepresentation.LITTLE_ENDIAN, request.callId(), allocHint, 0, 0,
				Fault.EXTENDED_ERROR, RpcStatus.INVALID_TAG.code(),
				Unpooled.wrappedBuffer(ByteBufUtil.getBytes(octets)), null));
	}

}
