package io.opnum.rpc.security.spnego;

import org.ietf.jgss.Oid;
import org.jspecify.annotations.Nullable;

/**
 * Every token but the first (RFC 4178 4.2.2).
 *
 * @param negState how far the server is, or {@code null}
 * @param supportedMech the mechanism that the server chose, or {@code null}
 * @param responseToken the token of the mechanism, or {@code null}
 * @param mechListMic the signature over the list of mechanisms, or {@code null}
 */
@SuppressWarnings("ArrayRecordComponent")
record NegTokenResp(@Nullable NegState negState, @Nullable Oid supportedMech, byte @Nullable [] responseToken,
		byte @Nullable [] mechListMic) {

	private static final String NAME = "NegTokenResp";

	private static final int RESP = 1;

	private static final int NEG_STATE = 0;

	private static final int SUPPORTED_MECH = 1;

	private static final int RESPONSE_TOKEN = 2;

	private static final int MECH_LIST_MIC = 3;

	byte[] encode() {
		byte[] state = DerWriter.NOTHING;
		if (this.negState != null) {
			state = DerWriter.element(Tags.context(NEG_STATE),
					DerWriter.element(Tags.ENUMERATED, new byte[] { (byte) this.negState.ordinal() }));
		}
		byte[] mechanism = DerWriter.NOTHING;
		if (this.supportedMech != null) {
			mechanism = DerWriter.element(Tags.context(SUPPORTED_MECH), Mechanism.write(this.supportedMech));
		}
		return DerWriter.element(Tags.context(RESP), DerWriter.element(Tags.SEQUENCE, state, mechanism,
				Fields.octets(RESPONSE_TOKEN, this.responseToken), Fields.octets(MECH_LIST_MIC, this.mechListMic)));
	}

	static NegTokenResp decode(byte[] token) {
		DerReader fields = new DerReader(token, NAME).enterLast(Tags.context(RESP)).enterLast(Tags.SEQUENCE);
		NegState negState = null;
		if (fields.isNext(Tags.context(NEG_STATE))) {
			negState = state(fields.enter(Tags.context(NEG_STATE)).enterLast(Tags.ENUMERATED));
		}
		Oid supportedMech = null;
		if (fields.isNext(Tags.context(SUPPORTED_MECH))) {
			DerReader field = fields.enter(Tags.context(SUPPORTED_MECH));
			supportedMech = Mechanism.readOid(field);
			field.end();
		}
		byte[] responseToken = Fields.octets(RESPONSE_TOKEN, fields);
		byte[] mechListMic = Fields.octets(MECH_LIST_MIC, fields);
		fields.skipExtensions(Tags.context(MECH_LIST_MIC + 1));
		return new NegTokenResp(negState, supportedMech, responseToken, mechListMic);
	}

	private static NegState state(DerReader in) {
		byte[] content = in.rest();
		NegState[] states = NegState.values();
		if (content.length != 1 || content[0] < 0 || content[0] >= states.length) {
			throw in.malformed("its negState is none of %d".formatted(states.length));
		}
		return states[content[0]];
	}

}
