package io.opnum.rpc.server;

import io.netty.buffer.ByteBuf;
import io.opnum.rpc.transport.TransportListener;
import org.jspecify.annotations.Nullable;

/**
 * Hears out a connection that was closed as soon as it was accepted. Stateless.
 */
enum TurnedAway implements TransportListener {

	INSTANCE;

	@Override
	public void received(ByteBuf frame) {
		frame.release();
	}

	@Override
	public void closed(@Nullable Throwable cause) {
	}

}
