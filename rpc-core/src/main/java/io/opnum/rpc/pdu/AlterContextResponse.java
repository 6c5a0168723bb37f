package io.opnum.rpc.pdu;

import java.util.List;

import org.jspecify.annotations.Nullable;

/**
 * Answers an alter_context (C706 12.6.4.2).
 *
 * <pre>
 * +-----------+-----------+-----------+-----------+
 * |                 common header                 |  0
 * +-----------+-----------+-----------+-----------+
 * |     max_xmit_frag     |     max_recv_frag     | 16
 * +-----------+-----------+-----------+-----------+
 * |                assoc_group_id                 | 20
 * +-----------+-----------+-----------+-----------+
 * |    sec_addr length    | sec_addr with its NUL | 24
 * +-----------+-----------+-----------+-----------+
 * | padding to a multiple of 4                    |
 * +-----------+-----------+-----------+-----------+
 * | n_results |             reserved              |
 * +-----------+-----------+-----------+-----------+
 * | results, 24 octets each, see ContextResult    |
 * +-----------+-----------+-----------+-----------+
 * | sec_trailer and auth_value, if auth_length    |
 * +-----------+-----------+-----------+-----------+
 * </pre>
 *
 * @param flags {@code pfc_flags}, see {@link PacketFlag}
 * @param drep the byte order
 * @param callId the call id, unsigned 32 bits
 * @param maxXmitFrag the largest fragment the server sends
 * @param maxRecvFrag the largest fragment the server takes
 * @param assocGroupId the association group
 * @param secondaryAddress the endpoint of the server as it tells it, or an empty string;
 * not to be trusted
 * @param results one result for each proposed context, in the same order
 * @param auth the authentication verifier, or {@code null}
 * @since 0.1.0
 */
public record AlterContextResponse(int flags, DataRepresentation drep, int callId, int maxXmitFrag, int maxRecvFrag,
		int assocGroupId, String secondaryAddress, List<ContextResult> results,
		@Nullable AuthVerifier auth) implements Pdu {

	/** Where the secondary address starts: what padding may reach back to. */
	private static final int ADDRESS_OFFSET = 24;

	public AlterContextResponse {
		results = List.copyOf(results);
	}

	static AlterContextResponse decode(PduReader in) {
		AuthVerifier auth = in.auth(ADDRESS_OFFSET);
		return new AlterContextResponse(in.flags(), in.drep(), in.callId(), in.u16("max_xmit_frag"),
				in.u16("max_recv_frag"), in.i32("assoc_group_id"), SecondaryAddress.decode(in),
				ContextResult.decodeList(in), auth);
	}

	void encode(PduWriter out) {
		out.u16(this.maxXmitFrag, "max_xmit_frag");
		out.u16(this.maxRecvFrag, "max_recv_frag");
		out.i32(this.assocGroupId);
		SecondaryAddress.encode(this.secondaryAddress, out);
		ContextResult.encodeList(this.results, out);
		out.end();
	}

	@Override
	public PacketType type() {
		return PacketType.ALTER_CONTEXT_RESPONSE;
	}

}
