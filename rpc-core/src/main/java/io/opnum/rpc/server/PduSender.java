package io.opnum.rpc.server;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.opnum.rpc.pdu.Pdu;
import io.opnum.rpc.transport.TransportConnection;
import org.jspecify.annotations.Nullable;

/**
 * The one way out of a connection: what the server sends passes here, in the order in
 * which it goes out.
 * <p>
 * Event loop only.
 */
final class PduSender {

	/** Of a shorter answer little would be saved. */
	private static final int LEAST_LOST = 256;

	/** What a peer that reads gets in any case: about what the transport buffers. */
	private static final int LEAST_LOST_WHERE_READ = 64 * 1024;

	private final TransportConnection transport;

	private final AssociationHandshake handshake;

	private final ConnectionSecurity security;

	private final ServerCounters counters;

	private final BufferedOctets buffered;

	/** What was sent since the peer reads too little. */
	private long unread;

	private boolean ended;

	/**
	 * Create a sender.
	 * @param transport the connection
	 * @param handshake what was agreed on it
	 * @param security protects PDUs
	 * @param counters counts PDUs
	 * @param buffered counts what the peer does not read
	 */
	PduSender(TransportConnection transport, AssociationHandshake handshake, ConnectionSecurity security,
			ServerCounters counters, BufferedOctets buffered) {
		this.transport = transport;
		this.handshake = handshake;
		this.security = security;
		this.counters = counters;
		this.buffered = buffered;
	}

	/**
	 * Send a PDU.
	 * @param pdu the PDU
	 */
	void send(Pdu pdu) {
		send(ServerPdus.encode(this.transport.allocator(), pdu), 1);
	}

	/**
	 * Send one PDU.
	 * @param pdu the PDU, or none of it; ownership passes
	 */
	void sendOne(ByteBuf pdu) {
		send(pdu, 1);
	}

	/**
	 * Send PDUs of an answer, each but the last as long as was agreed. Those that have a
	 * verifier are protected now, for that tells their place in the order of sending.
	 * @param pdus the PDUs; ownership passes
	 * @param caller who gets them, or {@code null} if the caller is not authenticated
	 */
	void sendAll(ByteBuf pdus, @Nullable AuthenticatedCaller caller) {
		if (caller != null && caller.isSigned() && !this.ended) {
			send(pdus, protect(pdus, caller));
			return;
		}
		int maxFrag = this.handshake.maxFrag();
		send(pdus, (pdus.readableBytes() + maxFrag - 1) / maxFrag);
	}

	private int protect(ByteBuf pdus, AuthenticatedCaller caller) {
		try {
			return this.security.protect(pdus, caller);
		}
		catch (RuntimeException ex) {
			pdus.release();
			throw ex;
		}
	}

	private void send(ByteBuf pdus, int count) {
		if (this.ended || !pdus.isReadable()) {
			pdus.release();
			return;
		}
		this.counters.packetsOut.add(count);
		int octets = pdus.readableBytes();
		this.transport.send(pdus);
		if (!this.transport.isWritable() && !this.ended) {
			this.unread += octets;
			this.buffered.add(octets);
		}
	}

	/** The peer has read enough. */
	void writable() {
		long unread = this.unread;
		if (unread > 0) {
			this.unread = 0;
			this.buffered.release(unread);
		}
	}

	/**
	 * Whether there is no memory for an answer. To a peer that reads there is as long as
	 * those that do not leave some; what is short is always sent.
	 * @param octets how long the answer is
	 * @return whether it can't be sent
	 */
	boolean isOutOfMemoryFor(int octets) {
		return (this.unread > 0) ? octets > LEAST_LOST && this.buffered.isExhausted()
				: octets > LEAST_LOST_WHERE_READ && this.buffered.isOverdrawn();
	}

	/**
	 * Send the last PDU of the connection, which is closed then.
	 * @param pdu the PDU, or none; ownership passes
	 */
	void sendLast(ByteBuf pdu) {
		if (pdu.isReadable()) {
			this.counters.packetsOut.increment();
		}
		end();
		this.transport.sendAndClose(pdu);
	}

	/** Close the connection once what was sent is out. */
	void closeAfterSent() {
		sendLast(Unpooled.EMPTY_BUFFER);
	}

	/** Nothing is sent any more. */
	void end() {
		this.ended = true;
		writable();
	}

	boolean isEnded() {
		return this.ended;
	}

}
