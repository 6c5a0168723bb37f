package io.opnum.rpc.association;

import java.util.List;
import java.util.UUID;

import io.opnum.rpc.binding.SyntaxId;
import io.opnum.rpc.pdu.ContextElement;
import io.opnum.rpc.pdu.ContextResult;
import org.jspecify.annotations.Nullable;

/**
 * Bind time feature negotiation (MS-RPCE 2.2.2.14, 3.3.1.5.3): features ride in a bind as
 * the transfer syntax of a context element, behind a prefix of eight octets, and the
 * reason of its result says which of them the server has too. Immutable.
 *
 * @param mask the features, bits of {@link #SECURITY_CONTEXT_MULTIPLEXING},
 * {@link #KEEP_CONNECTION_ON_ORPHAN} and {@link #REMAINING_TIME}; others are kept
 * @since 0.1.0
 */
public record BindTimeFeatures(int mask) {

	/** Several security contexts on one connection. */
	public static final int SECURITY_CONTEXT_MULTIPLEXING = 0x01;

	/** The connection outlives an orphaned call. */
	public static final int KEEP_CONNECTION_ON_ORPHAN = 0x02;

	/**
	 * Requests tell how much time their callers have left, see {@link RemainingTime}. Not
	 * of MS-RPCE: only this library has it, and servers clear what they do not know.
	 */
	public static final int REMAINING_TIME = 0x8000;

	/** No features. */
	public static final BindTimeFeatures NONE = new BindTimeFeatures(0);

	/** The time fields of {@code 6cb71c2c-9812-4540-…}. */
	private static final long PREFIX = 0x6cb71c2c_9812_4540L;

	private static final int MAJOR_VERSION = 1;

	public BindTimeFeatures {
		if (mask >>> 16 != 0) {
			throw new IllegalArgumentException(
					"Features 0x%x do not fit the 16 bits that a result has".formatted(mask));
		}
	}

	/**
	 * Return whether all of some features are there.
	 * @param features their bits
	 * @return whether they are there
	 */
	public boolean has(int features) {
		return (this.mask & features) == features;
	}

	/**
	 * Return the features that both sides have.
	 * @param other those of the other side
	 * @return the common ones
	 */
	public BindTimeFeatures and(BindTimeFeatures other) {
		return new BindTimeFeatures(this.mask & other.mask);
	}

	/**
	 * Return the context element that proposes these features.
	 * @param contextId a context id, which stays free
	 * @param abstractSyntax any interface; Windows repeats that of the element before
	 * @return the element
	 */
	public ContextElement toElement(int contextId, SyntaxId abstractSyntax) {
		// the mask is little-endian whatever the order of the PDU
		long node = Long.reverseBytes(this.mask);
		return new ContextElement(contextId, abstractSyntax,
				List.of(new SyntaxId(new UUID(PREFIX, node), MAJOR_VERSION, 0)));
	}

	/**
	 * Return the features that a context element proposes. Only its first transfer syntax
	 * is looked at.
	 * @param element the element
	 * @return the features, or {@code null} if it proposes a presentation context
	 */
	public static @Nullable BindTimeFeatures of(ContextElement element) {
		if (element.transferSyntaxes().isEmpty()) {
			return null;
		}
		UUID uuid = element.transferSyntaxes().get(0).uuid();
		if (uuid.getMostSignificantBits() != PREFIX) {
			return null;
		}
		return new BindTimeFeatures((int) Long.reverseBytes(uuid.getLeastSignificantBits()) & 0xffff);
	}

	/**
	 * Return the result that grants these features.
	 * @return the result
	 */
	public ContextResult toResult() {
		return new ContextResult(ContextResult.NEGOTIATE_ACK, this.mask, SyntaxId.NIL);
	}

	/**
	 * Return the features that a result grants.
	 * @param result the result for the element that proposed features
	 * @return the features; none if the server does not know of them
	 */
	public static BindTimeFeatures of(ContextResult result) {
		return (result.result() == ContextResult.NEGOTIATE_ACK) ? new BindTimeFeatures(result.reason()) : NONE;
	}

}
