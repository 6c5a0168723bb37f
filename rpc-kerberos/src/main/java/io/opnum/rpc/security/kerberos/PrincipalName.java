package io.opnum.rpc.security.kerberos;

import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;

import io.opnum.rpc.binding.Printable;
import org.bouncycastle.asn1.ASN1Encodable;

/**
 * The name of a principal within its realm (RFC 4120 6.2).
 *
 * @param type the name type
 * @param components its components
 */
record PrincipalName(int type, List<String> components) {

	static PrincipalName decode(Fields fields) {
		return new PrincipalName(fields.integer(0), fields.texts(1));
	}

	/**
	 * Parse a name without its realm.
	 * @param type the name type
	 * @param text components with slashes in between, other slashes behind a backslash
	 */
	static PrincipalName parse(int type, String text) {
		List<String> components = new ArrayList<>();
		StringBuilder component = new StringBuilder();
		for (int i = 0; i < text.length(); i++) {
			char c = text.charAt(i);
			if (c == '\\' && i + 1 < text.length()) {
				component.append(text.charAt(++i));
			}
			else if (c == '/') {
				components.add(component.toString());
				component.setLength(0);
			}
			else {
				component.append(c);
			}
		}
		components.add(component.toString());
		return new PrincipalName(type, components);
	}

	ASN1Encodable encode() {
		return new Fields.Writer().integer(0, this.type).texts(1, this.components).sequence();
	}

	/** Types are hints, and do not make names different. */
	boolean isSameAs(PrincipalName other) {
		return this.components.equals(other.components);
	}

	/**
	 * The components with slashes in between. What separates is escaped where it is part
	 * of a component, so that no name looks like another.
	 */
	String text() {
		return this.components.stream()
			.map((component) -> component.replace("\\", "\\\\").replace("/", "\\/").replace("@", "\\@"))
			.collect(Collectors.joining("/"));
	}

	/** For messages: names come from peers. */
	@Override
	public String toString() {
		return Printable.of(text());
	}

}
