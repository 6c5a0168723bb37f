package io.opnum.rpc.client;

import io.netty.buffer.ByteBuf;
import io.opnum.rpc.pdu.DataRepresentation;
import io.opnum.rpc.pdu.PacketFlag;
import io.opnum.rpc.pdu.Reassembler;
import io.opnum.rpc.pdu.Response;

/**
 * Joins the fragments of the response to one call (C706 12.6.2). Event loop only.
 */
final class ResponseAssembly {

	private final Reassembler fragments;

	private final DataRepresentation drep;

	private boolean begun;

	/**
	 * Create an assembly.
	 * @param first the first fragment, which is not added yet
	 * @param maxLength the most octets of stub data
	 */
	ResponseAssembly(Response first, int maxLength) {
		this.fragments = new Reassembler(maxLength, first.allocHint());
		this.drep = first.drep();
	}

	/**
	 * Return whether a response needs no assembly.
	 * @param response the response
	 * @return whether it is the only fragment
	 */
	static boolean isWhole(Response response) {
		return (response.flags() & PacketFlag.WHOLE) == PacketFlag.WHOLE;
	}

	/**
	 * Add the next fragment.
	 * @param response the fragment; its stub is retained as needed
	 * @return whether all is still within the limit
	 * @throws ProtocolViolationException if it does not follow those before
	 */
	boolean add(Response response) {
		if (PacketFlag.isSet(response.flags(), PacketFlag.FIRST_FRAG) == this.begun) {
			throw new ProtocolViolationException("response to call %s with flags %02x, but its first fragment has %s"
				.formatted(Integer.toUnsignedString(response.callId()), response.flags(),
						(this.begun) ? "come already" : "not come yet"));
		}
		if (response.drep() != this.drep) {
			throw new ProtocolViolationException("response to call %s with fragments %s and %s"
				.formatted(Integer.toUnsignedString(response.callId()), this.drep, response.drep()));
		}
		this.begun = true;
		return this.fragments.add(response.stub());
	}

	/**
	 * Return the stub data of all fragments.
	 * @return the stub data, owned by the caller
	 */
	ByteBuf join() {
		return this.fragments.join();
	}

	/** Release what was added and not joined. */
	void release() {
		this.fragments.release();
	}

}
