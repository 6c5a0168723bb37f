package io.opnum.rpc.pdu;

import java.util.ArrayList;
import java.util.List;

import io.opnum.rpc.binding.SyntaxId;

/**
 * The answer to a proposed presentation context ({@code p_result_t}, C706 12.6.3.1).
 *
 * <pre>
 * +-----------+-----------+-----------+-----------+
 * |        result         |        reason         |  0
 * +-----------+-----------+-----------+-----------+
 * |          transfer_syntax, 20 octets           |  4
 * +-----------+-----------+-----------+-----------+
 * </pre>
 *
 * @param result {@link #ACCEPTANCE}, {@link #USER_REJECTION}, {@link #PROVIDER_REJECTION}
 * or {@link #NEGOTIATE_ACK}
 * @param reason why it was rejected; for {@code NEGOTIATE_ACK} the features
 * @param transferSyntax the syntax chosen, or {@link SyntaxId#NIL}
 * @since 0.1.0
 */
public record ContextResult(int result, int reason, SyntaxId transferSyntax) {

	/** The context is accepted. */
	public static final int ACCEPTANCE = 0;

	/** Rejected by the user of the protocol. */
	public static final int USER_REJECTION = 1;

	/** Rejected by the provider. */
	public static final int PROVIDER_REJECTION = 2;

	/** The answer to bind time feature negotiation (MS-RPCE 2.2.2.4). */
	public static final int NEGOTIATE_ACK = 3;

	/** Reason: not specified. */
	public static final int REASON_NOT_SPECIFIED = 0;

	/** Reason: the server does not know the interface. */
	public static final int ABSTRACT_SYNTAX_NOT_SUPPORTED = 1;

	/** Reason: the server speaks none of the transfer syntaxes. */
	public static final int PROPOSED_TRANSFER_SYNTAXES_NOT_SUPPORTED = 2;

	/** Reason: a limit of the server. */
	public static final int LOCAL_LIMIT_EXCEEDED = 3;

	private static final int LENGTH = 4 + Octets.SYNTAX_LENGTH;

	/**
	 * An accepted context.
	 * @param transferSyntax the syntax chosen
	 * @return the result
	 */
	public static ContextResult accepted(SyntaxId transferSyntax) {
		return new ContextResult(ACCEPTANCE, REASON_NOT_SPECIFIED, transferSyntax);
	}

	/**
	 * A context rejected by the provider.
	 * @param reason the reason
	 * @return the result
	 */
	public static ContextResult rejected(int reason) {
		return new ContextResult(PROVIDER_REJECTION, reason, SyntaxId.NIL);
	}

	/**
	 * Whether the context was accepted.
	 * @return whether it was accepted
	 */
	public boolean isAccepted() {
		return this.result == ACCEPTANCE;
	}

	/**
	 * Read the list of a bind_ack or alter_context_resp ({@code p_result_list_t}).
	 */
	static List<ContextResult> decodeList(PduReader in) {
		int count = in.u8("n_results");
		in.skip(3);
		in.checkCount(count, LENGTH, "results");
		List<ContextResult> results = new ArrayList<>(count);
		for (int i = 0; i < count; i++) {
			results.add(new ContextResult(in.u16("result"), in.u16("reason"), in.syntax("transfer_syntax")));
		}
		return results;
	}

	static void encodeList(List<ContextResult> results, PduWriter out) {
		out.u8(results.size(), "n_results");
		out.zero(3);
		for (ContextResult result : results) {
			out.u16(result.result, "result");
			out.u16(result.reason, "reason");
			out.syntax(result.transferSyntax);
		}
	}

}
