package io.opnum.rpc.security.ntlm;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.security.GeneralSecurityException;

import javax.crypto.Cipher;
import javax.crypto.Mac;

import io.netty.buffer.ByteBuf;

/**
 * The messages of one direction: their key stream, which runs on from message to message,
 * and their sequence (MS-NLMP 3.4.4.2). Not thread-safe.
 * <p>
 * Octets of buffers outside of the heap pass through a small array: the JDK's algorithms
 * work on arrays.
 */
final class MessageStream {

	/** The octets of a token. */
	static final int TOKEN_LENGTH = 16;

	private static final int VERSION = 1;

	private static final int CHECKSUM = 4;

	private static final int CHECKSUM_LENGTH = 8;

	private static final int SEQUENCE = 12;

	private static final int CHUNK = 4096;

	private final MessageKeys keys;

	private final boolean keyExchange;

	private final Mac mac;

	private final Cipher cipher;

	private final byte[] chunk = new byte[CHUNK];

	private final byte[] digest = new byte[Primitives.KEY_LENGTH];

	private final byte[] token = new byte[TOKEN_LENGTH];

	private final ByteBuffer tokenFields = ByteBuffer.wrap(this.token).order(ByteOrder.LITTLE_ENDIAN);

	private int sequence;

	/**
	 * Begin.
	 * @param keys the keys, which are the stream's from now on
	 * @param keyExchange whether the client chose the session key: checksums are
	 * encrypted then
	 */
	MessageStream(MessageKeys keys, boolean keyExchange) {
		this.keys = keys;
		this.keyExchange = keyExchange;
		this.mac = Primitives.hmacMd5(keys.sign());
		this.cipher = Primitives.rc4(keys.seal());
	}

	/** Encrypt or decrypt octets of the next message, in place. */
	void crypt(ByteBuf buffer, int index, int length) {
		if (buffer.hasArray()) {
			crypt(buffer.array(), buffer.arrayOffset() + index, length);
			return;
		}
		int end = index + length;
		for (int at = index; at < end; at += CHUNK) {
			int octets = Math.min(CHUNK, end - at);
			buffer.getBytes(at, this.chunk, 0, octets);
			crypt(this.chunk, 0, octets);
			buffer.setBytes(at, this.chunk, 0, octets);
		}
	}

	private void crypt(byte[] octets, int offset, int length) {
		try {
			this.cipher.update(octets, offset, length, octets, offset);
		}
		catch (GeneralSecurityException ex) {
			throw new IllegalStateException("A stream cipher writes as many octets as it reads", ex);
		}
	}

	/** Digest the next message, which is in the clear. */
	void digest(ByteBuf buffer, int index, int length) {
		this.tokenFields.putInt(SEQUENCE, this.sequence);
		this.mac.update(this.token, SEQUENCE, Integer.BYTES);
		if (buffer.hasArray()) {
			this.mac.update(buffer.array(), buffer.arrayOffset() + index, length);
		}
		else {
			int end = index + length;
			for (int at = index; at < end; at += CHUNK) {
				int octets = Math.min(CHUNK, end - at);
				buffer.getBytes(at, this.chunk, 0, octets);
				this.mac.update(this.chunk, 0, octets);
			}
		}
		try {
			this.mac.doFinal(this.digest, 0);
		}
		catch (GeneralSecurityException ex) {
			throw new IllegalStateException("There is room for a digest", ex);
		}
	}

	/**
	 * End a message that was digested, and encrypted where it had to be.
	 * @return its token, overwritten by the next one
	 */
	byte[] token() {
		if (this.keyExchange) {
			crypt(this.digest, 0, CHECKSUM_LENGTH);
		}
		this.tokenFields.putInt(0, VERSION);
		System.arraycopy(this.digest, 0, this.token, CHECKSUM, CHECKSUM_LENGTH);
		this.tokenFields.putInt(SEQUENCE, this.sequence);
		this.sequence++;
		return this.token;
	}

	/** Begin the key stream anew; the sequence goes on. */
	void restart() {
		Primitives.init(this.cipher, this.keys.seal());
	}

	/** Overwrite the keys. */
	void destroy() {
		this.keys.destroy();
		Primitives.init(this.mac, this.keys.sign());
		Primitives.init(this.cipher, this.keys.seal());
	}

}
