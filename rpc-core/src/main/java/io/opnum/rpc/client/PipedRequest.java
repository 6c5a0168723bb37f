package io.opnum.rpc.client;

import java.util.Objects;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.opnum.rpc.pdu.Fragmenter;
import io.opnum.rpc.transport.TransportConnection;
import org.jspecify.annotations.Nullable;

/**
 * A request that a call sends itself, over a connection it has been given.
 *
 * @param message the stub data ahead of the pipes, with room for a header
 * @param connection the connection
 * @param parts makes the fragments
 * @param trailer what goes behind it
 */
record PipedRequest(ByteBuf message, @Nullable TransportConnection connection, Fragmenter.@Nullable Parts parts,
		RequestTrailer trailer) {

	/** What stands for none, and for one that was taken. */
	static final PipedRequest NONE = new PipedRequest(Unpooled.EMPTY_BUFFER, null, null, RequestTrailer.NONE);

	TransportConnection transport() {
		return Objects.requireNonNull(this.connection);
	}

	Fragmenter.Parts fragments() {
		return Objects.requireNonNull(this.parts);
	}

}
