package io.opnum.rpc.pdu;

import java.util.List;

import io.opnum.rpc.binding.SyntaxId;

/**
 * A proposed presentation context ({@code p_cont_elem_t}, C706 12.6.3.1).
 *
 * @param contextId the context id, 0 to 65535
 * @param abstractSyntax the interface
 * @param transferSyntaxes the transfer syntaxes in the order of the sender
 * @since 0.1.0
 */
public record ContextElement(int contextId, SyntaxId abstractSyntax, List<SyntaxId> transferSyntaxes) {

	public ContextElement {
		transferSyntaxes = List.copyOf(transferSyntaxes);
	}

}
