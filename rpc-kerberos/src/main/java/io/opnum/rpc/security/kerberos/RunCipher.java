package io.opnum.rpc.security.kerberos;

import java.security.GeneralSecurityException;
import java.util.Arrays;

import javax.crypto.Cipher;
import javax.crypto.spec.IvParameterSpec;
import javax.crypto.spec.SecretKeySpec;

import io.netty.buffer.ByteBuf;
import org.jspecify.annotations.Nullable;

/**
 * Encrypts or decrypts runs of octets with their HMAC: CBC with ciphertext stealing (RFC
 * 3962, RFC 8009). A run begins with the confounder, and comes whole, or in pieces of
 * whole blocks that are processed where they are. Not thread-safe.
 * <p>
 * Where all pieces are whole blocks, ciphertext stealing is nothing else than CBC whose
 * last two blocks are exchanged. Both must be in the last piece.
 */
final class RunCipher implements AutoCloseable {

	/**
	 * How much is encrypted and authenticated at a time, so that it is still in the
	 * processor's cache.
	 */
	private static final int CHUNK_LENGTH = 4096;

	private static final int BLOCK_LENGTH = EncryptionType.BLOCK_LENGTH;

	/** The octets of a last piece of whole blocks. */
	static final int MIN_LAST_LENGTH = 2 * BLOCK_LENGTH;

	private static final byte[] IV = new byte[BLOCK_LENGTH];

	private final boolean encrypts;

	private final boolean authenticatesCiphertext;

	/** Whether the HMAC is over octets as they were before. */
	private final boolean authenticatesFirst;

	private final KeyedMac integrity;

	private final SecretKeySpec key;

	private final Cipher pieces;

	private @Nullable Cipher whole;

	private byte[] chunk = {};

	RunCipher(KerberosKey key, int usage, boolean encrypts) {
		this.encrypts = encrypts;
		this.authenticatesCiphertext = key.type().authenticatesCiphertext();
		this.authenticatesFirst = encrypts != this.authenticatesCiphertext;
		this.integrity = new KeyedMac(key, usage, KeyPurpose.INTEGRITY);
		byte[] derived = key.type().derive(key.octets(), usage, KeyPurpose.ENCRYPTION);
		this.key = new SecretKeySpec(derived, "AES");
		Arrays.fill(derived, (byte) 0);
		this.pieces = cipher("AES/CBC/NoPadding");
	}

	private Cipher cipher(String transformation) {
		try {
			Cipher cipher = Cipher.getInstance(transformation);
			cipher.init(this.encrypts ? Cipher.ENCRYPT_MODE : Cipher.DECRYPT_MODE, this.key, new IvParameterSpec(IV));
			return cipher;
		}
		catch (GeneralSecurityException ex) {
			throw missing(ex);
		}
	}

	/** Begin a run with its first piece. */
	void first(byte[] confounder) {
		if (this.authenticatesCiphertext) {
			this.integrity.update(IV);
		}
		crypt(confounder, 0, confounder.length);
	}

	/** Only authenticate octets, at their place among the pieces. */
	void sign(ByteBuf buffer, int index, int length) {
		this.integrity.update(buffer, index, length);
	}

	/** Process a piece of whole blocks, which is not the last one. */
	void crypt(ByteBuf buffer, int index, int length) {
		int end = index + length;
		for (int at = index; at < end; at += CHUNK_LENGTH) {
			int octets = Math.min(CHUNK_LENGTH, end - at);
			if (buffer.hasArray()) {
				crypt(buffer.array(), buffer.arrayOffset() + at, octets);
				continue;
			}
			if (this.chunk.length == 0) {
				this.chunk = new byte[CHUNK_LENGTH];
			}
			buffer.getBytes(at, this.chunk, 0, octets);
			crypt(this.chunk, 0, octets);
			buffer.setBytes(at, this.chunk, 0, octets);
		}
	}

	private void crypt(byte[] octets, int offset, int length) {
		if (this.authenticatesFirst) {
			this.integrity.update(octets, offset, length);
		}
		try {
			this.pieces.update(octets, offset, length, octets, offset);
		}
		catch (GeneralSecurityException ex) {
			throw missing(ex);
		}
		if (!this.authenticatesFirst) {
			this.integrity.update(octets, offset, length);
		}
	}

	/**
	 * Process the last piece.
	 * @param octets at least {@link #MIN_LAST_LENGTH} octets in whole blocks
	 * @return the HMAC over the run, overwritten by the next one
	 */
	byte[] last(byte[] octets) {
		if (this.authenticatesFirst) {
			this.integrity.update(octets);
		}
		if (!this.encrypts) {
			exchangeLastBlocks(octets);
		}
		try {
			this.pieces.doFinal(octets, 0, octets.length, octets, 0);
		}
		catch (GeneralSecurityException ex) {
			throw missing(ex);
		}
		if (this.encrypts) {
			exchangeLastBlocks(octets);
		}
		if (!this.authenticatesFirst) {
			this.integrity.update(octets);
		}
		return this.integrity.finish();
	}

	private static void exchangeLastBlocks(byte[] octets) {
		int last = octets.length - BLOCK_LENGTH;
		for (int i = last; i < octets.length; i++) {
			byte octet = octets[i];
			octets[i] = octets[i - BLOCK_LENGTH];
			octets[i - BLOCK_LENGTH] = octet;
		}
	}

	/**
	 * Process a whole run, of any length from a block.
	 * @param run the octets, confounder and all
	 * @param around what else the HMAC is over, or {@code null}
	 * @return the HMAC over the run, overwritten by the next one
	 */
	byte[] cryptWhole(byte[] run, @Nullable Around around) {
		Cipher cipher = this.whole;
		if (cipher == null) {
			cipher = cipher("AES/CTS/NoPadding");
			this.whole = cipher;
		}
		if (this.authenticatesCiphertext) {
			this.integrity.update(IV);
		}
		if (this.authenticatesFirst) {
			digest(run, around);
		}
		try {
			cipher.doFinal(run, 0, run.length, run, 0);
		}
		catch (GeneralSecurityException ex) {
			throw missing(ex);
		}
		if (!this.authenticatesFirst) {
			digest(run, around);
		}
		return this.integrity.finish();
	}

	private void digest(byte[] run, @Nullable Around around) {
		if (around == null) {
			this.integrity.update(run);
			return;
		}
		int data = around.end - around.index;
		this.integrity.update(run, 0, BLOCK_LENGTH);
		this.integrity.update(around.buffer, around.start, around.index - around.start);
		this.integrity.update(run, BLOCK_LENGTH, data);
		this.integrity.update(around.buffer, around.end, around.signedBehind);
		this.integrity.update(run, BLOCK_LENGTH + data, run.length - BLOCK_LENGTH - data);
	}

	/** Overwrite the keys. */
	@Override
	public void close() {
		this.integrity.destroy();
		SecretKeySpec zeros = new SecretKeySpec(new byte[BLOCK_LENGTH], "AES");
		try {
			this.pieces.init(Cipher.ENCRYPT_MODE, zeros, new IvParameterSpec(IV));
			if (this.whole != null) {
				this.whole.init(Cipher.ENCRYPT_MODE, zeros, new IvParameterSpec(IV));
			}
		}
		catch (GeneralSecurityException ex) {
			throw missing(ex);
		}
		Arrays.fill(this.chunk, (byte) 0);
	}

	private static IllegalStateException missing(GeneralSecurityException ex) {
		return new IllegalStateException("AES, which Kerberos needs, does not work here", ex);
	}

	/**
	 * What is authenticated in front of the data in a run and behind it, without being
	 * encrypted.
	 *
	 * @param buffer where it is
	 * @param start its beginning
	 * @param index where the data begins
	 * @param end where the data ends
	 * @param signedBehind the octets behind the data
	 */
	record Around(ByteBuf buffer, int start, int index, int end, int signedBehind) {
	}

}
