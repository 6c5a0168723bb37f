package io.opnum.rpc.idl;

import java.util.ArrayList;
import java.util.List;
import java.util.function.Function;

import io.opnum.rpc.ndr.AttributeExpression;
import io.opnum.rpc.ndr.FieldAttribute;
import io.opnum.rpc.ndr.TypeDescription;
import io.opnum.rpc.ndr.TypeDescription.Array;
import io.opnum.rpc.ndr.TypeDescription.ContextHandle;
import io.opnum.rpc.ndr.TypeDescription.Pointer;
import io.opnum.rpc.ndr.TypeDescription.PointerKind;
import io.opnum.rpc.ndr.TypeDescription.Ranged;
import io.opnum.rpc.ndr.TypeDescription.Text;

/**
 * Declares one parameter, field or type: takes a type apart from the outside in and
 * spreads it over attributes, type specifier and declarator as C has it.
 * <p>
 * A pointer attribute speaks of the outermost pointer; the inner ones are what the
 * interface's {@code pointer_default} says, or have a type definition of their own.
 */
final class Declarator {

	private final Definitions definitions;

	private final List<FieldAttribute> fieldAttributes;

	private final Function<AttributeExpression, String> expressions;

	private final List<String> attributes = new ArrayList<>();

	private final StringBuilder stars = new StringBuilder();

	private final StringBuilder dimensions = new StringBuilder();

	private String type = "";

	private boolean pointerToArray;

	/**
	 * Whether a pointer was the last that was taken off, so that C needs no more than a
	 * tag.
	 */
	private boolean behindPointer;

	/**
	 * Create a declarator.
	 * @param fieldAttributes what ties it to its siblings
	 * @param expressions how attributes name these
	 */
	Declarator(Definitions definitions, List<FieldAttribute> fieldAttributes,
			Function<AttributeExpression, String> expressions) {
		this.definitions = definitions;
		this.fieldAttributes = fieldAttributes;
		this.expressions = expressions;
	}

	/**
	 * Declare without attributes that name siblings.
	 */
	Declarator(Definitions definitions) {
		this(definitions, List.of(), String::valueOf);
	}

	/**
	 * A parameter. What C can't hand over by value goes by reference, which is the same
	 * on the wire.
	 */
	Declaration parameter(String name, TypeDescription type, boolean in, boolean out) {
		if (in) {
			this.attributes.add("in");
		}
		if (out) {
			this.attributes.add("out");
		}
		if (type instanceof ContextHandle handle) {
			this.type = this.definitions.contextHandle(handle);
			this.stars.append(out ? "*" : "");
		}
		else {
			if (out ? !isInline(type) : Definitions.isAggregate(type)) {
				this.stars.append('*');
			}
			declare(type);
		}
		return declaration(name);
	}

	/**
	 * A field of a structure, an arm of a union, or a type definition.
	 */
	Declaration member(String name, TypeDescription type) {
		declare(type);
		return declaration(name);
	}

	/**
	 * An element of an array, or what a pointer points to: without attributes.
	 */
	Declaration element(String name, TypeDescription type) {
		element(type);
		return declaration(name);
	}

	/**
	 * An array whose size is in an attribute that is there already.
	 */
	Declaration elements(String name, TypeDescription element, PointerKind kind, String size) {
		this.attributes.add("size_is(" + size + ")");
		this.attributes.add(keyword(kind));
		star();
		element(element);
		return declaration(name);
	}

	private Declaration declaration(String name) {
		String pointer = this.stars + name;
		return new Declaration(this.attributes, this.type,
				(this.pointerToArray ? "(" + pointer + ")" : pointer) + this.dimensions);
	}

	private static boolean isInline(TypeDescription type) {
		return type instanceof Array || type instanceof Text;
	}

	private void declare(TypeDescription type) {
		if (type instanceof Pointer pointer) {
			if (this.stars.isEmpty()) {
				pointee(pointer);
				this.attributes.add(keyword(pointer.kind()));
			}
			else if (pointer.kind() == PointerKind.UNIQUE) {
				pointee(pointer);
			}
			else {
				this.type = this.definitions.nameOf(pointer);
			}
		}
		else if (type instanceof Array array) {
			bounds(0);
			dimension(array.bound());
			elementOf(array);
		}
		else if (type instanceof Text text) {
			text(text);
		}
		else if (type instanceof Ranged ranged && this.stars.isEmpty()) {
			range(ranged);
		}
		else {
			this.type = specifier(type);
			attribute(FieldAttribute.Kind.SWITCH_IS, "switch_is", 0);
		}
	}

	/**
	 * A range that speaks of what is declared. IDL has none for what a pointer leads to,
	 * or an element: that is of a type with a range.
	 */
	private void range(Ranged ranged) {
		this.attributes.add("range(" + ranged.min() + ", " + ranged.max() + ")");
		this.type = this.definitions.nameOf(ranged.type());
	}

	private void pointee(Pointer pointer) {
		TypeDescription pointee = pointer.pointee();
		int depth = this.stars.length();
		star();
		if (pointee instanceof Array array && array.bound() < 0) {
			bounds(depth);
			this.pointerToArray = array.element() instanceof Array;
			elementOf(array);
		}
		else if (pointee instanceof Text text && text.bound() < 0) {
			characters(text, depth);
		}
		else if (isInline(pointee)) {
			this.type = this.definitions.nameOf(pointee);
			bounds(depth);
		}
		else if (pointee instanceof Pointer inner && inner.kind() != PointerKind.UNIQUE) {
			this.type = this.definitions.nameOf(inner);
		}
		else {
			declare(pointee);
		}
	}

	private void text(Text text) {
		characters(text, 0);
		if (text.bound() >= 0 || has(FieldAttribute.Kind.SIZE_IS) || !text.terminated()) {
			dimension(text.bound());
		}
		else {
			this.stars.append('*');
		}
	}

	private void characters(Text text, int depth) {
		if (text.terminated()) {
			this.attributes.add("string");
		}
		else if (!has(FieldAttribute.Kind.SIZE_IS)) {
			// What is counted without a size has room for what is sent
			attribute(FieldAttribute.Kind.LENGTH_IS, "size_is", depth);
		}
		bounds(depth);
		this.type = Definitions.characterType(text);
	}

	private void elementOf(Array array) {
		if (array.element() == TypeDescription.Primitive.SMALL) {
			this.type = Definitions.OCTET;
		}
		else {
			element(array.element());
		}
		attribute(FieldAttribute.Kind.SWITCH_IS, "switch_is", 0);
	}

	private void element(TypeDescription type) {
		if (type == TypeDescription.Primitive.SMALL) {
			this.type = Definitions.OCTET;
		}
		else if (type instanceof Array array) {
			dimension(array.bound());
			element(array.element());
		}
		else if (type instanceof Text text) {
			this.attributes.add("string");
			this.type = Definitions.characterType(text);
			dimension(text.bound());
		}
		else if (type instanceof Pointer pointer && pointer.kind() == PointerKind.UNIQUE
				&& !isInline(pointer.pointee())) {
			star();
			element(pointer.pointee());
		}
		else if (type instanceof Pointer pointer && pointer.kind() == PointerKind.UNIQUE
				&& pointer.pointee() instanceof Array row && row.bound() < 0) {
			// Its size is among those of the array of pointers
			star();
			element(row.element());
		}
		else {
			this.type = specifier(type);
		}
	}

	private String specifier(TypeDescription type) {
		return this.behindPointer ? this.definitions.nameOfPointee(type) : this.definitions.nameOf(type);
	}

	private void star() {
		this.stars.append('*');
		this.behindPointer = true;
	}

	private void dimension(int bound) {
		this.behindPointer = false;
		this.dimensions.append((bound >= 0) ? "[" + bound + "]" : "[]");
	}

	private void bounds(int depth) {
		attribute(FieldAttribute.Kind.SIZE_IS, "size_is", depth);
		attribute(FieldAttribute.Kind.FIRST_IS, "first_is", depth);
		attribute(FieldAttribute.Kind.LENGTH_IS, "length_is", depth);
	}

	private boolean has(FieldAttribute.Kind kind) {
		return this.fieldAttributes.stream().anyMatch((attribute) -> attribute.kind() == kind);
	}

	/**
	 * Add an attribute with expressions.
	 * @param depth the number of pointers around what it speaks of
	 */
	private void attribute(FieldAttribute.Kind kind, String keyword, int depth) {
		for (FieldAttribute attribute : this.fieldAttributes) {
			if (attribute.kind() == kind) {
				List<String> texts = attribute.expressions().stream().map(this.expressions).toList();
				String list = String.join(", ", texts).replaceAll("(, )+$", "");
				this.attributes.add(keyword + "(" + ", ".repeat(depth) + list + ")");
			}
		}
	}

	static String keyword(PointerKind kind) {
		return switch (kind) {
			case REF -> "ref";
			case UNIQUE -> "unique";
			case FULL -> "ptr";
		};
	}

}
