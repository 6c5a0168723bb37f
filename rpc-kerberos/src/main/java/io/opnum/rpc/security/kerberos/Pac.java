package io.opnum.rpc.security.kerberos;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.security.MessageDigest;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

import io.opnum.rpc.security.AuthenticationException;
import io.opnum.rpc.security.AuthenticationException.Reason;
import org.bouncycastle.asn1.ASN1Primitive;
import org.jspecify.annotations.Nullable;

/**
 * The privilege attribute certificate, in which a domain controller tells who the client
 * is (MS-PAC). Nothing of it is believed before its signature was verified with the key
 * of the service.
 */
final class Pac {

	private static final int IF_RELEVANT = 1;

	private static final int WIN2K_PAC = 128;

	private static final int LOGON_INFO = 1;

	private static final int SERVER_SIGNATURE = 6;

	private static final int KDC_SIGNATURE = 7;

	private static final int USAGE = 17;

	private static final int HEADER_LENGTH = 8;

	private static final int ENTRY_LENGTH = 16;

	private final byte[] octets;

	private final Map<Integer, Range> buffers = new HashMap<>();

	private Pac(byte[] octets) {
		this.octets = octets;
		ByteBuffer pac = ByteBuffer.wrap(octets).order(ByteOrder.LITTLE_ENDIAN);
		int count = pac.getInt();
		if (pac.getInt() != 0 || count < 0 || count > (octets.length - HEADER_LENGTH) / ENTRY_LENGTH) {
			throw new IllegalArgumentException("%d buffers".formatted(count));
		}
		for (int i = 0; i < count; i++) {
			int type = pac.getInt();
			int length = pac.getInt();
			long offset = pac.getLong();
			if (length < 0 || offset < 0 || offset > octets.length - length) {
				throw new IllegalArgumentException("%d octets at %d".formatted(length, offset));
			}
			if (this.buffers.put(type, new Range((int) offset, length)) != null) {
				throw new IllegalArgumentException("Two buffers of type %d".formatted(type));
			}
		}
	}

	/**
	 * Return the SIDs of a client.
	 * @param authorizationData what the ticket says, encoded, or {@code null}
	 * @param serviceKey the key the ticket is encrypted with
	 * @return the SIDs, that of the account first; none if there is no PAC, or only one
	 * that is signed with an algorithm that is not supported
	 * @throws AuthenticationException if what is there is malformed, or its signature
	 * wrong
	 */
	static List<String> sids(byte @Nullable [] authorizationData, KerberosKey serviceKey) {
		if (authorizationData == null) {
			return List.of();
		}
		return Fields.decode(authorizationData, "PAC", (data) -> {
			byte[] octets = find(data, IF_RELEVANT);
			octets = (octets != null)
					? Fields.<byte @Nullable []>decode(octets, "AD-IF-RELEVANT", (inner) -> find(inner, WIN2K_PAC))
					: null;
			return (octets != null) ? new Pac(octets).sids(serviceKey) : List.of();
		});
	}

	private static byte @Nullable [] find(ASN1Primitive data, int type) {
		for (Fields element : Fields.elements(data)) {
			if (element.integer(0) == type) {
				return element.octets(1);
			}
		}
		return null;
	}

	private List<String> sids(KerberosKey serviceKey) {
		Range signature = this.buffers.get(SERVER_SIGNATURE);
		Range logon = this.buffers.get(LOGON_INFO);
		if (signature == null || logon == null || signatureType(signature) != serviceKey.type().signatureType()) {
			return List.of();
		}
		verify(signature, serviceKey);
		return ValidationInfo.deserialize(Arrays.copyOfRange(this.octets, logon.offset, logon.offset + logon.length))
			.sids();
	}

	private int signatureType(Range signature) {
		if (signature.length < Integer.BYTES) {
			throw new IllegalArgumentException("A signature of %d octets".formatted(signature.length));
		}
		return ByteBuffer.wrap(this.octets).order(ByteOrder.LITTLE_ENDIAN).getInt(signature.offset);
	}

	private void verify(Range signature, KerberosKey key) {
		int length = key.type().checksumLength();
		if (signature.length < Integer.BYTES + length) {
			throw new IllegalArgumentException("A signature of %d octets".formatted(signature.length));
		}
		int offset = signature.offset + Integer.BYTES;
		byte[] told = Arrays.copyOfRange(this.octets, offset, offset + length);
		byte[] signed = this.octets.clone();
		Arrays.fill(signed, offset, offset + length, (byte) 0);
		Range kdc = this.buffers.get(KDC_SIGNATURE);
		if (kdc != null) {
			int kdcLength = EncryptionType.signatureLength(signatureType(kdc), kdc.length - Integer.BYTES);
			Arrays.fill(signed, kdc.offset + Integer.BYTES, kdc.offset + Integer.BYTES + kdcLength, (byte) 0);
		}
		if (!MessageDigest.isEqual(key.checksum(USAGE, signed), told)) {
			throw new AuthenticationException(Reason.TAMPERED,
					"The PAC of the ticket is not signed with the key of the service");
		}
	}

	/**
	 * Where a buffer is.
	 */
	private record Range(int offset, int length) {
	}

}
