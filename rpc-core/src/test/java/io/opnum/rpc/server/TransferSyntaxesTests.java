package io.opnum.rpc.server;

import java.util.List;
import java.util.Set;

import io.netty.buffer.ByteBufUtil;
import io.opnum.rpc.RpcServer;
import io.opnum.rpc.RpcStatus;
import io.opnum.rpc.binding.ProtocolSequence;
import io.opnum.rpc.binding.SyntaxId;
import io.opnum.rpc.binding.TransferSyntax;
import io.opnum.rpc.pdu.Bind;
import io.opnum.rpc.pdu.BindAck;
import io.opnum.rpc.pdu.ContextElement;
import io.opnum.rpc.pdu.ContextResult;
import io.opnum.rpc.pdu.DataRepresentation;
import io.opnum.rpc.pdu.PacketFlag;
import io.opnum.rpc.pdu.Request;
import io.opnum.rpc.testing.HexDumps;
import io.opnum.rpc.testing.NoBufferLeaks;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

/**
 * Which transfer syntax the server takes, and that it speaks it.
 */
@ExtendWith(NoBufferLeaks.class)
class TransferSyntaxesTests {

	private static final ContextResult NDR = ContextResult.accepted(SyntaxId.NDR);

	private static final ContextResult NDR64 = ContextResult.accepted(SyntaxId.NDR64);

	private static final ContextResult REJECTED = ContextResult
		.rejected(ContextResult.PROPOSED_TRANSFER_SYNTAXES_NOT_SUPPORTED);

	/** One octet: count and pointer, then the array with its count. */
	private static final String OCTET_NDR64 = "01000000 00000000 0000020000000000 0100000000000000 07";

	private static final String OCTET_NDR = "01000000 00000200 01000000 07";

	private final ManualTransport transport = new ManualTransport();

	@Test
	void ndr64IsPreferredWhereverItIsOffered() {
		try (RpcServer server = server(TransferSyntax.NDR, TransferSyntax.NDR64)) {
			assertThat(bind(element(0, SyntaxId.NDR), element(1, SyntaxId.NDR64))).containsExactly(REJECTED, NDR64);
			assertThat(bind(element(0, SyntaxId.NDR64), element(1, SyntaxId.NDR))).containsExactly(NDR64, REJECTED);
			assertThat(bind(element(0, SyntaxId.NDR, SyntaxId.NDR64))).containsExactly(NDR64);
			assertThat(bind(element(0, SyntaxId.NDR))).containsExactly(NDR);
		}
	}

	@Test
	void whatIsTurnedOffIsRejected() {
		try (RpcServer server = server(TransferSyntax.NDR)) {
			assertThat(bind(element(0, SyntaxId.NDR), element(1, SyntaxId.NDR64))).containsExactly(NDR, REJECTED);
			assertThat(bind(element(0, SyntaxId.NDR64))).containsExactly(REJECTED);
		}
		try (RpcServer server = server(TransferSyntax.NDR64)) {
			assertThat(bind(element(0, SyntaxId.NDR), element(1, SyntaxId.NDR64))).containsExactly(REJECTED, NDR64);
			assertThat(bind(element(0, SyntaxId.NDR))).containsExactly(REJECTED);
		}
	}

	@Test
	void bigEndianClientGetsNdr() {
		try (RpcServer server = server(TransferSyntax.NDR, TransferSyntax.NDR64)) {
			assertThat(bind(DataRepresentation.BIG_ENDIAN, element(0, SyntaxId.NDR), element(1, SyntaxId.NDR64)))
				.containsExactly(NDR, REJECTED);
			assertThat(bind(DataRepresentation.BIG_ENDIAN, element(0, SyntaxId.NDR64))).containsExactly(REJECTED);
		}
	}

	@Test
	void requestsAndResponsesAreInTheSyntaxOfTheirContext() {
		try (RpcServer server = server(TransferSyntax.NDR, TransferSyntax.NDR64)) {
			RawPeer peer = this.transport.connect();
			peer.send(RawPeer.bind(0, 0, element(0, SyntaxId.NDR))).next(BindAck.class);
			peer.send(RawPeer.alter(element(1, SyntaxId.NDR64))).next();
			String one = "01000000";
			assertThat(ByteBufUtil.hexDump(peer.send(RawPeer.request(3, 0, 2, one)).expectResponse(3).stub()))
				.isEqualTo(OCTET_NDR.replace(" ", "").replace("07", "00"));
			assertThat(ByteBufUtil.hexDump(peer.send(RawPeer.request(4, 1, 2, one)).expectResponse(4).stub()))
				.isEqualTo(OCTET_NDR64.replace(" ", "").replace("07", "00"));
		}
	}

	@Test
	void bigEndianRequestInNdr64BreaksTheProtocol() {
		try (RpcServer server = server(TransferSyntax.NDR, TransferSyntax.NDR64)) {
			RawPeer peer = this.transport.connect();
			peer.send(RawPeer.bind(0, 0, element(0, SyntaxId.NDR64))).next(BindAck.class);
			peer.send(new Request(PacketFlag.WHOLE, DataRepresentation.BIG_ENDIAN, 3, 8, 0, 0, null,
					HexDumps.parse("0000000100000002"), null));
			peer.expectFault(RpcStatus.PROTO_ERROR, true);
			peer.expectClosed();
		}
	}

	/**
	 * Samba, which was recorded, knows no NDR64 and rejects; by its suite Windows ends
	 * the connection.
	 */
	@Test
	void contextThatIsGivenAnotherSyntaxBreaksTheProtocol() {
		List<RecordedSuite.Step> recorded = RecordedSuite.cases().get("no_auth_presentation_ctx_invalid4");
		try (ReplayServer server = new ReplayServer(Set.of(TransferSyntax.NDR, TransferSyntax.NDR64))) {
			RawPeer peer = server.connect(ProtocolSequence.NCACN_IP_TCP, "135");
			recorded.stream()
				.filter((step) -> step.direction().equals("c2s"))
				.forEach((step) -> peer.sendHex(step.hex()));
			assertThat(peer.next(BindAck.class).results()).containsExactly(NDR);
			peer.expectFault(RpcStatus.PROTO_ERROR, true);
			peer.expectClosed();
		}
	}

	@Test
	void oneAtLeastIsSpoken() {
		assertThatIllegalArgumentException().isThrownBy(() -> RpcServer.builder().transferSyntaxes(Set.of()))
			.withMessageContaining("transferSyntaxes");
	}

	private RpcServer server(TransferSyntax... transferSyntaxes) {
		return TestServer.start(this.transport, (builder) -> builder.transferSyntaxes(Set.of(transferSyntaxes)));
	}

	private List<ContextResult> bind(ContextElement... elements) {
		return bind(DataRepresentation.LITTLE_ENDIAN, elements);
	}

	private List<ContextResult> bind(DataRepresentation drep, ContextElement... elements) {
		RawPeer peer = this.transport.connect();
		try {
			return peer.send(new Bind(PacketFlag.WHOLE, drep, 1, 5840, 5840, 0, List.of(elements), null))
				.next(BindAck.class)
				.results();
		}
		finally {
			peer.disconnect();
		}
	}

	private static ContextElement element(int id, SyntaxId... transferSyntaxes) {
		return new ContextElement(id, SyntaxId.of(Calculator.ID), List.of(transferSyntaxes));
	}

}
