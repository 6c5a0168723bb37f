package io.opnum.rpc.pdu;

import io.netty.buffer.ByteBuf;
import io.opnum.rpc.pdu.MalformedPduException.Kind;
import org.jspecify.annotations.Nullable;

/**
 * What requests and responses have in common behind the header.
 */
final class CallBody {

	static final int ALLOC_HINT = 16;

	static final int CONTEXT_ID = 20;

	private CallBody() {
	}

	/**
	 * Check that there is room for the fields in front of the stub.
	 */
	static void check(ByteBuf frame, int end, int stubOffset) {
		if (end < stubOffset) {
			throw CommonHeader.malformed(Kind.LENGTH, frame,
					"its stub data starts at offset %d, but the body ends at %d".formatted(stubOffset, end));
		}
	}

	/**
	 * Slice the stub out of the frame, without padding.
	 */
	static ByteBuf stub(ByteBuf frame, int stubOffset, int end, @Nullable AuthVerifier auth) {
		int padLength = (auth != null) ? auth.padLength() : 0;
		return frame.slice(frame.readerIndex() + stubOffset, end - stubOffset - padLength);
	}

}
