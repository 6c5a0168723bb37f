package io.opnum.rpc.ndr;

import java.lang.annotation.Annotation;
import java.lang.invoke.MethodType;
import java.lang.reflect.AnnotatedArrayType;
import java.lang.reflect.AnnotatedElement;
import java.lang.reflect.AnnotatedParameterizedType;
import java.lang.reflect.AnnotatedType;
import java.lang.reflect.AnnotatedTypeVariable;
import java.lang.reflect.AnnotatedWildcardType;
import java.lang.reflect.ParameterizedType;
import java.lang.reflect.Type;
import java.lang.reflect.TypeVariable;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;

import io.opnum.rpc.ConvertedBy;
import org.jspecify.annotations.Nullable;

/**
 * A Java type where it is used: with its annotations, and type variables replaced by what
 * they stand for.
 *
 * @param raw the class, of an array {@code Object[]}'s or a primitive array's; where the
 * type is none at all, a wildcard or an unknown type variable, {@code null}
 * @param arguments the type arguments
 * @param component the component type of an array
 * @param annotations those on the type and those of the declaration that belong to it
 * @param text how the type is written
 */
record TypeUse(@Nullable Class<?> raw, List<TypeUse> arguments, @Nullable TypeUse component,
		Map<Class<? extends Annotation>, Annotation> annotations, String text) {

	/**
	 * A class where nothing is said of it.
	 */
	static TypeUse of(Class<?> type) {
		Class<?> component = type.getComponentType();
		return new TypeUse(type, List.of(), (component != null) ? of(component) : null, Map.of(), type.getSimpleName());
	}

	/**
	 * Resolve a type.
	 * @param bindings what type variables stand for
	 */
	static TypeUse of(AnnotatedType type, Map<TypeVariable<?>, TypeUse> bindings) {
		Map<Class<? extends Annotation>, Annotation> annotations = annotationsOf(type);
		if (type instanceof AnnotatedArrayType array) {
			TypeUse component = of(array.getAnnotatedGenericComponentType(), bindings);
			Class<?> raw = (component.raw != null) ? component.raw.arrayType() : null;
			return new TypeUse(raw, List.of(), component, annotations, component.text + "[]");
		}
		if (type instanceof AnnotatedTypeVariable variable) {
			TypeUse bound = bindings.get((TypeVariable<?>) variable.getType());
			return (bound != null) ? bound.with(annotations)
					: new TypeUse(null, List.of(), null, annotations, type.getType().getTypeName());
		}
		if (type instanceof AnnotatedWildcardType) {
			return new TypeUse(null, List.of(), null, annotations, type.getType().getTypeName());
		}
		if (type instanceof AnnotatedParameterizedType parameterized) {
			List<TypeUse> arguments = Arrays.stream(parameterized.getAnnotatedActualTypeArguments())
				.map((argument) -> of(argument, bindings))
				.toList();
			Class<?> raw = (Class<?>) ((ParameterizedType) parameterized.getType()).getRawType();
			return new TypeUse(raw, arguments, null, annotations, raw.getSimpleName()
					+ arguments.stream().map(TypeUse::text).collect(Collectors.joining(", ", "<", ">")));
		}
		Type plain = type.getType();
		if (plain instanceof Class<?> raw) {
			return new TypeUse(raw, List.of(), null, annotations, raw.getSimpleName());
		}
		return new TypeUse(null, List.of(), null, annotations, plain.getTypeName());
	}

	/**
	 * Resolve the type of a parameter, a result or a component. A boxed primitive that a
	 * type variable stands for is the plain value there: nothing else can be written.
	 */
	static TypeUse ofDeclared(AnnotatedType type, Map<TypeVariable<?>, TypeUse> bindings) {
		TypeUse use = of(type, bindings);
		return (type instanceof AnnotatedTypeVariable) ? use.plain() : use;
	}

	private static Map<Class<? extends Annotation>, Annotation> annotationsOf(AnnotatedElement element) {
		Map<Class<? extends Annotation>, Annotation> annotations = new LinkedHashMap<>();
		for (Annotation annotation : element.getAnnotations()) {
			annotations.put(annotation.annotationType(), annotation);
		}
		return annotations;
	}

	/**
	 * What the type variables of a generic class or interface stand for here.
	 */
	Map<TypeVariable<?>, TypeUse> bindings() {
		Map<TypeVariable<?>, TypeUse> bindings = new LinkedHashMap<>();
		if (this.raw != null && !isRawGeneric()) {
			TypeVariable<?>[] variables = this.raw.getTypeParameters();
			for (int i = 0; i < variables.length; i++) {
				bindings.put(variables[i], this.arguments.get(i));
			}
		}
		return bindings;
	}

	/**
	 * The same type with further annotations.
	 */
	TypeUse with(Map<Class<? extends Annotation>, Annotation> further) {
		Map<Class<? extends Annotation>, Annotation> all = new LinkedHashMap<>(this.annotations);
		all.putAll(further);
		return new TypeUse(this.raw, this.arguments, this.component, all, this.text);
	}

	/**
	 * The same type with those annotations of its declaration that belong to it.
	 */
	TypeUse declaredWith(AnnotatedElement declaration) {
		return withDeclared(annotationsOf(declaration));
	}

	/**
	 * The same type with annotations that stand in front of a declaration. There, what an
	 * array is about ({@code @SizeIs}, {@code @LengthIs}, {@code @FixedSize}) is said of
	 * the whole array, and anything else of its elements, as Java has it for type
	 * annotations; which reached the elements already.
	 */
	TypeUse withDeclared(Map<Class<? extends Annotation>, Annotation> declared) {
		if (this.component == null) {
			return with(declared);
		}
		Map<Class<? extends Annotation>, Annotation> ofArray = new LinkedHashMap<>();
		declared.forEach((type, annotation) -> {
			if (TypeAnnotations.ARRAY.contains(type)) {
				ofArray.put(type, annotation);
			}
		});
		TypeUse array = with(ofArray);
		return new TypeUse(array.raw, array.arguments, this.component.withoutDeclared(ofArray), array.annotations,
				array.text);
	}

	/**
	 * The innermost element type without what was said of the whole array.
	 */
	private TypeUse withoutDeclared(Map<Class<? extends Annotation>, Annotation> ofArray) {
		if (this.component != null) {
			return new TypeUse(this.raw, this.arguments, this.component.withoutDeclared(ofArray), this.annotations,
					this.text);
		}
		return without(ofArray.keySet());
	}

	/**
	 * The type argument of a holder, a future or an optional. What stands in front of the
	 * whole is said of it.
	 */
	TypeUse content() {
		return this.arguments.get(0).withInherited(this.annotations);
	}

	/**
	 * The same type without annotations of some kinds.
	 */
	TypeUse without(Collection<Class<? extends Annotation>> types) {
		Map<Class<? extends Annotation>, Annotation> left = new LinkedHashMap<>(this.annotations);
		left.keySet().removeAll(types);
		return new TypeUse(this.raw, this.arguments, this.component, left, this.text);
	}

	private TypeUse withInherited(Map<Class<? extends Annotation>, Annotation> inherited) {
		TypeUse element = this.component;
		if (element == null) {
			return with(inherited);
		}
		Map<Class<? extends Annotation>, Annotation> ofElement = new LinkedHashMap<>(inherited);
		ofElement.keySet().removeAll(TypeAnnotations.ARRAY);
		TypeUse array = withDeclared(inherited);
		return new TypeUse(array.raw, array.arguments, element.withInherited(ofElement), array.annotations, array.text);
	}

	/**
	 * The form that a converter gives the type, with what is said of the type here.
	 */
	TypeUse convertedTo(TypeUse form) {
		TypeUse inherited = form
			.withInherited(without(TypeAnnotations.POINTER).without(List.of(ConvertedBy.class)).annotations());
		Map<Class<? extends Annotation>, Annotation> pointer = new LinkedHashMap<>(this.annotations);
		pointer.keySet().retainAll(TypeAnnotations.POINTER);
		return inherited.with(pointer);
	}

	/**
	 * A generic class with type arguments, or a class without any.
	 */
	TypeUse withArguments(List<TypeUse> given) {
		String list = given.isEmpty() ? ""
				: given.stream().map(TypeUse::text).collect(Collectors.joining(", ", "<", ">"));
		return new TypeUse(this.raw, List.copyOf(given), this.component, this.annotations, this.text + list);
	}

	boolean has(Class<? extends Annotation> type) {
		return this.annotations.containsKey(type);
	}

	<A extends Annotation> @Nullable A get(Class<A> type) {
		Annotation annotation = this.annotations.get(type);
		return (annotation != null) ? type.cast(annotation) : null;
	}

	boolean hasAny(Collection<Class<? extends Annotation>> types) {
		return types.stream().anyMatch(this::has);
	}

	/**
	 * Whether it is a Java array or a list.
	 */
	boolean isArray() {
		return this.component != null || this.raw == List.class;
	}

	/**
	 * The type of the elements of an array or list.
	 */
	TypeUse element() {
		return (this.component != null) ? this.component : this.arguments.get(0);
	}

	boolean is(Class<?> type) {
		return this.raw == type;
	}

	/**
	 * The class; of a boxed primitive the primitive.
	 */
	Class<?> unboxed() {
		return (this.raw != null) ? MethodType.methodType(this.raw).unwrap().returnType() : Object.class;
	}

	/**
	 * A boxed primitive without pointer as the primitive.
	 */
	TypeUse plain() {
		boolean pointer = TypeAnnotations.POINTER.stream().anyMatch(this::has);
		return pointer ? this : new TypeUse((this.raw != null) ? unboxed() : null, this.arguments, this.component,
				this.annotations, this.text);
	}

	/**
	 * Whether it is a generic class without type arguments.
	 */
	boolean isRawGeneric() {
		return this.raw != null && this.arguments.isEmpty() && this.raw.getTypeParameters().length > 0;
	}

	/**
	 * Text that is the same for equal types, annotations included.
	 */
	String key() {
		List<String> annotations = new ArrayList<>();
		this.annotations.values().forEach((annotation) -> annotations.add(annotation.toString()));
		annotations.sort(null);
		return annotations + typeKey();
	}

	/**
	 * Like {@link #key()}, without the annotations on the type itself.
	 */
	String typeKey() {
		String name = (this.raw != null) ? this.raw.getName() : this.text;
		return name + this.arguments.stream().map(TypeUse::key).collect(Collectors.joining(",", "<", ">"))
				+ ((this.component != null) ? this.component.key() : "");
	}

	@Override
	public String toString() {
		return this.text;
	}

}
