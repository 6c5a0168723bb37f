package io.opnum.rpc.idl;

import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Predicate;
import java.util.stream.Stream;

import io.opnum.rpc.ndr.AttributeExpression;
import io.opnum.rpc.ndr.FieldAttribute;
import io.opnum.rpc.ndr.TypeDescription;
import io.opnum.rpc.ndr.TypeDescription.Pointer;

/**
 * The names of the fields of a structure or of the parameters of an operation, and how
 * attributes name them.
 * <p>
 * Externally synchronized.
 */
final class MemberNames {

	private final Identifiers scope;

	private final Set<Integer> inBrackets = new HashSet<>();

	private final Map<Integer, String> values = new HashMap<>();

	/**
	 * Create names.
	 * @param outer whether a name is one outside of it that must not be hidden
	 * @param attributes those of all members
	 */
	MemberNames(Predicate<String> outer, Stream<List<FieldAttribute>> attributes) {
		this.scope = new Identifiers(outer);
		attributes.flatMap(List::stream)
			.flatMap((attribute) -> attribute.expressions().stream())
			.forEach((expression) -> expression.text((sibling) -> {
				this.inBrackets.add(sibling);
				return null;
			}));
	}

	/**
	 * Take the name of a member.
	 * @param index its number
	 * @param javaName its name in Java
	 * @param stars what leads from it to its value
	 */
	String take(int index, String javaName, String stars) {
		String name = this.scope.takeMember(javaName, this.inBrackets.contains(index));
		this.values.put(index, stars + name);
		return name;
	}

	/**
	 * The stars that lead from a member of a type to its value.
	 */
	static String stars(TypeDescription type) {
		return (type instanceof Pointer pointer) ? "*" + stars(pointer.pointee()) : "";
	}

	/**
	 * Write an expression.
	 */
	String text(AttributeExpression expression) {
		return expression.text(this.values::get);
	}

}
