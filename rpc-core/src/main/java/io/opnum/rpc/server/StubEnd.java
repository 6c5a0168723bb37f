package io.opnum.rpc.server;

import java.util.function.Consumer;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.opnum.rpc.security.MessageRefusedException;
import io.opnum.rpc.security.VerificationTrailer;

/**
 * The end of a stub whose fragments are handed on as they come, kept for its verification
 * trailer. That belongs into the last fragment (MS-RPCE 2.2.2.13), but there are clients,
 * Samba's among them, that cut stub and trailer together: it may begin in an earlier one.
 * <p>
 * Event loop only. Nothing has to be released.
 */
final class StubEnd {

	private static final int KEPT = VerificationTrailer.SEARCH_LENGTH;

	/** Trailers are aligned: what is kept begins at a multiple of this in the stub. */
	private static final int ALIGNMENT = 4;

	private final ByteBuf octets = Unpooled.buffer(KEPT + ALIGNMENT);

	/**
	 * Add a fragment.
	 * @param stub its stub data; only read
	 */
	void add(ByteBuf stub) {
		int length = stub.readableBytes();
		int before = this.octets.readableBytes();
		int dropped = Math.max(0, before + length - KEPT) & -ALIGNMENT;
		int droppedBefore = Math.min(dropped, before);
		int droppedNow = dropped - droppedBefore;
		this.octets.skipBytes(droppedBefore).discardReadBytes();
		this.octets.writeBytes(stub, stub.readerIndex() + droppedNow, length - droppedNow);
	}

	/**
	 * Add the last fragment, and take the trailer off. What of it was handed on before is
	 * behind the parameters, and so ignored.
	 * @param stub the stub data of the last fragment, which loses what belongs to the
	 * trailer
	 * @param taker takes a trailer off stub data
	 * @throws MessageRefusedException if the taker does not like it
	 */
	void takeTrailer(ByteBuf stub, Consumer<ByteBuf> taker) {
		add(stub);
		int length = this.octets.readableBytes();
		taker.accept(this.octets);
		int taken = length - this.octets.readableBytes();
		stub.writerIndex(stub.writerIndex() - Math.min(taken, stub.readableBytes()));
	}

}
