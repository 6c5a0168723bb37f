package io.opnum.rpc.idl;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.EnumSet;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.stream.Stream;

import io.opnum.rpc.ndr.FieldDescription;
import io.opnum.rpc.ndr.TypeDescription;
import io.opnum.rpc.ndr.TypeDescription.Array;
import io.opnum.rpc.ndr.TypeDescription.ContextHandle;
import io.opnum.rpc.ndr.TypeDescription.CountedArray;
import io.opnum.rpc.ndr.TypeDescription.Enumeration;
import io.opnum.rpc.ndr.TypeDescription.Guid;
import io.opnum.rpc.ndr.TypeDescription.Pipe;
import io.opnum.rpc.ndr.TypeDescription.Pointer;
import io.opnum.rpc.ndr.TypeDescription.PointerKind;
import io.opnum.rpc.ndr.TypeDescription.Primitive;
import io.opnum.rpc.ndr.TypeDescription.Ranged;
import io.opnum.rpc.ndr.TypeDescription.RawEnumeration;
import io.opnum.rpc.ndr.TypeDescription.Structure;
import io.opnum.rpc.ndr.TypeDescription.Text;
import io.opnum.rpc.ndr.TypeDescription.Union;

/**
 * The type definitions of an interface: each when it is first named, and after those it
 * is made of. What is named while it is being defined points to itself.
 * <p>
 * Externally synchronized.
 */
final class Definitions {

	/** What the elements of a Java {@code byte[]} are. */
	static final String OCTET = "byte";

	/** The key of context handles that are no parameters. */
	private static final Object OCTETS = new Object();

	private final Identifiers identifiers;

	private final Map<Object, String> names = new HashMap<>();

	private final Set<Object> begun = new HashSet<>();

	private final Set<Object> unfinished = new HashSet<>();

	private final Deque<TypeDescription> postponed = new ArrayDeque<>();

	private final List<String> texts = new ArrayList<>();

	private final Set<WindowsType> windowsTypes = EnumSet.noneOf(WindowsType.class);

	Definitions(Identifiers identifiers) {
		this.identifiers = identifiers;
	}

	/**
	 * The definitions up to now, in their order.
	 */
	List<String> texts() {
		List<String> all = new ArrayList<>();
		this.windowsTypes.forEach((type) -> all.add(type.definition()));
		all.addAll(this.texts);
		return all;
	}

	/**
	 * Whether C has it as a structure or union.
	 */
	static boolean isAggregate(TypeDescription type) {
		return type instanceof Structure || type instanceof Union || type instanceof CountedArray
				|| type instanceof Guid;
	}

	static String characterType(Text text) {
		return text.wide() ? "wchar_t" : "char";
	}

	/**
	 * The type specifier of a type, which is defined if need be.
	 */
	String nameOf(TypeDescription type) {
		if (type instanceof Primitive primitive) {
			return keyword(primitive);
		}
		if (type instanceof Guid) {
			return windowsType(WindowsType.GUID);
		}
		Object key = key(type);
		String name = reserve(type, key);
		if (!this.begun.add(key)) {
			return (this.unfinished.contains(key) ? tag(type) : "") + name;
		}
		this.unfinished.add(key);
		this.texts.add(define(type, name));
		this.unfinished.remove(key);
		while (this.unfinished.isEmpty() && !this.postponed.isEmpty()) {
			nameOf(this.postponed.remove());
		}
		return name;
	}

	/**
	 * The type specifier of what a pointer points to. What leads back to a type that is
	 * being defined is itself defined after that, since it may contain it.
	 */
	String nameOfPointee(TypeDescription type) {
		Object key = key(type);
		if (tag(type).isEmpty() || this.begun.contains(key) || !leadsBack(type, new HashSet<>())) {
			return nameOf(type);
		}
		this.postponed.add(type);
		return tag(type) + reserve(type, key);
	}

	private String reserve(TypeDescription type, Object key) {
		String known = this.names.get(key);
		if (known != null) {
			return known;
		}
		String name = this.identifiers.take(wordFor(type));
		this.names.put(key, name);
		return name;
	}

	private boolean leadsBack(TypeDescription type, Set<Object> visited) {
		if (this.unfinished.contains(key(type))) {
			return true;
		}
		return visited.add(key(type)) && madeOf(type).anyMatch((part) -> leadsBack(part, visited));
	}

	private static Stream<TypeDescription> madeOf(TypeDescription type) {
		if (type instanceof Structure structure) {
			return structure.fields().stream().map(FieldDescription::type);
		}
		if (type instanceof Union union) {
			return union.arms().stream().flatMap((arm) -> Stream.ofNullable(arm.type()));
		}
		if (type instanceof CountedArray array) {
			return Stream.of(array.element());
		}
		if (type instanceof Array array) {
			return Stream.of(array.element());
		}
		return (type instanceof Pointer pointer) ? Stream.of(pointer.pointee()) : Stream.empty();
	}

	/**
	 * Whether a type has this name.
	 */
	boolean isName(String name) {
		return this.names.containsValue(name);
	}

	/**
	 * The type of a context handle that is a parameter. Elsewhere IDL allows none, and a
	 * structure has the same octets.
	 */
	String contextHandle(ContextHandle handle) {
		Class<?> stateType = handle.stateType();
		return this.names.computeIfAbsent((stateType != null) ? stateType : ContextHandle.class, (key) -> {
			String word = (stateType != null) ? stateType.getSimpleName() : "Context";
			String name = this.identifiers.take(word.endsWith("Handle") ? word : word + "Handle");
			String comment = (stateType != null) ? comment(stateType, "") : "";
			this.texts.add(comment + "typedef [context_handle] void *" + name + ";");
			return name;
		});
	}

	/**
	 * What is equal for types that are one in IDL, where the name of a discriminant and
	 * whether a pointer may be null don't matter.
	 */
	private static Object key(TypeDescription type) {
		if (type instanceof Union union) {
			return new UnionKey(union.javaType(), union.javaName(), union.discriminant(), union.isEncapsulated(),
					union.isMsUnion());
		}
		if (type instanceof Pointer pointer) {
			return List.of(pointer.kind(), key(pointer.pointee()));
		}
		if (type instanceof CountedArray array) {
			return List.of(CountedArray.class, array.kind(), key(array.element()));
		}
		if (type instanceof ContextHandle) {
			return OCTETS;
		}
		return type;
	}

	private static String tag(TypeDescription type) {
		return (type instanceof Union) ? "union "
				: (type instanceof Structure || type instanceof CountedArray) ? "struct " : "";
	}

	private String define(TypeDescription type, String name) {
		if (type instanceof Structure structure) {
			return structure(structure, name);
		}
		if (type instanceof Union union) {
			return new UnionDefinition(this, union, name).text();
		}
		if (type instanceof Enumeration enumeration) {
			return enumeration(enumeration, name);
		}
		if (type instanceof RawEnumeration) {
			return "/* Any number of 16 bits */\ntypedef enum %1$s\n{\n    %1$s_0 = 0\n} %1$s;".formatted(name);
		}
		if (type instanceof CountedArray array) {
			Declaration items = new Declarator(this).elements("items", array.element(), array.kind(), "count");
			return "typedef struct %1$s\n{\n    unsigned long count;\n    %2$s;\n} %1$s;".formatted(name, items.text());
		}
		if (type instanceof Pipe pipe) {
			return "typedef pipe " + new Declarator(this).element(name, pipe.element()).text() + ";";
		}
		if (type instanceof ContextHandle) {
			return "typedef struct %1$s\n{\n    unsigned long attributes;\n    %2$s uuid;\n} %1$s;".formatted(name,
					windowsType(WindowsType.GUID));
		}
		return "typedef " + new Declarator(this).member(name, type).text() + ";";
	}

	private String structure(Structure structure, String name) {
		List<FieldDescription> fields = structure.fields();
		MemberNames memberNames = new MemberNames((outer) -> false, fields.stream().map(FieldDescription::attributes));
		List<String> fieldNames = new ArrayList<>();
		for (FieldDescription field : fields) {
			fieldNames.add(memberNames.take(fieldNames.size(), field.name(), MemberNames.stars(field.type())));
		}
		StringBuilder text = new StringBuilder(comment(structure.javaType(), structure.javaName()));
		text.append("typedef struct ").append(name).append("\n{\n");
		for (int i = 0; i < fields.size(); i++) {
			FieldDescription field = fields.get(i);
			Declaration declaration = new Declarator(this, field.attributes(), memberNames::text)
				.member(fieldNames.get(i), field.type());
			text.append("    ").append(declaration.text()).append(";\n");
		}
		return text.append("} ").append(name).append(';').toString();
	}

	private String enumeration(Enumeration enumeration, String name) {
		StringBuilder text = new StringBuilder(comment(enumeration.javaType(), ""));
		text.append("typedef ").append(enumeration.wide() ? "[v1_enum] " : "").append("enum ").append(name);
		text.append("\n{\n");
		List<String> constants = new ArrayList<>();
		for (Enumeration.Constant constant : enumeration.constants()) {
			String constantName = this.identifiers.take(name + "_" + constant.name());
			this.names.put(new ConstantKey(enumeration, constant.number()), constantName);
			constants.add("    " + constantName + " = " + constant.number());
		}
		return text.append(String.join(",\n", constants)).append("\n} ").append(name).append(';').toString();
	}

	/**
	 * The constant of an enumeration that has a number, or the number.
	 */
	String constant(Enumeration enumeration, int number) {
		nameOf(enumeration);
		return this.names.getOrDefault(new ConstantKey(enumeration, number), String.valueOf(number));
	}

	/**
	 * A comment of the Java type, with its type arguments.
	 * @param written how the type is written
	 */
	static String comment(Class<?> javaType, String written) {
		int arguments = written.indexOf('<');
		String name = javaType.getTypeName().replace('$', '.');
		return "/* " + Identifiers.comment(name + ((arguments >= 0) ? written.substring(arguments) : "")) + " */\n";
	}

	/**
	 * What a type is called, and what it contributes to the names of those made of it.
	 */
	private String wordFor(TypeDescription type) {
		if (type instanceof Structure structure) {
			return structure.javaName();
		}
		if (type instanceof Union union) {
			return union.javaName();
		}
		if (type instanceof Enumeration enumeration) {
			return enumeration.javaType().getSimpleName();
		}
		if (type instanceof CountedArray array) {
			return elementWord(array.element()) + "Array";
		}
		if (type instanceof Pipe pipe) {
			return elementWord(pipe.element()) + "Pipe";
		}
		if (type instanceof Array array) {
			return elementWord(array.element()) + "Array" + ((array.bound() >= 0) ? array.bound() : "");
		}
		if (type instanceof Text text) {
			return (text.wide() ? "WideString" : "AnsiString") + ((text.bound() >= 0) ? text.bound() : "");
		}
		if (type instanceof Pointer pointer) {
			String word = elementWord(pointer.pointee());
			return switch (pointer.kind()) {
				case UNIQUE -> isString(pointer.pointee()) ? word : word + "Pointer";
				case FULL -> word + "FullPointer";
				case REF -> word + "RefPointer";
			};
		}
		if (type instanceof Ranged ranged) {
			return elementWord(ranged.type()) + "From" + ranged.min() + "To" + ranged.max();
		}
		return (type instanceof ContextHandle) ? "ContextHandleOctets" : "RawEnum";
	}

	private String elementWord(TypeDescription type) {
		if (type instanceof Primitive primitive) {
			return (primitive == Primitive.SMALL) ? "Byte" : camelCase(primitive.name());
		}
		if (type instanceof Guid) {
			return "Guid";
		}
		String known = this.names.get(key(type));
		return (known != null) ? known : wordFor(type);
	}

	private String windowsType(WindowsType type) {
		this.windowsTypes.add(type);
		return type.name();
	}

	private static boolean isString(TypeDescription type) {
		return type instanceof Text text && text.bound() < 0;
	}

	private static String camelCase(String constant) {
		StringBuilder word = new StringBuilder();
		for (String part : constant.split("_")) {
			word.append(part.charAt(0)).append(part.substring(1).toLowerCase(Locale.ROOT));
		}
		return word.toString();
	}

	private String keyword(Primitive primitive) {
		return switch (primitive) {
			case BOOLEAN -> "boolean";
			case SMALL -> "small";
			case UNSIGNED_SMALL -> "unsigned small";
			case SHORT -> "short";
			case UNSIGNED_SHORT -> "unsigned short";
			case LONG -> "long";
			case UNSIGNED_LONG -> "unsigned long";
			case HYPER -> "hyper";
			case UNSIGNED_HYPER -> "unsigned hyper";
			case FLOAT -> "float";
			case DOUBLE -> "double";
			case CHAR -> "char";
			case WCHAR -> "wchar_t";
			case INT3264 -> "__int3264";
			case UNSIGNED_INT3264 -> "unsigned __int3264";
			case ERROR_STATUS_T -> "error_status_t";
			case BOOL -> windowsType(WindowsType.BOOL);
			case HRESULT -> windowsType(WindowsType.HRESULT);
			case NTSTATUS -> windowsType(WindowsType.NTSTATUS);
		};
	}

	private record UnionKey(Class<?> javaType, String javaName, TypeDescription discriminant, boolean encapsulated,
			boolean msUnion) {

	}

	private record ConstantKey(Enumeration enumeration, int number) {

	}

}
