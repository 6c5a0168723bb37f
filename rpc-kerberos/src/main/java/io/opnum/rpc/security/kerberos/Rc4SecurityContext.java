package io.opnum.rpc.security.kerberos;

import java.nio.ByteBuffer;
import java.security.MessageDigest;
import java.security.SecureRandom;
import java.time.Instant;
import java.util.Arrays;
import java.util.HexFormat;

import javax.crypto.Cipher;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufUtil;
import io.opnum.rpc.security.AbstractSecurityContext;
import io.opnum.rpc.security.AuthenticationLevel;
import io.opnum.rpc.security.AuthenticationService;
import io.opnum.rpc.security.PeerIdentity;

/**
 * Signs and seals with the tokens of RFC 4757 7, in DCE style: nothing is padded, and
 * encrypted stub data stays where it is.
 *
 * <pre>
 * MIC   60 23 OID 11 | 01 01 11 00 ff ff ff ff | enc(sequence 4, direction 4) | checksum 8
 * Wrap  60 2b OID 11 | 02 01 11 00 10 00 ff ff | enc(sequence 4, direction 4) | checksum 8 | enc(confounder 8)
 * </pre>
 *
 * The checksum is over the eight octets in the middle, the confounder and the stub data,
 * with header signing also over what is in front of the stub data and over
 * {@code sec_trailer}. Confounder and stub data are encrypted as one stream, whose key
 * depends on the sequence number; that of the sequence number depends on the checksum.
 */
final class Rc4SecurityContext extends AbstractSecurityContext {

	/** The tag, the length, and the object identifier of Kerberos. */
	private static final int FRAME_LENGTH = 13;

	private static final int HEADER_LENGTH = 8;

	private static final int SEQUENCE_LENGTH = 8;

	private static final int CHECKSUM_LENGTH = 8;

	private static final int MIC_LENGTH = FRAME_LENGTH + HEADER_LENGTH + SEQUENCE_LENGTH + CHECKSUM_LENGTH;

	private static final int WRAP_LENGTH = MIC_LENGTH + Rc4Hmac.CONFOUNDER_LENGTH;

	private static final byte[] MIC = HexFormat.of().parseHex("602306092a864886f71201020201011100ffffffff");

	private static final byte[] WRAP = HexFormat.of().parseHex("602b06092a864886f712010202020111001000ffff");

	/** What a MIC is for, as Microsoft counts. */
	private static final int SIGN = 15;

	/** What a Wrap is for, as Microsoft counts. */
	private static final int SEAL = 13;

	/** What the key of encryption differs by. */
	private static final byte SEAL_MASK = (byte) 0xf0;

	private static final byte[] NOTHING = {};

	private final KerberosKey key;

	private final byte[] signatureKey;

	private final byte[] sequenceKey;

	private final byte[] sealKey;

	private final int outgoingDirection;

	private final boolean providesMic;

	private final SecureRandom random = new SecureRandom();

	private int outgoingSequence;

	private int incomingSequence;

	/**
	 * Create a context.
	 * @param level the level
	 * @param peer who is at the other end
	 * @param expiresAt until when the ticket is valid
	 * @param initiator whether this is the client's side
	 * @param keys what the exchange established
	 */
	Rc4SecurityContext(AuthenticationLevel level, PeerIdentity peer, Instant expiresAt, boolean initiator,
			ContextKeys keys) {
		super(AuthenticationService.KERBEROS, level, peer, expiresAt);
		this.key = keys.key();
		byte[] octets = this.key.octets();
		byte[] masked = octets.clone();
		for (int i = 0; i < masked.length; i++) {
			masked[i] ^= SEAL_MASK;
		}
		this.signatureKey = this.key.type().derive(octets, SIGN, KeyPurpose.CHECKSUM);
		this.sequenceKey = this.key.type().derive(octets, 0, KeyPurpose.ENCRYPTION);
		this.sealKey = this.key.type().derive(masked, 0, KeyPurpose.ENCRYPTION);
		Arrays.fill(masked, (byte) 0);
		// As with AES: a client does not ask for integrity at level connect
		this.providesMic = level.isSigned() || !initiator;
		this.outgoingDirection = initiator ? 0 : -1;
		this.outgoingSequence = (int) (initiator ? keys.initiatorSequence() : keys.acceptorSequence());
		this.incomingSequence = (int) (initiator ? keys.acceptorSequence() : keys.initiatorSequence());
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
		return level().isSealed() ? WRAP_LENGTH : MIC_LENGTH;
	}

	@Override
	public void protect(ByteBuf pdu, int start, int stub, int trailer, boolean headerSigning) {
		checkUsable();
		if (level().isSealed()) {
			seal(pdu, start, stub, trailer, headerSigning);
		}
		else if (level().isSigned()) {
			pdu.setBytes(trailer + TRAILER_LENGTH, mic(signed(pdu, start, stub, trailer, headerSigning)));
		}
	}

	@Override
	public void unprotect(ByteBuf pdu, int start, int stub, int trailer, int tokenLength, boolean headerSigning) {
		checkUsable();
		if (!level().isSigned()) {
			return;
		}
		byte[] token = ByteBufUtil.getBytes(pdu, trailer + TRAILER_LENGTH, tokenLength);
		if (level().isSealed()) {
			unseal(pdu, start, stub, trailer, token, headerSigning);
		}
		else {
			verifyMic(signed(pdu, start, stub, trailer, headerSigning), token);
		}
	}

	private static byte[] signed(ByteBuf pdu, int start, int stub, int trailer, boolean headerSigning) {
		int from = headerSigning ? start : stub;
		int end = headerSigning ? trailer + TRAILER_LENGTH : trailer;
		return ByteBufUtil.getBytes(pdu, from, end - from);
	}

	@Override
	public boolean providesMic() {
		return this.providesMic;
	}

	@Override
	public byte[] mic(byte[] message) {
		checkUsable();
		byte[] checksum = checksum(SIGN, MIC, NOTHING, message);
		return token(MIC, this.outgoingSequence++, this.outgoingDirection, checksum);
	}

	@Override
	public void verifyMic(byte[] message, byte[] token) {
		checkUsable();
		byte[] checksum = checksum(SIGN, MIC, NOTHING, message);
		acceptNext(MessageDigest.isEqual(token(MIC, this.incomingSequence, ~this.outgoingDirection, checksum), token));
	}

	private void seal(ByteBuf pdu, int start, int stub, int trailer, boolean headerSigning) {
		byte[] confounder = new byte[Rc4Hmac.CONFOUNDER_LENGTH];
		this.random.nextBytes(confounder);
		byte[] checksum = checksum(SEAL, WRAP, confounder, signed(pdu, start, stub, trailer, headerSigning));
		int sequence = this.outgoingSequence++;
		crypt(sequence, confounder, pdu, stub, trailer);
		pdu.setBytes(trailer + TRAILER_LENGTH, token(WRAP, sequence, this.outgoingDirection, checksum));
		pdu.setBytes(trailer + TRAILER_LENGTH + MIC_LENGTH, confounder);
	}

	private void unseal(ByteBuf pdu, int start, int stub, int trailer, byte[] token, boolean headerSigning) {
		accept(token.length == WRAP_LENGTH);
		byte[] confounder = Arrays.copyOfRange(token, MIC_LENGTH, WRAP_LENGTH);
		crypt(this.incomingSequence, confounder, pdu, stub, trailer);
		byte[] checksum = checksum(SEAL, WRAP, confounder, signed(pdu, start, stub, trailer, headerSigning));
		byte[] expected = token(WRAP, this.incomingSequence, ~this.outgoingDirection, checksum);
		acceptNext(MessageDigest.isEqual(expected, Arrays.copyOf(token, MIC_LENGTH)));
	}

	/** Encrypt or decrypt a confounder and stub data where they are. */
	private void crypt(int sequence, byte[] confounder, ByteBuf pdu, int stub, int trailer) {
		Cipher cipher = Rc4Hmac.cipher(Rc4Hmac.hmac(this.sealKey, bigEndian(sequence)));
		Rc4Hmac.crypt(cipher, confounder, confounder, 0);
		byte[] octets = ByteBufUtil.getBytes(pdu, stub, trailer - stub);
		Rc4Hmac.crypt(cipher, octets, octets, 0);
		pdu.setBytes(stub, octets);
	}

	private byte[] checksum(int usage, byte[] frame, byte[] confounder, byte[] message) {
		byte[] header = Arrays.copyOfRange(frame, FRAME_LENGTH, frame.length);
		return Arrays.copyOf(Rc4Hmac.checksum(this.signatureKey, usage, header, confounder, message), CHECKSUM_LENGTH);
	}

	/** A token but for the confounder. */
	private byte[] token(byte[] frame, int sequence, int direction, byte[] checksum) {
		byte[] number = ByteBuffer.allocate(SEQUENCE_LENGTH).putInt(sequence).putInt(direction).array();
		Rc4Hmac.crypt(Rc4Hmac.cipher(Rc4Hmac.hmac(this.sequenceKey, checksum)), number, number, 0);
		return ByteBuffer.allocate(MIC_LENGTH).put(frame).put(number).put(checksum).array();
	}

	private static byte[] bigEndian(int number) {
		return ByteBuffer.allocate(Integer.BYTES).putInt(number).array();
	}

	private void acceptNext(boolean fits) {
		accept(fits);
		this.incomingSequence++;
	}

	@Override
	protected void overwriteKeys() {
		this.key.destroy();
		Arrays.fill(this.signatureKey, (byte) 0);
		Arrays.fill(this.sequenceKey, (byte) 0);
		Arrays.fill(this.sealKey, (byte) 0);
	}

}
