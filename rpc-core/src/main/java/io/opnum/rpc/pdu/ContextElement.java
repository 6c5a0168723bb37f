package io.opnum.rpc.pdu;

import java.util.ArrayList;
import java.util.List;

import io.opnum.rpc.binding.SyntaxId;

/**
 * A proposed presentation context ({@code p_cont_elem_t}, C706 12.6.3.1).
 *
 * <pre>
 * +-----------+-----------+-----------+-----------+
 * |       p_cont_id       |n_transfer | reserved  |  0
 * +-----------+-----------+-----------+-----------+
 * |          abstract_syntax, 20 octets           |  4
 * +-----------+-----------+-----------+-----------+
 * | transfer_syntaxes, 20 octets each             | 24
 * +-----------+-----------+-----------+-----------+
 * </pre>
 *
 * @param contextId the context id, 0 to 65535
 * @param abstractSyntax the interface
 * @param transferSyntaxes the transfer syntaxes in the order of the sender, at most 255
 * @since 0.1.0
 */
public record ContextElement(int contextId, SyntaxId abstractSyntax, List<SyntaxId> transferSyntaxes) {

	private static final int MIN_LENGTH = 24;

	public ContextElement {
		transferSyntaxes = List.copyOf(transferSyntaxes);
	}

	/**
	 * Read the list of a bind or alter_context ({@code p_cont_list_t}).
	 */
	static List<ContextElement> decodeList(PduReader in) {
		int count = in.u8("n_context_elem");
		in.skip(3);
		in.checkCount(count, MIN_LENGTH, "context elements");
		List<ContextElement> elements = new ArrayList<>(count);
		for (int i = 0; i < count; i++) {
			elements.add(decode(in));
		}
		return elements;
	}

	private static ContextElement decode(PduReader in) {
		int contextId = in.u16("p_cont_id");
		int count = in.u8("n_transfer_syn");
		in.skip(1);
		SyntaxId abstractSyntax = in.syntax("abstract_syntax");
		in.checkCount(count, Octets.SYNTAX_LENGTH, "transfer syntaxes");
		List<SyntaxId> transferSyntaxes = new ArrayList<>(count);
		for (int i = 0; i < count; i++) {
			transferSyntaxes.add(in.syntax("transfer_syntax"));
		}
		return new ContextElement(contextId, abstractSyntax, transferSyntaxes);
	}

	static void encodeList(List<ContextElement> elements, PduWriter out) {
		out.u8(elements.size(), "n_context_elem");
		out.zero(3);
		for (ContextElement element : elements) {
			element.encode(out);
		}
	}

	private void encode(PduWriter out) {
		out.u16(this.contextId, "p_cont_id");
		out.u8(this.transferSyntaxes.size(), "n_transfer_syn");
		out.zero(1);
		out.syntax(this.abstractSyntax);
		for (SyntaxId transferSyntax : this.transferSyntaxes) {
			out.syntax(transferSyntax);
		}
	}

}
