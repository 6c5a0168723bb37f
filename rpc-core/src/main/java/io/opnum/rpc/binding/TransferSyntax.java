package io.opnum.rpc.binding;

/**
 * A way to lay out stub data (C706 14, MS-RPCE 2.2.5). A connection settles on one for
 * each interface when it is bound: the best that both sides are configured to speak.
 *
 * @since 0.1.0
 */
public enum TransferSyntax {

	/** NDR 2.0: what every implementation speaks. */
	NDR(SyntaxId.NDR),

	/**
	 * NDR64: counts and pointers have eight octets. What 64-bit Windows prefers. It is
	 * little-endian only.
	 */
	NDR64(SyntaxId.NDR64);

	private final SyntaxId syntaxId;

	TransferSyntax(SyntaxId syntaxId) {
		this.syntaxId = syntaxId;
	}

	/**
	 * Return the identifier on the wire.
	 * @return the presentation syntax identifier
	 */
	public SyntaxId syntaxId() {
		return this.syntaxId;
	}

}
