package io.opnum.rpc.transport;

import io.netty.buffer.ByteBuf;
import org.jspecify.annotations.Nullable;

/**
 * What a connection tells. All methods are called on the event loop of the connection and
 * must not block.
 *
 * @since 0.1.0
 */
public interface TransportListener {

	/**
	 * One whole PDU came, as far as its header's {@code frag_length} tells.
	 * @param frame the octets; ownership passes to the listener
	 */
	void received(ByteBuf frame);

	/** All that was read in this burst was delivered. */
	default void readComplete() {
	}

	/**
	 * The connection became writable, or ceased to be.
	 * @param writable see {@link TransportConnection#isWritable()}
	 */
	default void writabilityChanged(boolean writable) {
	}

	/**
	 * The connection ended. Called once, last.
	 * @param cause why: {@link io.opnum.rpc.RpcProtocolException} where the peer's octets
	 * are no PDUs, {@link io.opnum.rpc.RpcCommunicationException} where it does not read,
	 * an {@link java.io.IOException} of the network, or what this listener threw;
	 * {@code null} where either side closed it
	 */
	void closed(@Nullable Throwable cause);

}
