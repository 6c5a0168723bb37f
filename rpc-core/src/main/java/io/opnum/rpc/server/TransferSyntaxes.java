package io.opnum.rpc.server;

import java.util.List;

import io.opnum.rpc.binding.SyntaxId;
import io.opnum.rpc.ndr.NdrFormat;
import io.opnum.rpc.pdu.DataRepresentation;

/**
 * The transfer syntaxes of the server.
 */
final class TransferSyntaxes {

	/** Those that it accepts, the best first. */
	static final List<SyntaxId> SUPPORTED = List.of(SyntaxId.NDR);

	private TransferSyntaxes() {
	}

	/**
	 * Return how stub data is laid out.
	 * @param transferSyntax the transfer syntax of the presentation context
	 * @param drep the byte order of the PDU
	 * @return the format
	 */
	static NdrFormat format(SyntaxId transferSyntax, DataRepresentation drep) {
		if (transferSyntax.equals(SyntaxId.NDR64)) {
			return NdrFormat.NDR64;
		}
		return drep.isLittleEndian() ? NdrFormat.NDR : NdrFormat.NDR_BIG_ENDIAN;
	}

}
