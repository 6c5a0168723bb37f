package io.opnum.rpc.server;

import java.util.HashMap;
import java.util.Map;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufUtil;
import io.netty.buffer.Unpooled;
import io.opnum.rpc.pdu.AlterContextResponse;
import io.opnum.rpc.pdu.BindAck;
import io.opnum.rpc.pdu.Pdu;
import io.opnum.rpc.pdu.PduCodec;
import io.opnum.rpc.pdu.Response;
import io.opnum.rpc.testing.HexDumps;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.fail;

/**
 * Plays the client of a recorded conversation, and holds the server to what it answered
 * then. What differs from run to run is taken from the answers of this one and put into
 * the requests that follow: association group ids and context handles. What depends on
 * what a server has registered is not compared: the stub of a response, whose
 * {@code alloc_hint} must tell its length; on named pipes, the secondary address.
 */
final class Conversation {

	private static final int ASSOC_GROUP_ID = 20;

	private static final int CONTEXT_HANDLE_LENGTH = 20;

	private final Map<Integer, Integer> assocGroupIds = new HashMap<>();

	private final Map<String, String> contextHandles = new HashMap<>();

	/** Send a recorded PDU, as octets: it may be none. */
	void send(RawPeer peer, String hex) {
		ByteBuf octets = Unpooled.copiedBuffer(HexDumps.parse(hex));
		int fragLength = (octets.getByte(4) != 0) ? octets.getUnsignedShortLE(8) : octets.getUnsignedShort(8);
		if (fragLength < PduCodec.COMMON_HEADER_LENGTH) {
			// The transport cuts PDUs, and closes where that is impossible
			peer.disconnect();
		}
		else if (fragLength > octets.readableBytes()) {
			peer.sendPartial();
		}
		else {
			peer.deliver(replace(octets));
		}
	}

	private ByteBuf replace(ByteBuf octets) {
		if (octets.getByte(2) == 11) {
			Integer id = this.assocGroupIds.get(octets.getIntLE(ASSOC_GROUP_ID));
			if (id != null) {
				octets.setIntLE(ASSOC_GROUP_ID, id);
			}
		}
		String hex = ByteBufUtil.hexDump(octets);
		for (Map.Entry<String, String> handle : this.contextHandles.entrySet()) {
			hex = hex.replace(handle.getKey(), handle.getValue());
		}
		return Unpooled.copiedBuffer(HexDumps.parse(hex));
	}

	/** Expect what was recorded. */
	void expect(RawPeer peer, String hex) {
		ByteBuf expected = HexDumps.parse(hex);
		ByteBuf actual = peer.nextOctets();
		Pdu expectedPdu = PduCodec.decode(expected);
		Pdu actualPdu = PduCodec.decode(actual);
		if (expectedPdu.type() != actualPdu.type()) {
			fail("Expected %s but was %s", expectedPdu, actualPdu);
		}
		assertThat(ByteBufUtil.hexDump(encode(normalize(actualPdu, expectedPdu)))).as("%s", actualPdu)
			.isEqualTo(ByteBufUtil.hexDump(expected));
		if (expectedPdu instanceof Response response) {
			learnContextHandle(response.stub(), ((Response) actualPdu).stub());
		}
	}

	private Pdu normalize(Pdu actual, Pdu expected) {
		if (actual instanceof BindAck ack && expected instanceof BindAck recorded) {
			learn(recorded.assocGroupId(), ack.assocGroupId());
			String secondaryAddress = ack.secondaryAddress().startsWith("\\") ? recorded.secondaryAddress()
					: ack.secondaryAddress();
			return new BindAck(ack.flags(), ack.drep(), ack.callId(), ack.maxXmitFrag(), ack.maxRecvFrag(),
					recorded.assocGroupId(), secondaryAddress, ack.results(), ack.auth());
		}
		if (actual instanceof AlterContextResponse answer && expected instanceof AlterContextResponse recorded) {
			learn(recorded.assocGroupId(), answer.assocGroupId());
			return new AlterContextResponse(answer.flags(), answer.drep(), answer.callId(), answer.maxXmitFrag(),
					answer.maxRecvFrag(), recorded.assocGroupId(), answer.secondaryAddress(), answer.results(),
					answer.auth());
		}
		if (actual instanceof Response response && expected instanceof Response recorded) {
			assertThat(response.allocHint()).as("alloc_hint").isEqualTo(response.stub().readableBytes());
			return new Response(response.flags(), response.drep(), response.callId(), recorded.allocHint(),
					response.contextId(), response.cancelCount(), recorded.stub(), response.auth());
		}
		return actual;
	}

	private void learn(int recorded, int actual) {
		assertThat(actual).as("association group id").isNotZero();
		Integer known = this.assocGroupIds.putIfAbsent(recorded, actual);
		if (known != null) {
			assertThat(actual).as("association group id").isEqualTo(known);
		}
	}

	/**
	 * A response that begins with a context handle begins with 20 octets not all zero.
	 */
	private void learnContextHandle(ByteBuf recorded, ByteBuf actual) {
		if (recorded.readableBytes() >= CONTEXT_HANDLE_LENGTH && actual.readableBytes() >= CONTEXT_HANDLE_LENGTH
				&& recorded.getInt(recorded.readerIndex()) == 0) {
			String from = ByteBufUtil.hexDump(recorded, recorded.readerIndex(), CONTEXT_HANDLE_LENGTH);
			String to = ByteBufUtil.hexDump(actual, actual.readerIndex(), CONTEXT_HANDLE_LENGTH);
			if (!from.matches("0*")) {
				this.contextHandles.put(from, to);
			}
		}
	}

	private static ByteBuf encode(Pdu pdu) {
		ByteBuf octets = Unpooled.buffer();
		PduCodec.encode(pdu, octets);
		return octets;
	}

}
