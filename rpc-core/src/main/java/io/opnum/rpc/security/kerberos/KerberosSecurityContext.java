package io.opnum.rpc.security.kerberos;

import java.nio.ByteBuffer;
import java.security.MessageDigest;
import java.security.SecureRandom;
import java.time.Instant;
import java.util.Arrays;

import javax.crypto.Mac;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.opnum.rpc.security.AuthenticationLevel;
import io.opnum.rpc.security.AuthenticationService;
import io.opnum.rpc.security.MessageRefusedException;
import io.opnum.rpc.security.PeerIdentity;
import io.opnum.rpc.security.SecurityContext;

/**
 * Signs and seals with the tokens of RFC 4121, in DCE style (MS-KILE 3.4.5.4): encrypted
 * stub data stays where it is, and all else is in the token.
 *
 * <pre>
 * MIC   04 04 flags ff ff ff ff ff  sequence 8 | checksum 12
 * Wrap  05 04 flags ff EC 2 RRC 2   sequence 8 | enc(filler) | enc(header) | HMAC 12 | enc(confounder)
 * </pre>
 *
 * Encrypted is one run: confounder, stub data, filler of EC octets, and the header of the
 * token with zero in place of RRC. The HMAC is over the same in the clear, with header
 * signing also over what is in front of the stub data and over {@code sec_trailer}.
 */
final class KerberosSecurityContext implements SecurityContext {

	private static final int HEADER_LENGTH = 16;

	private static final int CONFOUNDER_LENGTH = AesSha1Keys.BLOCK;

	/** The octets of filler to write: a block, as Windows does. */
	private static final int FILLER_LENGTH = AesSha1Keys.BLOCK;

	/** The rotation of those in DCE style: HMAC and header. */
	private static final int RRC = KeyUse.CHECKSUM_LENGTH + HEADER_LENGTH;

	/** The octets of a Wrap token without filler. */
	private static final int MIN_WRAP_LENGTH = HEADER_LENGTH + RRC + CONFOUNDER_LENGTH;

	private static final int MIC = 0x0404;

	private static final int WRAP = 0x0504;

	private static final int SENT_BY_ACCEPTOR = 0x01;

	private static final int SEALED = 0x02;

	private static final int ACCEPTOR_SUBKEY = 0x04;

	private static final int ACCEPTOR_SEAL = 22;

	private static final int ACCEPTOR_SIGN = 23;

	private static final int INITIATOR_SEAL = 24;

	private static final int INITIATOR_SIGN = 25;

	private final AuthenticationLevel level;

	private final PeerIdentity peer;

	private final Instant expiresAt;

	private final byte[] key;

	private final int outgoingFlags;

	private final int incomingFlags;

	private final KeyUse outgoing;

	private final KeyUse incoming;

	private final SecureRandom random = new SecureRandom();

	private long outgoingSequence;

	private long incomingSequence;

	private byte[] outgoingRun = {};

	private byte[] incomingRun = {};

	private boolean refused;

	private volatile boolean destroyed;

	/**
	 * Create a context.
	 * @param level the level
	 * @param peer who is at the other end
	 * @param expiresAt until when the ticket is valid
	 * @param key the sub-key of the acceptor, the context's from now on
	 * @param initiator whether this is the client's side
	 * @param outgoingSequence the number of the first message to send
	 * @param incomingSequence the number of the first message to come
	 */
	KerberosSecurityContext(AuthenticationLevel level, PeerIdentity peer, Instant expiresAt, byte[] key,
			boolean initiator, long outgoingSequence, long incomingSequence) {
		this.level = level;
		this.peer = peer;
		this.expiresAt = expiresAt;
		this.key = key;
		this.outgoingFlags = ACCEPTOR_SUBKEY | (initiator ? 0 : SENT_BY_ACCEPTOR);
		this.incomingFlags = ACCEPTOR_SUBKEY | (initiator ? SENT_BY_ACCEPTOR : 0);
		this.outgoing = use(initiator, true);
		this.incoming = use(!initiator, false);
		this.outgoingSequence = outgoingSequence;
		this.incomingSequence = incomingSequence;
	}

	private KeyUse use(boolean ofInitiator, boolean encrypts) {
		return new KeyUse(this.key, ofInitiator ? INITIATOR_SIGN : ACCEPTOR_SIGN,
				ofInitiator ? INITIATOR_SEAL : ACCEPTOR_SEAL, encrypts);
	}

	@Override
	public AuthenticationService service() {
		return AuthenticationService.KERBEROS;
	}

	@Override
	public AuthenticationLevel level() {
		return this.level;
	}

	@Override
	public PeerIdentity peer() {
		return this.peer;
	}

	@Override
	public Instant expiresAt() {
		return this.expiresAt;
	}

	@Override
	public byte[] sessionKey() {
		checkUsable();
		return this.key.clone();
	}

	@Override
	public int tokenLength() {
		if (!this.level.isSigned()) {
			return 0;
		}
		return this.level.isSealed() ? MIN_WRAP_LENGTH + FILLER_LENGTH : HEADER_LENGTH + KeyUse.CHECKSUM_LENGTH;
	}

	@Override
	public void protect(ByteBuf pdu, int start, int stub, int trailer, boolean headerSigning) {
		checkUsable();
		if (this.level.isSealed()) {
			seal(pdu, start, stub, trailer, headerSigning);
		}
		else if (this.level.isSigned()) {
			int from = headerSigning ? start : stub;
			int end = headerSigning ? trailer + TRAILER_LENGTH : trailer;
			pdu.setBytes(trailer + TRAILER_LENGTH, sign(pdu, from, end - from));
		}
	}

	@Override
	public void unprotect(ByteBuf pdu, int start, int stub, int trailer, int tokenLength, boolean headerSigning) {
		checkUsable();
		if (!this.level.isSigned()) {
			return;
		}
		byte[] token = new byte[tokenLength];
		pdu.getBytes(trailer + TRAILER_LENGTH, token);
		if (this.level.isSealed()) {
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
		return true;
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
		byte[] token = header(MIC, this.outgoingFlags, -1, this.outgoingSequence++);
		byte[] digest = digest(this.outgoing, buffer, index, length, token);
		byte[] whole = Arrays.copyOf(token, HEADER_LENGTH + KeyUse.CHECKSUM_LENGTH);
		System.arraycopy(digest, 0, whole, HEADER_LENGTH, KeyUse.CHECKSUM_LENGTH);
		return whole;
	}

	private void verify(ByteBuf buffer, int index, int length, byte[] token) {
		byte[] header = header(MIC, this.incomingFlags, -1, this.incomingSequence);
		byte[] digest = digest(this.incoming, buffer, index, length, header);
		byte[] expected = Arrays.copyOf(header, HEADER_LENGTH + KeyUse.CHECKSUM_LENGTH);
		System.arraycopy(digest, 0, expected, HEADER_LENGTH, KeyUse.CHECKSUM_LENGTH);
		accept(MessageDigest.isEqual(expected, token));
	}

	private static byte[] digest(KeyUse use, ByteBuf buffer, int index, int length, byte[] header) {
		Mac mac = use.checksum();
		use.update(mac, buffer, index, length);
		mac.update(header);
		return use.finish(mac);
	}

	private void seal(ByteBuf pdu, int start, int stub, int trailer, boolean headerSigning) {
		int length = trailer - stub;
		byte[] header = header(WRAP, this.outgoingFlags | SEALED, FILLER_LENGTH << 16, this.outgoingSequence++);
		int runLength = CONFOUNDER_LENGTH + length + FILLER_LENGTH + HEADER_LENGTH;
		this.outgoingRun = ensure(this.outgoingRun, runLength);
		byte[] run = this.outgoingRun;
		byte[] confounder = new byte[CONFOUNDER_LENGTH];
		this.random.nextBytes(confounder);
		System.arraycopy(confounder, 0, run, 0, CONFOUNDER_LENGTH);
		pdu.getBytes(stub, run, CONFOUNDER_LENGTH, length);
		int filler = CONFOUNDER_LENGTH + length;
		Arrays.fill(run, filler, filler + FILLER_LENGTH, (byte) 0xff);
		System.arraycopy(header, 0, run, filler + FILLER_LENGTH, HEADER_LENGTH);
		byte[] digest = digest(this.outgoing, pdu, start, stub, trailer, headerSigning, run, runLength);
		this.outgoing.crypt(run, runLength);
		pdu.setBytes(stub, run, CONFOUNDER_LENGTH, length);
		int token = trailer + TRAILER_LENGTH;
		pdu.setBytes(token, header).setShort(token + 6, RRC);
		pdu.setBytes(token + HEADER_LENGTH, run, filler, FILLER_LENGTH + HEADER_LENGTH);
		int checksum = token + HEADER_LENGTH + FILLER_LENGTH + HEADER_LENGTH;
		pdu.setBytes(checksum, digest, 0, KeyUse.CHECKSUM_LENGTH);
		pdu.setBytes(checksum + KeyUse.CHECKSUM_LENGTH, run, 0, CONFOUNDER_LENGTH);
	}

	private void unseal(ByteBuf pdu, int start, int stub, int trailer, byte[] token, boolean headerSigning) {
		int fillerLength = token.length - MIN_WRAP_LENGTH;
		if (fillerLength < 0) {
			throw refuse();
		}
		byte[] header = header(WRAP, this.incomingFlags | SEALED, fillerLength << 16, this.incomingSequence);
		ByteBuffer fields = ByteBuffer.wrap(token);
		int length = trailer - stub;
		int filler = CONFOUNDER_LENGTH + length;
		int runLength = filler + fillerLength + HEADER_LENGTH;
		this.incomingRun = ensure(this.incomingRun, runLength);
		byte[] run = this.incomingRun;
		int checksum = HEADER_LENGTH + fillerLength + HEADER_LENGTH;
		System.arraycopy(token, checksum + KeyUse.CHECKSUM_LENGTH, run, 0, CONFOUNDER_LENGTH);
		pdu.getBytes(stub, run, CONFOUNDER_LENGTH, length);
		System.arraycopy(token, HEADER_LENGTH, run, filler, fillerLength + HEADER_LENGTH);
		this.incoming.crypt(run, runLength);
		pdu.setBytes(stub, run, CONFOUNDER_LENGTH, length);
		byte[] digest = digest(this.incoming, pdu, start, stub, trailer, headerSigning, run, runLength);
		boolean rotated = fields.getShort(6) == RRC;
		boolean copied = MessageDigest.isEqual(header, Arrays.copyOfRange(run, runLength - HEADER_LENGTH, runLength));
		fields.putShort(6, (short) 0);
		boolean told = MessageDigest.isEqual(header, Arrays.copyOf(token, HEADER_LENGTH));
		boolean signed = MessageDigest.isEqual(Arrays.copyOf(digest, KeyUse.CHECKSUM_LENGTH),
				Arrays.copyOfRange(token, checksum, checksum + KeyUse.CHECKSUM_LENGTH));
		accept(rotated & copied & told & signed);
	}

	/** The HMAC over a run in the clear, and over what is around the stub data. */
	private static byte[] digest(KeyUse use, ByteBuf pdu, int start, int stub, int trailer, boolean headerSigning,
			byte[] run, int runLength) {
		Mac mac = use.integrity();
		mac.update(run, 0, CONFOUNDER_LENGTH);
		if (headerSigning) {
			use.update(mac, pdu, start, stub - start);
		}
		int length = trailer - stub;
		mac.update(run, CONFOUNDER_LENGTH, length);
		if (headerSigning) {
			use.update(mac, pdu, trailer, TRAILER_LENGTH);
		}
		mac.update(run, CONFOUNDER_LENGTH + length, runLength - CONFOUNDER_LENGTH - length);
		return use.finish(mac);
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

	private static byte[] ensure(byte[] run, int length) {
		return (run.length >= length) ? run : new byte[length];
	}

	private void accept(boolean fits) {
		if (!fits || this.refused) {
			throw refuse();
		}
		this.incomingSequence++;
	}

	private MessageRefusedException refuse() {
		this.refused = true;
		return new MessageRefusedException("The token of Kerberos does not fit the message: it was altered, or is not "
				+ "the next one of its sender");
	}

	private void checkUsable() {
		if (this.destroyed) {
			throw new IllegalStateException("The security context was destroyed");
		}
	}

	@Override
	public void destroy() {
		this.destroyed = true;
		Arrays.fill(this.key, (byte) 0);
		Arrays.fill(this.outgoingRun, (byte) 0);
		Arrays.fill(this.incomingRun, (byte) 0);
		this.outgoing.destroy();
		this.incoming.destroy();
	}

	@Override
	public String toString() {
		return "KerberosSecurityContext[level=%s, peer=%s]".formatted(this.level, this.peer);
	}

}
