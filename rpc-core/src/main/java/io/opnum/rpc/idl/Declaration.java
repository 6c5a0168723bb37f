package io.opnum.rpc.idl;

import java.util.List;

/**
 * A parameter, field or type definition in IDL.
 *
 * @param attributes what goes into the brackets
 * @param type the type specifier
 * @param declarator the name with what makes it a pointer or an array
 */
record Declaration(List<String> attributes, String type, String declarator) {

	String text() {
		String brackets = this.attributes.isEmpty() ? "" : "[" + String.join(", ", this.attributes) + "] ";
		return brackets + this.type + " " + this.declarator;
	}

}
