package io.opnum.rpc.idl;

import java.util.List;
import java.util.stream.Collectors;

import io.opnum.rpc.ndr.TypeDescription;
import io.opnum.rpc.ndr.TypeDescription.Enumeration;
import io.opnum.rpc.ndr.TypeDescription.Primitive;
import io.opnum.rpc.ndr.TypeDescription.Union;
import io.opnum.rpc.ndr.TypeDescription.Union.Arm;

/**
 * The definition of a union. Each arm is a structure, as it is in Java.
 */
final class UnionDefinition {

	private final Definitions definitions;

	private final Union union;

	private final String name;

	private final Identifiers scope = new Identifiers();

	UnionDefinition(Definitions definitions, Union union, String name) {
		this.definitions = definitions;
		this.union = union;
		this.name = name;
	}

	String text() {
		StringBuilder text = new StringBuilder(Definitions.comment(this.union.javaType(), this.union.javaName()));
		String tagType = this.definitions.nameOf(this.union.discriminant());
		if (this.union.isEncapsulated()) {
			text.append("typedef union %s switch (%s tag) value\n{\n".formatted(this.name, tagType));
		}
		else {
			text.append("typedef [%sswitch_type(%s)] union %s\n{\n"
				.formatted(this.union.isMsUnion() ? "ms_union, " : "", tagType, this.name));
		}
		for (Arm arm : this.union.arms()) {
			text.append("    ").append(label(arm)).append(member(arm)).append(";\n");
		}
		return text.append("} ").append(this.name).append(';').toString();
	}

	private String label(Arm arm) {
		if (this.union.isEncapsulated()) {
			return arm.isDefault() ? "default: "
					: tags(arm).stream().map((tag) -> "case " + tag + ": ").collect(Collectors.joining());
		}
		return arm.isDefault() ? "[default] " : "[case(" + String.join(", ", tags(arm)) + ")] ";
	}

	private String member(Arm arm) {
		TypeDescription type = arm.type();
		return (type != null)
				? new Declarator(this.definitions).member(this.scope.takeMember(arm.name(), false), type).text() : "";
	}

	private List<String> tags(Arm arm) {
		return arm.tags().stream().map(this::tag).toList();
	}

	/**
	 * A discriminant, which is an unsigned number, as a constant of its type.
	 */
	private String tag(long number) {
		TypeDescription type = this.union.discriminant();
		if (type instanceof Enumeration enumeration) {
			return this.definitions.constant(enumeration, (int) number);
		}
		return (type instanceof Primitive primitive) ? switch (primitive) {
			case BOOLEAN -> (number != 0) ? "TRUE" : "FALSE";
			case SMALL -> String.valueOf((byte) number);
			case SHORT -> String.valueOf((short) number);
			case LONG -> String.valueOf((int) number);
			case HYPER -> String.valueOf(number);
			default -> Long.toUnsignedString(number);
		} : String.valueOf(number);
	}

}
