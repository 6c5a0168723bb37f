package io.opnum.rpc.pdu;

import java.util.ArrayList;
import java.util.List;
import java.util.UUID;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import org.jspecify.annotations.Nullable;

/**
 * Refuses a bind (C706 12.6.4.5, MS-RPCE 2.2.2.9). The sender closes the connection
 * behind it.
 *
 * <pre>
 * +-----------+-----------+-----------+-----------+
 * |                 common header                 |  0
 * +-----------+-----------+-----------+-----------+
 * | provider_reject_reason|n_protocols| versions, | 16
 * +-----------+-----------+-----------+-----------+
 * | major and minor of each                       | 20
 * +-----------+-----------+-----------+-----------+
 * | padding to a multiple of 4                    |
 * +-----------+-----------+-----------+-----------+
 * | Signature, 16 octets, if there is an error    |
 * +-----------+-----------+-----------+-----------+
 * | extended error information                    |
 * +-----------+-----------+-----------+-----------+
 * </pre>
 *
 * Old servers end it right behind the reason.
 *
 * @param flags {@code pfc_flags}, see {@link PacketFlag}
 * @param drep the byte order
 * @param callId the call id, unsigned 32 bits
 * @param reason why, one of the constants here
 * @param versions the protocol versions that the server speaks
 * @param extendedError the extended error information (MS-EERR) as it is, or an empty
 * buffer; borrowed from the buffer that was decoded
 * @param auth the authentication verifier, or {@code null}
 * @since 0.1.0
 */
public record BindNak(int flags, DataRepresentation drep, int callId, int reason, List<ProtocolVersion> versions,
		ByteBuf extendedError, @Nullable AuthVerifier auth) implements Pdu {

	/** Reason: not specified. */
	public static final int NOT_SPECIFIED = 0;

	/** Reason: congestion; Windows and Samba: the server can't do security. */
	public static final int TEMPORARY_CONGESTION = 1;

	/** Reason: a limit of the server. */
	public static final int LOCAL_LIMIT_EXCEEDED = 2;

	/** Reason: no such presentation address. */
	public static final int CALLED_PADDR_UNKNOWN = 3;

	/** Reason: version, data representation or form of the bind. */
	public static final int PROTOCOL_VERSION_NOT_SUPPORTED = 4;

	/** Reason: the authentication service is unknown (MS-RPCE 2.2.2.5). */
	public static final int AUTHENTICATION_TYPE_NOT_RECOGNIZED = 8;

	/** Reason: the token was refused (MS-RPCE 2.2.2.5). */
	public static final int INVALID_CHECKSUM = 9;

	/** Announces extended error information (MS-RPCE 2.2.1.1.2). */
	static final UUID EXTENDED_ERROR_SIGNATURE = UUID.fromString("90740320-fad0-11d3-82d7-009027b130ab");

	public BindNak {
		versions = List.copyOf(versions);
	}

	/**
	 * Make a bind_nak without extended error information.
	 * @param flags the flags
	 * @param drep the byte order
	 * @param callId the call id
	 * @param reason why
	 * @param versions the protocol versions that the server speaks
	 * @param auth the authentication verifier, or {@code null}
	 */
	public BindNak(int flags, DataRepresentation drep, int callId, int reason, List<ProtocolVersion> versions,
			@Nullable AuthVerifier auth) {
		this(flags, drep, callId, reason, versions, Unpooled.EMPTY_BUFFER, auth);
	}

	static BindNak decode(PduReader in) {
		AuthVerifier auth = in.auth(CommonHeader.LENGTH);
		int reason = in.u16("provider_reject_reason");
		return new BindNak(in.flags(), in.drep(), in.callId(), reason, decodeVersions(in), decodeExtendedError(in),
				auth);
	}

	private static List<ProtocolVersion> decodeVersions(PduReader in) {
		if (in.remaining() == 0) {
			return List.of();
		}
		int count = in.u8("n_protocols");
		in.checkCount(count, 2, "protocol versions");
		List<ProtocolVersion> versions = new ArrayList<>(count);
		for (int i = 0; i < count; i++) {
			versions.add(new ProtocolVersion(in.u8("major"), in.u8("minor")));
		}
		return versions;
	}

	private static ByteBuf decodeExtendedError(PduReader in) {
		in.align();
		if (in.remaining() < Octets.UUID_LENGTH || !in.uuid("Signature").equals(EXTENDED_ERROR_SIGNATURE)) {
			return Unpooled.EMPTY_BUFFER;
		}
		return in.octets(in.remaining(), "extended error information");
	}

	void encode(PduWriter out) {
		out.u16(this.reason, "provider_reject_reason");
		out.u8(this.versions.size(), "n_protocols");
		for (ProtocolVersion version : this.versions) {
			out.u8(version.major(), "major");
			out.u8(version.minor(), "minor");
		}
		out.align();
		if (this.extendedError.isReadable()) {
			out.uuid(EXTENDED_ERROR_SIGNATURE);
			out.octets(this.extendedError);
		}
		out.end();
	}

	@Override
	public PacketType type() {
		return PacketType.BIND_NAK;
	}

	@Override
	public String toString() {
		return "BindNak[flags=%02x, drep=%s, callId=%s, reason=%d, versions=%s, extendedError=%d octets, auth=%s]"
			.formatted(this.flags, this.drep, Integer.toUnsignedString(this.callId), this.reason, this.versions,
					this.extendedError.readableBytes(), this.auth);
	}

}
