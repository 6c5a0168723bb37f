package io.opnum.rpc.pdu;

import java.util.List;

import org.jspecify.annotations.Nullable;

/**
 * Proposes further presentation contexts, or goes on with authentication (C706 12.6.4.1).
 *
 * <pre>
 * +-----------+-----------+-----------+-----------+
 * |                 common header                 |  0
 * +-----------+-----------+-----------+-----------+
 * |     max_xmit_frag     |     max_recv_frag     | 16
 * +-----------+-----------+-----------+-----------+
 * |                assoc_group_id                 | 20
 * +-----------+-----------+-----------+-----------+
 * | n_context |             reserved              | 24
 * +-----------+-----------+-----------+-----------+
 * | context elements, see ContextElement          | 28
 * +-----------+-----------+-----------+-----------+
 * | sec_trailer and auth_value, if auth_length    |
 * +-----------+-----------+-----------+-----------+
 * </pre>
 *
 * @param flags {@code pfc_flags}, see {@link PacketFlag}
 * @param drep the byte order
 * @param callId the call id, unsigned 32 bits
 * @param maxXmitFrag the largest fragment the client sends
 * @param maxRecvFrag the largest fragment the client takes
 * @param assocGroupId the association group; ignored
 * @param contexts the proposed presentation contexts, at most 255
 * @param auth the authentication verifier, or {@code null}
 * @since 0.1.0
 */
public record AlterContext(int flags, DataRepresentation drep, int callId, int maxXmitFrag, int maxRecvFrag,
		int assocGroupId, List<ContextElement> contexts, @Nullable AuthVerifier auth) implements Pdu {

	/** Where the context list starts: what padding may reach back to. */
	private static final int LIST_OFFSET = 24;

	public AlterContext {
		contexts = List.copyOf(contexts);
	}

	static AlterContext decode(PduReader in) {
		AuthVerifier auth = in.auth(LIST_OFFSET);
		return new AlterContext(in.flags(), in.drep(), in.callId(), in.u16("max_xmit_frag"), in.u16("max_recv_frag"),
				in.i32("assoc_group_id"), ContextElement.decodeList(in), auth);
	}

	void encode(PduWriter out) {
		out.u16(this.maxXmitFrag, "max_xmit_frag");
		out.u16(this.maxRecvFrag, "max_recv_frag");
		out.i32(this.assocGroupId);
		ContextElement.encodeList(this.contexts, out);
		out.end();
	}

	@Override
	public PacketType type() {
		return PacketType.ALTER_CONTEXT;
	}

}
