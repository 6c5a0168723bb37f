package io.opnum.rpc.security.kerberos;

import java.nio.ByteBuffer;
import java.security.MessageDigest;
import java.security.SecureRandom;
import java.time.Instant;
import java.util.Arrays;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.opnum.rpc.security.AbstractSecurityContext;
import io.opnum.rpc.security.AuthenticationLevel;
import io.opnum.rpc.security.AuthenticationService;
import io.opnum.rpc.security.PeerIdentity;

/**
 * Signs and seals with the tokens of RFC 4121, in DCE style (MS-KILE 3.4.5.4): encrypted
 * stub data stays where it is, and all else is in the token.
 *
 * <pre>
 * MIC   04 04 flags ff ff ff ff ff  sequence 8 | checksum
 * Wrap  05 04 flags ff EC 2 RRC 2   sequence 8 | enc(filler) | enc(header) | HMAC | enc(confounder)
 * </pre>
 *
 * Encrypted is one run: confounder, stub data, filler of EC octets, and the header of the
 * token with zero in place of RRC. The HMAC is over the run, with header signing also
 * over what is in front of the stub data and over {@code sec_trailer}. A filler of one
 * block makes all pieces of padded messages whole blocks, so that they are encrypted
 * where they are; what peers may send otherwise is put together in an array.
 */
final class KerberosSecurityContext extends AbstractSecurityContext {

	private static final int HEADER_LENGTH = 16;

	/** Where RRC is in a header. */
	private static final int RRC_OFFSET = 6;

	private static final int CONFOUNDER_LENGTH = EncryptionType.BLOCK_LENGTH;

	/** The octets of filler to write: a block, as Windows does. */
	private static final int FILLER_LENGTH = EncryptionType.BLOCK_LENGTH;

	private static final int MIC = 0x0404;

	private static final int WRAP = 0x0504;

	/** What stands in a MIC in place of EC and RRC. */
	private static final int MIC_FILLER = -1;

	private static final int SENT_BY_ACCEPTOR = 0x01;

	private static final int SEALED = 0x02;

	private static final int ACCEPTOR_SUBKEY = 0x04;

	private static final int ACCEPTOR_SEAL = 22;

	private static final int ACCEPTOR_SIGN = 23;

	private static final int INITIATOR_SEAL = 24;

	private static final int INITIATOR_SIGN = 25;

	private final KerberosKey key;

	private final int checksumLength;

	private final int outgoingFlags;

	private final int incomingFlags;

	private final KeyedMac outgoingMac;

	private final KeyedMac incomingMac;

	private final RunCipher encryption;

	private final RunCipher decryption;

	private final boolean providesMic;

	private final SecureRandom random = new SecureRandom();

	private long outgoingSequence;

	private long incomingSequence;

	/**
	 * Create a context.
	 * @param level the level
	 * @param peer who is at the other end
	 * @param expiresAt until when the ticket is valid
	 * @param initiator whether this is the client's side
	 * @param keys what the exchange established
	 */
	KerberosSecurityContext(AuthenticationLevel level, PeerIdentity peer, Instant expiresAt, boolean initiator,
			ContextKeys keys) {
		super(AuthenticationService.KERBEROS, level, peer, expiresAt);
		this.key = keys.key();
		this.checksumLength = this.key.type().checksumLength();
		// A client does not ask for integrity at level connect; servers sign where
		// clients do
		this.providesMic = level.isSigned() || !initiator;
		int flags = keys.ofAcceptor() ? ACCEPTOR_SUBKEY : 0;
		this.outgoingFlags = flags | (initiator ? 0 : SENT_BY_ACCEPTOR);
		this.incomingFlags = flags | (initiator ? SENT_BY_ACCEPTOR : 0);
		this.outgoingMac = new KeyedMac(this.key, initiator ? INITIATOR_SIGN : ACCEPTOR_SIGN, KeyPurpose.CHECKSUM);
		this.incomingMac = new KeyedMac(this.key, initiator ? ACCEPTOR_SIGN : INITIATOR_SIGN, KeyPurpose.CHECKSUM);
		this.encryption = new RunCipher(this.key, initiator ? INITIATOR_SEAL : ACCEPTOR_SEAL, true);
		this.decryption = new RunCipher(this.key, initiator ? ACCEPTOR_SEAL : INITIATOR_SEAL, false);
		this.outgoingSequence = initiator ? keys.initiatorSequence() : keys.acceptorSequence();
		this.incomingSequence = initiator ? keys.acceptorSequence() : keys.initiatorSequence();
	}

	@Override
	public byte[] sessionKey() {
		checkUsable();
		return this.key.octets().clone();
	}

	@Override
	public int tokenLength() {
		if (!level().isSigned()) {
			return 0;
		}
		return level().isSealed() ? minWrapLength() + FILLER_LENGTH : HEADER_LENGTH + this.checksumLength;
	}

	@Override
	public void protect(ByteBuf pdu, int start, int stub, int trailer, boolean headerSigning) {
		checkUsable();
		if (level().isSealed()) {
			seal(pdu, start, stub, trailer, headerSigning);
		}
		else if (level().isSigned()) {
			int from = headerSigning ? start : stub;
			int end = headerSigning ? trailer + TRAILER_LENGTH : trailer;
			pdu.setBytes(trailer + TRAILER_LENGTH, sign(pdu, from, end - from));
		}
	}

	@Override
	public void unprotect(ByteBuf pdu, int start, int stub, int trailer, int tokenLength, boolean headerSigning) {
		checkUsable();
		if (!level().isSigned()) {
			return;
		}
		byte[] token = new byte[tokenLength];
		pdu.getBytes(trailer + TRAILER_LENGTH, token);
		if (level().isSealed()) {
			unseal(pdu, start, stub, trailer, token, headerSigning);
		}
		else {
			int from = headerSigning ? start : stub;
			int end = headerSigning ? trailer + TRAILER_LENGTH : trailer;
			verify(pdu, from, end - from, token);
		}
	}

	@Override
	public boolean providesMic() {
		return this.providesMic;
	}

	@Override
	public byte[] mic(byte[] message) {
		checkUsable();
		return sign(Unpooled.wrappedBuffer(message), 0, message.length);
	}

	@Override
	public void verifyMic(byte[] message, byte[] token) {
		checkUsable();
		verify(Unpooled.wrappedBuffer(message), 0, message.length, token);
	}

	private byte[] sign(ByteBuf buffer, int index, int length) {
		return mic(this.outgoingMac, buffer, index, length,
				header(MIC, this.outgoingFlags, MIC_FILLER, this.outgoingSequence++));
	}

	private void verify(ByteBuf buffer, int index, int length, byte[] token) {
		byte[] expected = mic(this.incomingMac, buffer, index, length,
				header(MIC, this.incomingFlags, MIC_FILLER, this.incomingSequence));
		acceptNext(MessageDigest.isEqual(expected, token));
	}

	private byte[] mic(KeyedMac mac, ByteBuf buffer, int index, int length, byte[] header) {
		mac.update(buffer, index, length);
		mac.update(header);
		byte[] token = Arrays.copyOf(header, HEADER_LENGTH + this.checksumLength);
		System.arraycopy(mac.finish(), 0, token, HEADER_LENGTH, this.checksumLength);
		return token;
	}

	private void seal(ByteBuf pdu, int start, int stub, int trailer, boolean headerSigning) {
		byte[] header = header(WRAP, this.outgoingFlags | SEALED, FILLER_LENGTH << 16, this.outgoingSequence++);
		byte[] confounder = new byte[CONFOUNDER_LENGTH];
		this.random.nextBytes(confounder);
		byte[] last = new byte[FILLER_LENGTH + HEADER_LENGTH];
		Arrays.fill(last, 0, FILLER_LENGTH, (byte) 0xff);
		System.arraycopy(header, 0, last, FILLER_LENGTH, HEADER_LENGTH);
		byte[] checksum = crypt(this.encryption, pdu, start, stub, trailer, headerSigning, confounder, last);
		int token = trailer + TRAILER_LENGTH;
		pdu.setBytes(token, header).setShort(token + RRC_OFFSET, rotation());
		pdu.setBytes(token + HEADER_LENGTH, last);
		int behind = token + HEADER_LENGTH + last.length;
		pdu.setBytes(behind, checksum, 0, this.checksumLength);
		pdu.setBytes(behind + this.checksumLength, confounder);
	}

	private void unseal(ByteBuf pdu, int start, int stub, int trailer, byte[] token, boolean headerSigning) {
		int fillerLength = token.length - minWrapLength();
		accept(fillerLength >= 0);
		derotate(pdu, stub, trailer, token, fillerLength);
		byte[] last = Arrays.copyOfRange(token, HEADER_LENGTH, 2 * HEADER_LENGTH + fillerLength);
		int behind = HEADER_LENGTH + last.length;
		byte[] told = Arrays.copyOfRange(token, behind, behind + this.checksumLength);
		byte[] confounder = Arrays.copyOfRange(token, behind + this.checksumLength, token.length);
		byte[] checksum = crypt(this.decryption, pdu, start, stub, trailer, headerSigning, confounder, last);
		byte[] header = header(WRAP, this.incomingFlags | SEALED, fillerLength << 16, this.incomingSequence);
		byte[] outer = Arrays.copyOf(token, HEADER_LENGTH);
		Arrays.fill(outer, RRC_OFFSET, RRC_OFFSET + Short.BYTES, (byte) 0);
		boolean signed = MessageDigest.isEqual(Arrays.copyOf(checksum, this.checksumLength), told);
		boolean inner = MessageDigest.isEqual(header, Arrays.copyOfRange(last, fillerLength, last.length));
		acceptNext(signed & inner & MessageDigest.isEqual(header, outer));
	}

	/**
	 * Bring what was rotated otherwise than DCE style does into its order (RFC 4121
	 * 4.2.5): in the token and the stub data, taken together.
	 */
	private void derotate(ByteBuf pdu, int stub, int trailer, byte[] token, int fillerLength) {
		int told = ByteBuffer.wrap(token).getShort(RRC_OFFSET) & 0xffff;
		if (told == rotation()) {
			return;
		}
		int tokenRest = token.length - HEADER_LENGTH;
		byte[] stream = new byte[tokenRest + trailer - stub];
		System.arraycopy(token, HEADER_LENGTH, stream, 0, tokenRest);
		pdu.getBytes(stub, stream, tokenRest, trailer - stub);
		byte[] rotated = new byte[stream.length];
		for (int i = 0; i < stream.length; i++) {
			rotated[Math.floorMod(i + rotation() - told, stream.length)] = stream[i];
		}
		System.arraycopy(rotated, 0, token, HEADER_LENGTH, tokenRest);
		pdu.setBytes(stub, rotated, tokenRest, trailer - stub);
	}

	/**
	 * Encrypt or decrypt a run where its pieces are.
	 * @return the HMAC
	 */
	private static byte[] crypt(RunCipher cipher, ByteBuf pdu, int start, int stub, int trailer, boolean headerSigning,
			byte[] confounder, byte[] last) {
		int length = trailer - stub;
		if (length % EncryptionType.BLOCK_LENGTH != 0 || last.length % EncryptionType.BLOCK_LENGTH != 0
				|| last.length < RunCipher.MIN_LAST_LENGTH) {
			return cryptTogether(cipher, pdu, start, stub, trailer, headerSigning, confounder, last);
		}
		cipher.first(confounder);
		if (headerSigning) {
			cipher.sign(pdu, start, stub - start);
		}
		cipher.crypt(pdu, stub, length);
		if (headerSigning) {
			cipher.sign(pdu, trailer, TRAILER_LENGTH);
		}
		return cipher.last(last);
	}

	private static byte[] cryptTogether(RunCipher cipher, ByteBuf pdu, int start, int stub, int trailer,
			boolean headerSigning, byte[] confounder, byte[] last) {
		int length = trailer - stub;
		byte[] run = Arrays.copyOf(confounder, CONFOUNDER_LENGTH + length + last.length);
		pdu.getBytes(stub, run, CONFOUNDER_LENGTH, length);
		System.arraycopy(last, 0, run, CONFOUNDER_LENGTH + length, last.length);
		byte[] checksum = cipher.cryptWhole(run,
				headerSigning ? new RunCipher.Around(pdu, start, stub, trailer, TRAILER_LENGTH) : null);
		System.arraycopy(run, 0, confounder, 0, CONFOUNDER_LENGTH);
		pdu.setBytes(stub, run, CONFOUNDER_LENGTH, length);
		System.arraycopy(run, CONFOUNDER_LENGTH + length, last, 0, last.length);
		return checksum;
	}

	/** The octets of a Wrap token without filler. */
	private int minWrapLength() {
		return HEADER_LENGTH + rotation() + CONFOUNDER_LENGTH;
	}

	/** RRC in DCE style, to which EC is added: HMAC and header. */
	private int rotation() {
		return this.checksumLength + HEADER_LENGTH;
	}

	private static byte[] header(int tokenId, int flags, int field, long sequence) {
		return ByteBuffer.allocate(HEADER_LENGTH)
			.putShort((short) tokenId)
			.put((byte) flags)
			.put((byte) 0xff)
			.putInt(field)
			.putLong(sequence)
			.array();
	}

	private void acceptNext(boolean fits) {
		accept(fits);
		this.incomingSequence++;
	}

	@Override
	protected void overwriteKeys() {
		this.key.destroy();
		this.outgoingMac.destroy();
		this.incomingMac.destroy();
		this.encryption.close();
		this.decryption.close();
	}

}
