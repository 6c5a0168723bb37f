package io.opnum.rpc.security.spnego;

import org.ietf.jgss.Oid;
import org.jspecify.annotations.Nullable;

/**
 * The first token of a client, with the header of GSS-API in front (RFC 2743 3.1, RFC
 * 4178 4.2.1), or the form of it that Windows has, with hints in front of the MIC
 * (MS-SPNG 2.2.1). Flags and hints are passed over.
 *
 * @param mechTypes the mechanisms offered
 * @param mechToken the first token of the preferred one, or {@code null}
 * @param mechListMic the signature over the list, or {@code null}
 */
@SuppressWarnings("ArrayRecordComponent")
record NegTokenInit(MechTypes mechTypes, byte @Nullable [] mechToken, byte @Nullable [] mechListMic) {

	private static final String NAME = "NegTokenInit";

	private static final Oid SPNEGO = Mechanism.oid("1.3.6.1.5.5.2");

	private static final int INIT = 0;

	private static final int MECH_TYPES = 0;

	private static final int REQ_FLAGS = 1;

	private static final int MECH_TOKEN = 2;

	/** The MIC, or the hints of Windows. */
	private static final int MECH_LIST_MIC = 3;

	private static final int MECH_LIST_MIC_BEHIND_HINTS = 4;

	byte[] encode() {
		byte[] fields = DerWriter.element(Tags.SEQUENCE,
				DerWriter.element(Tags.context(MECH_TYPES), this.mechTypes.der()),
				Fields.octets(MECH_TOKEN, this.mechToken), Fields.octets(MECH_LIST_MIC, this.mechListMic));
		return DerWriter.element(Tags.GSS_TOKEN, Mechanism.write(SPNEGO),
				DerWriter.element(Tags.context(INIT), fields));
	}

	static NegTokenInit decode(byte[] token) {
		DerReader gss = new DerReader(token, NAME).enterLast(Tags.GSS_TOKEN);
		Oid mechanism = Mechanism.readOid(gss);
		if (!mechanism.equals(SPNEGO)) {
			throw gss.malformed("it is a token of %s, expected %s".formatted(mechanism, SPNEGO));
		}
		DerReader fields = gss.enterLast(Tags.context(INIT)).enterLast(Tags.SEQUENCE);
		MechTypes mechTypes = MechTypes.read(fields.enter(Tags.context(MECH_TYPES)));
		if (fields.isNext(Tags.context(REQ_FLAGS))) {
			fields.enter(Tags.context(REQ_FLAGS));
		}
		byte[] mechToken = Fields.octets(MECH_TOKEN, fields);
		byte[] mechListMic = null;
		if (fields.isNext(Tags.context(MECH_LIST_MIC))) {
			DerReader field = fields.enter(Tags.context(MECH_LIST_MIC));
			if (field.isNext(Tags.SEQUENCE)) {
				field.enterLast(Tags.SEQUENCE);
				mechListMic = Fields.octets(MECH_LIST_MIC_BEHIND_HINTS, fields);
			}
			else {
				mechListMic = field.enterLast(Tags.OCTET_STRING).rest();
			}
		}
		fields.skipExtensions(Tags.context(MECH_LIST_MIC_BEHIND_HINTS));
		return new NegTokenInit(mechTypes, mechToken, mechListMic);
	}

}
