package io.opnum.rpc.idl;

import java.util.ArrayList;
import java.util.List;

import io.opnum.rpc.ndr.OperationStub;
import io.opnum.rpc.ndr.ParameterDescription;
import io.opnum.rpc.ndr.TypeDescription;
import io.opnum.rpc.ndr.TypeDescription.Enumeration;
import io.opnum.rpc.ndr.TypeDescription.Primitive;
import io.opnum.rpc.ndr.TypeDescription.Ranged;
import io.opnum.rpc.ndr.TypeDescription.RawEnumeration;
import org.jspecify.annotations.Nullable;

/**
 * Prints one operation. A result that C can't return by itself is the last {@code [out]}
 * parameter, which is the same on the wire.
 */
final class OperationPrinter {

	private final Definitions definitions;

	private final OperationStub operation;

	private final String name;

	OperationPrinter(Definitions definitions, OperationStub operation, String name) {
		this.definitions = definitions;
		this.operation = operation;
		this.name = name;
	}

	String print() {
		ParameterDescription result = this.operation.result();
		boolean returned = result != null && isReturned(result.type());
		List<String> parameters = parameters((result != null && !returned) ? result : null);
		String type = (result != null && returned) ? this.definitions.nameOf(result.type()) : "void";
		String comment = Identifiers.comment("Opnum " + this.operation.opnum() + ": " + this.operation.javaSignature());
		String list = parameters.isEmpty() ? "void" : "\n    " + String.join(",\n    ", parameters);
		return "/* %s */\n%s%s %s(%s);".formatted(comment, attributes(), type, this.name, list);
	}

	private String attributes() {
		List<String> attributes = new ArrayList<>();
		if (this.operation.isMaybe()) {
			attributes.add("maybe");
		}
		if (this.operation.isBroadcast()) {
			attributes.add("broadcast");
		}
		if (this.operation.isIdempotent() && attributes.isEmpty()) {
			attributes.add("idempotent");
		}
		return attributes.isEmpty() ? "" : "[" + String.join(", ", attributes) + "] ";
	}

	private static boolean isReturned(TypeDescription type) {
		return type instanceof Primitive || type instanceof Ranged || type instanceof Enumeration
				|| type instanceof RawEnumeration;
	}

	private List<String> parameters(@Nullable ParameterDescription result) {
		List<ParameterDescription> all = new ArrayList<>(this.operation.parameters());
		if (result != null) {
			all.add(result);
		}
		// The types before the names, which would hide them
		all.forEach((parameter) -> new Declarator(this.definitions).parameter("", parameter.type(), parameter.in(),
				parameter.out()));
		MemberNames memberNames = new MemberNames(this.definitions::isName,
				all.stream().map(ParameterDescription::attributes));
		List<String> names = new ArrayList<>();
		for (ParameterDescription parameter : all) {
			names.add(memberNames.take(parameter.index(), nameOf(parameter), stars(parameter)));
		}
		List<String> texts = new ArrayList<>();
		int handle = this.operation.bindingHandleIndex();
		for (int i = 0; i < all.size(); i++) {
			ParameterDescription parameter = all.get(i);
			if (handle >= 0 && parameter.index() > handle) {
				texts.add(bindingHandle(handle, memberNames));
				handle = -1;
			}
			texts.add(new Declarator(this.definitions, parameter.attributes(), memberNames::text)
				.parameter(names.get(i), parameter.type(), parameter.in(), parameter.out())
				.text());
		}
		if (handle >= 0) {
			texts.add(bindingHandle(handle, memberNames));
		}
		return texts;
	}

	private String bindingHandle(int index, MemberNames memberNames) {
		String javaName = this.operation.method().getParameters()[index].getName();
		return "[in] handle_t " + memberNames.take(index, javaName, "");
	}

	/**
	 * The name of a parameter; one that has a mere number gets a word.
	 */
	private static String nameOf(ParameterDescription parameter) {
		return Character.isDigit(parameter.name().charAt(0)) ? "parameter" + parameter.name() : parameter.name();
	}

	/**
	 * The stars that lead to the value of a parameter.
	 */
	private static String stars(ParameterDescription parameter) {
		return (parameter.out() ? "*" : "") + MemberNames.stars(parameter.type());
	}

}
