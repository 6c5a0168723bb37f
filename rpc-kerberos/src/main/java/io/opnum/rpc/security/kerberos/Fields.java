package io.opnum.rpc.security.kerberos;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.time.LocalDateTime;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Function;

import io.opnum.rpc.security.AuthenticationException;
import io.opnum.rpc.security.AuthenticationException.Reason;
import org.bouncycastle.asn1.ASN1BitString;
import org.bouncycastle.asn1.ASN1Encodable;
import org.bouncycastle.asn1.ASN1EncodableVector;
import org.bouncycastle.asn1.ASN1GeneralString;
import org.bouncycastle.asn1.ASN1GeneralizedTime;
import org.bouncycastle.asn1.ASN1Integer;
import org.bouncycastle.asn1.ASN1Object;
import org.bouncycastle.asn1.ASN1OctetString;
import org.bouncycastle.asn1.ASN1Primitive;
import org.bouncycastle.asn1.ASN1Sequence;
import org.bouncycastle.asn1.ASN1TaggedObject;
import org.bouncycastle.asn1.BERTags;
import org.bouncycastle.asn1.DERBitString;
import org.bouncycastle.asn1.DERGeneralString;
import org.bouncycastle.asn1.DERGeneralizedTime;
import org.bouncycastle.asn1.DEROctetString;
import org.bouncycastle.asn1.DERSequence;
import org.bouncycastle.asn1.DERTaggedObject;
import org.jspecify.annotations.Nullable;

/**
 * The fields of a SEQUENCE with explicit tags, which is what all messages of Kerberos are
 * made of (RFC 4120 5 and A).
 */
final class Fields {

	/** Longer tokens do not fit into a PDU. */
	static final int MAX_LENGTH = 0xffff;

	private static final DateTimeFormatter TIME = DateTimeFormatter.ofPattern("uuuuMMddHHmmss'Z'");

	private final ASN1Sequence sequence;

	private Fields(ASN1Sequence sequence) {
		this.sequence = sequence;
	}

	/**
	 * Decode a message.
	 * @param octets the message, of any content
	 * @param tag its application tag
	 * @param name its name, for exceptions
	 * @param decoder makes something of its fields
	 * @throws AuthenticationException if it can't be decoded
	 */
	static <T extends @Nullable Object> T decode(byte[] octets, int tag, String name, Function<Fields, T> decoder) {
		return decode(octets, name,
				(object) -> decoder.apply(of(ASN1TaggedObject.getInstance(object, BERTags.APPLICATION, tag))));
	}

	/**
	 * Decode anything.
	 * @throws AuthenticationException if it can't be decoded
	 */
	static <T extends @Nullable Object> T decode(byte[] octets, String name, Function<ASN1Primitive, T> decoder) {
		try {
			Nesting.check(octets, MAX_LENGTH);
			return decoder.apply(ASN1Primitive.fromByteArray(octets));
		}
		catch (AuthenticationException ex) {
			throw ex;
		}
		catch (IOException | RuntimeException ex) {
			// Whatever the decoder says, the peer is the cause; what it sent is not told
			throw new AuthenticationException(Reason.MALFORMED_TOKEN,
					"Malformed %s: %d octets that are not what RFC 4120 defines".formatted(name, octets.length), ex);
		}
	}

	static Fields of(ASN1TaggedObject tagged) {
		return new Fields(ASN1Sequence.getInstance(tagged.getExplicitBaseObject()));
	}

	/** The fields of each element of a SEQUENCE OF SEQUENCE. */
	static List<Fields> elements(ASN1Encodable sequence) {
		List<Fields> elements = new ArrayList<>();
		for (ASN1Encodable element : ASN1Sequence.getInstance(sequence)) {
			elements.add(new Fields(ASN1Sequence.getInstance(element)));
		}
		return elements;
	}

	@Nullable ASN1Object find(int tag) {
		for (ASN1Encodable element : this.sequence) {
			ASN1TaggedObject tagged = ASN1TaggedObject.getInstance(element, BERTags.CONTEXT_SPECIFIC);
			if (tagged.getTagNo() == tag) {
				return tagged.getExplicitBaseObject();
			}
		}
		return null;
	}

	private ASN1Object get(int tag) {
		ASN1Object field = find(tag);
		if (field == null) {
			throw new IllegalArgumentException("Field %d is missing".formatted(tag));
		}
		return field;
	}

	boolean has(int tag) {
		return find(tag) != null;
	}

	Fields sequence(int tag) {
		return new Fields(ASN1Sequence.getInstance(get(tag)));
	}

	int integer(int tag) {
		return ASN1Integer.getInstance(get(tag)).intValueExact();
	}

	/** Something unsigned, which some peers encode as if it were signed. */
	long unsigned(int tag) {
		return ASN1Integer.getInstance(get(tag)).longValueExact() & 0xffffffffL;
	}

	byte[] octets(int tag) {
		return ASN1OctetString.getInstance(get(tag)).getOctets();
	}

	/** Flags, of which the first is the highest bit. */
	int flags(int tag) {
		byte[] octets = ASN1BitString.getInstance(get(tag)).getOctets();
		int flags = 0;
		for (int i = 0; i < Integer.BYTES; i++) {
			flags = flags << 8 | ((i < octets.length) ? octets[i] & 0xff : 0);
		}
		return flags;
	}

	String text(int tag) {
		return text(get(tag));
	}

	List<String> texts(int tag) {
		List<String> texts = new ArrayList<>();
		for (ASN1Encodable element : ASN1Sequence.getInstance(get(tag))) {
			texts.add(text(element));
		}
		return texts;
	}

	/** Names are octets of UTF-8 in fact, whatever the string type promises. */
	private static String text(ASN1Encodable string) {
		return new String(ASN1GeneralString.getInstance(string).getOctets(), StandardCharsets.UTF_8);
	}

	Instant time(int tag) {
		return LocalDateTime.parse(ASN1GeneralizedTime.getInstance(get(tag)).getTimeString(), TIME)
			.toInstant(ZoneOffset.UTC);
	}

	byte[] encoded(int tag) {
		try {
			return get(tag).getEncoded();
		}
		catch (IOException ex) {
			throw new IllegalArgumentException(ex);
		}
	}

	/**
	 * Writes fields, in the order of their tags.
	 */
	static final class Writer {

		private final ASN1EncodableVector fields = new ASN1EncodableVector();

		Writer add(int tag, ASN1Encodable field) {
			this.fields.add(new DERTaggedObject(true, tag, field));
			return this;
		}

		Writer integer(int tag, long value) {
			return add(tag, new ASN1Integer(value));
		}

		Writer octets(int tag, byte[] octets) {
			return add(tag, new DEROctetString(octets));
		}

		Writer flags(int tag, int flags) {
			return add(tag, new DERBitString(
					new byte[] { (byte) (flags >> 24), (byte) (flags >> 16), (byte) (flags >> 8), (byte) flags }));
		}

		Writer text(int tag, String text) {
			return add(tag, string(text));
		}

		Writer texts(int tag, List<String> texts) {
			ASN1EncodableVector strings = new ASN1EncodableVector();
			texts.forEach((text) -> strings.add(string(text)));
			return add(tag, new DERSequence(strings));
		}

		private static DERGeneralString string(String text) {
			return new DERGeneralString(new String(text.getBytes(StandardCharsets.UTF_8), StandardCharsets.ISO_8859_1));
		}

		Writer time(int tag, Instant time) {
			return add(tag, new DERGeneralizedTime(TIME.format(time.atOffset(ZoneOffset.UTC))));
		}

		Writer encoded(int tag, byte[] encoded) {
			try {
				return add(tag, ASN1Primitive.fromByteArray(encoded));
			}
			catch (IOException ex) {
				throw new IllegalArgumentException("Not encoded", ex);
			}
		}

		DERSequence sequence() {
			return new DERSequence(this.fields);
		}

		/** The message with an application tag. */
		byte[] message(int tag) {
			try {
				return new DERTaggedObject(true, BERTags.APPLICATION, tag, sequence()).getEncoded();
			}
			catch (IOException ex) {
				throw new IllegalStateException("Octets in memory can be written", ex);
			}
		}

	}

}
