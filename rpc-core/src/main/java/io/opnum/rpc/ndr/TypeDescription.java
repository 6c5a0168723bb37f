package io.opnum.rpc.ndr;

import java.util.List;

import org.jspecify.annotations.Nullable;

/**
 * What a compiled type is in the terms of IDL (C706 4.2): for those who print it or
 * explain it, marshalling knows nothing of it. A parameter or field is described by its
 * type from the outside in, a pointer that is on the wire before what it points to. A
 * reference pointer that is not on the wire, that of an {@code [out]} parameter or of a
 * string parameter, is not described.
 * <p>
 * Descriptions are equal if they are of the same compiled type. Immutable, thread-safe.
 *
 * @since 0.1.0
 */
public sealed interface TypeDescription {

	/**
	 * A base type.
	 */
	enum Primitive implements TypeDescription {

		/** One octet, 0 or not 0. */
		BOOLEAN,

		/** Eight bits, signed. */
		SMALL,

		/** Eight bits, unsigned. */
		UNSIGNED_SMALL,

		/** Sixteen bits, signed. */
		SHORT,

		/** Sixteen bits, unsigned. */
		UNSIGNED_SHORT,

		/** 32 bits, signed. */
		LONG,

		/** 32 bits, unsigned. */
		UNSIGNED_LONG,

		/** 64 bits, signed. */
		HYPER,

		/** 64 bits, unsigned. */
		UNSIGNED_HYPER,

		/** 32 bits, IEEE 754. */
		FLOAT,

		/** 64 bits, IEEE 754. */
		DOUBLE,

		/** A character of one octet. */
		CHAR,

		/** A UTF-16 code unit. */
		WCHAR,

		/** Windows' {@code BOOL}: 32 bits, 0 or not 0. */
		BOOL,

		/** {@code __int3264}: 32 bits, in NDR64 64, signed. */
		INT3264,

		/** {@code unsigned __int3264}. */
		UNSIGNED_INT3264,

		/** {@code error_status_t}: 32 bits. */
		ERROR_STATUS_T,

		/** {@code HRESULT}: 32 bits. */
		HRESULT,

		/** {@code NTSTATUS}: 32 bits. */
		NTSTATUS

	}

	/**
	 * A base type whose numbers lie in a range.
	 *
	 * @param type an integral base type
	 * @param min the least number, in decimal
	 * @param max the greatest number, in decimal
	 */
	record Ranged(TypeDescription type, String min, String max) implements TypeDescription {

	}

	/**
	 * A {@code GUID}.
	 */
	record Guid() implements TypeDescription {

	}

	/**
	 * A context handle.
	 *
	 * @param stateType the Java type of what it stands for, {@code null} if that is not
	 * known
	 */
	record ContextHandle(@Nullable Class<?> stateType) implements TypeDescription {

	}

	/**
	 * An enumeration.
	 *
	 * @param javaType the Java enum
	 * @param wide whether it is a {@code [v1_enum]} of 32 bits
	 * @param constants in declaration order
	 */
	record Enumeration(Class<?> javaType, boolean wide, List<Constant> constants) implements TypeDescription {

		/**
		 * A constant of an enumeration.
		 *
		 * @param name the name of the Java constant
		 * @param number the number on the wire
		 */
		public record Constant(String name, int number) {

		}

	}

	/**
	 * An enumeration of 16 bits whose constants nobody has declared.
	 */
	record RawEnumeration() implements TypeDescription {

	}

	/**
	 * A string of characters; itself no pointer.
	 *
	 * @param wide whether of {@code wchar_t}, else of {@code char}
	 * @param terminated whether it is a {@code [string]}; else an array of characters
	 * that is counted
	 * @param bound how many characters it has room for; -1 if it is conformant
	 */
	record Text(boolean wide, boolean terminated, int bound) implements TypeDescription {

	}

	/**
	 * An array.
	 *
	 * @param element the type of the elements
	 * @param bound the number of elements; -1 if it is conformant
	 * @param varying whether offset and count go with it
	 */
	record Array(TypeDescription element, int bound, boolean varying) implements TypeDescription {

	}

	/**
	 * A structure of a count and a pointer to as many elements.
	 *
	 * @param element the type of the elements
	 * @param kind the class of the pointer
	 */
	record CountedArray(TypeDescription element, PointerKind kind) implements TypeDescription {

	}

	/**
	 * A pointer that is on the wire.
	 *
	 * @param kind its class
	 * @param pointee what it points to
	 * @param nullable whether it may be null
	 */
	record Pointer(PointerKind kind, TypeDescription pointee, boolean nullable) implements TypeDescription {

	}

	/**
	 * The classes of pointers.
	 */
	enum PointerKind {

		/** Never null. */
		REF,

		/** May be null. */
		UNIQUE,

		/** May be null, or an alias of another one. */
		FULL

	}

	/**
	 * A pipe; only parameters are.
	 *
	 * @param element the type of the elements
	 */
	record Pipe(TypeDescription element) implements TypeDescription {

	}

	/**
	 * A structure. It may point to itself.
	 */
	final class Structure implements TypeDescription {

		private final RecordType type;

		Structure(RecordType type) {
			this.type = type;
		}

		/**
		 * Return the Java record.
		 * @return the record
		 */
		public Class<?> javaType() {
			return this.type.javaType();
		}

		/**
		 * Return how the record is written in Java.
		 * @return its simple name, type arguments included
		 */
		public String javaName() {
			return this.type.name();
		}

		/**
		 * Return the fields.
		 * @return the fields in their order; none if it is an empty arm of a union
		 */
		public List<FieldDescription> fields() {
			return this.type.fields();
		}

		@Override
		public boolean equals(@Nullable Object other) {
			return other instanceof Structure structure && structure.type == this.type;
		}

		@Override
		public int hashCode() {
			return System.identityHashCode(this.type);
		}

		@Override
		public String toString() {
			return "Structure[" + javaName() + "]";
		}

	}

	/**
	 * A union. It may point to itself.
	 */
	final class Union implements TypeDescription {

		private final UnionType type;

		Union(UnionType type) {
			this.type = type;
		}

		/**
		 * Return the Java type.
		 * @return the sealed interface, or the record that has the arms as its components
		 */
		public Class<?> javaType() {
			return this.type.javaType();
		}

		/**
		 * Return how the union is written in Java.
		 * @return its simple name, type arguments included
		 */
		public String javaName() {
			return this.type.name();
		}

		/**
		 * Return whether the discriminant is part of the union; else it is the parameter
		 * or field that {@code switch_is} names.
		 * @return whether it is encapsulated
		 */
		public boolean isEncapsulated() {
			return this.type.isEncapsulated();
		}

		/**
		 * Return whether it is a {@code [ms_union]}.
		 * @return whether its arms are aligned as old interfaces of Windows have it
		 */
		public boolean isMsUnion() {
			return this.type.isMsUnion();
		}

		/**
		 * Return the type of the discriminant.
		 * @return an integral base type, or an enumeration
		 */
		public TypeDescription discriminant() {
			return this.type.discriminant();
		}

		/**
		 * Return the arms.
		 * @return the arms in the order of the Java interface
		 */
		public List<Arm> arms() {
			return this.type.armDescriptions();
		}

		@Override
		public boolean equals(@Nullable Object other) {
			return other instanceof Union union && union.type == this.type;
		}

		@Override
		public int hashCode() {
			return System.identityHashCode(this.type);
		}

		@Override
		public String toString() {
			return "Union[" + javaName() + "]";
		}

		/**
		 * An arm of a union.
		 *
		 * @param name its name
		 * @param type what it holds, {@code null} if it is empty
		 * @param tags the discriminants that select it, as unsigned numbers
		 * @param isDefault whether all others do
		 */
		public record Arm(String name, @Nullable TypeDescription type, List<Long> tags, boolean isDefault) {

		}

	}

}
