package io.opnum.rpc.idl;

import java.util.ArrayList;
import java.util.List;
import java.util.function.Predicate;
import java.util.regex.Pattern;

import io.opnum.rpc.ndr.InterfaceStub;
import io.opnum.rpc.ndr.OperationStub;

/**
 * Prints one interface: its header, the types of its operations, the operations with
 * those that are not used.
 */
final class InterfacePrinter {

	/** Endpoints that are something else have no form in IDL. */
	private static final Predicate<String> IDL_STRING = Pattern.compile("[ -~]*").asMatchPredicate();

	private final InterfaceStub stub;

	private final Identifiers identifiers = new Identifiers();

	private final Definitions definitions = new Definitions(this.identifiers);

	InterfacePrinter(InterfaceStub stub) {
		this.stub = stub;
	}

	String print() {
		String name = this.identifiers.take(this.stub.name());
		List<String> operations = operations();
		StringBuilder text = new StringBuilder();
		text.append("/*\n * ").append(Identifiers.comment(this.stub.rpcInterface().getTypeName().replace('$', '.')));
		text.append("\n */\n\n[\n    ").append(String.join(",\n    ", attributes())).append("\n]\ninterface ");
		text.append(name).append("\n{\n");
		List<String> members = new ArrayList<>(this.definitions.texts());
		members.addAll(operations);
		text.append(String.join("\n\n", members).indent(4).replaceAll("(?m)^ +$", "")).append("}\n");
		return text.toString();
	}

	private List<String> attributes() {
		List<String> attributes = new ArrayList<>();
		attributes.add("uuid(" + this.stub.interfaceId().uuid() + ")");
		attributes.add("version(" + this.stub.interfaceId().majorVersion() + "."
				+ this.stub.interfaceId().minorVersion() + ")");
		attributes.add("pointer_default(unique)");
		List<String> endpoints = this.stub.endpoints()
			.stream()
			.filter(IDL_STRING)
			.map(InterfacePrinter::quoted)
			.toList();
		if (!endpoints.isEmpty()) {
			attributes.add("endpoint(" + String.join(", ", endpoints) + ")");
		}
		return attributes;
	}

	private static String quoted(String text) {
		return '"' + text.replace("\\", "\\\\").replace("\"", "\\\"") + '"';
	}

	private List<String> operations() {
		List<OperationStub> operations = this.stub.operations();
		// All names before the types, which should not take those of operations
		List<String> names = operations.stream().map((operation) -> this.identifiers.take(operation.name())).toList();
		List<String> texts = new ArrayList<>();
		for (int i = 0; i < operations.size(); i++) {
			OperationStub operation = operations.get(i);
			while (texts.size() < operation.opnum()) {
				texts.add("void Opnum" + texts.size() + "NotUsedOnWire(void);");
			}
			texts.add(new OperationPrinter(this.definitions, operation, names.get(i)).print());
		}
		return texts;
	}

}
