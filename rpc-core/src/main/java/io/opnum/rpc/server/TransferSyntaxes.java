package io.opnum.rpc.server;

import java.util.EnumSet;
import java.util.List;
import java.util.Set;

import io.opnum.rpc.binding.SyntaxId;
import io.opnum.rpc.binding.TransferSyntax;

/**
 * The transfer syntaxes that a server accepts, the best first: NDR64, as 64-bit Windows
 * has it. Immutable.
 *
 * @param littleEndian those for clients that send little-endian
 * @param bigEndian those for clients that send big-endian: NDR64 has no such form
 * (MS-RPCE 2.2.5)
 */
record TransferSyntaxes(List<SyntaxId> littleEndian, List<SyntaxId> bigEndian) {

	/**
	 * Return those of a server.
	 * @param enabled what it is configured to speak
	 * @return the transfer syntaxes in their order
	 */
	static TransferSyntaxes of(Set<TransferSyntax> enabled) {
		return new TransferSyntaxes(inOrder(enabled, TransferSyntax.NDR64, TransferSyntax.NDR),
				inOrder(enabled, TransferSyntax.NDR));
	}

	private static List<SyntaxId> inOrder(Set<TransferSyntax> enabled, TransferSyntax... order) {
		return List.of(order).stream().filter(enabled::contains).map(TransferSyntax::syntaxId).toList();
	}

}
