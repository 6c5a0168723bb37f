package io.opnum.rpc.ndr;

import java.lang.invoke.MethodHandle;
import java.lang.invoke.MethodType;
import java.lang.reflect.AnnotatedType;
import java.lang.reflect.Modifier;
import java.lang.reflect.TypeVariable;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.IdentityHashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

import io.opnum.rpc.ConvertedBy;
import io.opnum.rpc.NdrConverter;
import org.jspecify.annotations.Nullable;

/**
 * Finds the converter of a type, makes it, and compiles the form it converts to.
 */
final class ConverterCompiler {

	private final TypeCompiler types;

	private final Defects defects;

	private final Map<Class<?>, NdrConverter<Object, Object>> converters = new HashMap<>();

	private final Map<NdrConverter<Object, Object>, Map<NdrType, ConvertedType>> converted = new IdentityHashMap<>();

	ConverterCompiler(TypeCompiler types, Defects defects) {
		this.types = types;
		this.defects = defects;
	}

	/**
	 * Compile a type that is converted: what the use says goes before what the type says,
	 * and that before what is built in.
	 * @param use the type
	 * @param site where it is; what ties it to its siblings is noted there
	 * @return the wire type, or {@code null} if the type is no matter of a converter
	 */
	@Nullable NdrType compile(TypeUse use, Site site) {
		Class<?> raw = use.raw();
		ConvertedBy annotation = use.get(ConvertedBy.class);
		if (annotation == null && raw != null) {
			annotation = raw.getAnnotation(ConvertedBy.class);
		}
		if (annotation != null) {
			return compile(use, annotation.value(), site);
		}
		FunctionConverter<?, ?> builtIn = BuiltInConverters.of(raw);
		if (builtIn != null) {
			return compile(use, builtIn.form(), erased(builtIn), site);
		}
		Class<?> generic = BuiltInConverters.ofGeneric(raw);
		return (generic != null) ? compile(use, generic, site) : null;
	}

	private NdrType compile(TypeUse use, Class<?> converterClass, Site site) {
		TypeUse form = form(use, converterClass, site);
		NdrConverter<Object, Object> converter = (form != null) ? converter(converterClass, site) : null;
		return (form != null && converter != null) ? compile(use, form, converter, site) : TypeCompiler.UNKNOWN;
	}

	private NdrType compile(TypeUse use, TypeUse form, NdrConverter<Object, Object> converter, Site site) {
		Site formSite = site.converted(ConvertedType.nameOf(converter));
		NdrType compiled = this.types.compile(use.convertedTo(form).plain(), formSite);
		site.adopt(formSite);
		return (compiled instanceof PointerType pointer)
				? pointer.converted((pointee) -> convertedType(converter, pointee))
				: convertedType(converter, compiled);
	}

	/**
	 * A converted type, the same for the same form: full pointers to it may be aliases.
	 */
	private ConvertedType convertedType(NdrConverter<Object, Object> converter, NdrType form) {
		return this.converted.computeIfAbsent(converter, (key) -> new IdentityHashMap<>())
			.computeIfAbsent(form, (key) -> new ConvertedType(converter, form));
	}

	/**
	 * What the converter makes of a type.
	 * @return its form, or {@code null} after a defect was noted
	 */
	private @Nullable TypeUse form(TypeUse use, Class<?> converterClass, Site site) {
		List<TypeUse> arguments = argumentsOf(converterClass, Map.of());
		if (arguments == null || arguments.size() != 2) {
			return defect(site, "%s does not say what it converts".formatted(converterClass.getSimpleName()),
					"Let it implement NdrConverter<%s, ...> with type arguments.".formatted(use));
		}
		Map<String, TypeUse> variables = new LinkedHashMap<>();
		if (!new Matching(converterClass, variables).matches(arguments.get(0), use)) {
			return defect(site,
					"%s converts %s, not %s".formatted(converterClass.getSimpleName(), arguments.get(0), use),
					"Name a converter of %s, or put @ConvertedBy in front of the type it is about.".formatted(use));
		}
		Map<TypeVariable<?>, TypeUse> bindings = new HashMap<>();
		for (TypeVariable<?> variable : converterClass.getTypeParameters()) {
			TypeUse bound = variables.get(variable.getName());
			if (bound != null) {
				bindings.put(variable, bound);
			}
		}
		arguments = argumentsOf(converterClass, bindings);
		TypeUse form = (arguments != null) ? arguments.get(1) : null;
		if (form != null && TypeAnnotations.POINTER.stream().anyMatch(form::has)) {
			return defect(site, "the form that %s gives it is a pointer".formatted(converterClass.getSimpleName()),
					"Say @Nullable, @Unique, @Full or @Ref where %s is used.".formatted(use));
		}
		return form;
	}

	/**
	 * The type arguments of {@link NdrConverter} as a class implements it, also through
	 * its super-types.
	 * @return two of them, none where it is used raw, {@code null} if it does not
	 * implement it
	 */
	private static @Nullable List<TypeUse> argumentsOf(Class<?> type, Map<TypeVariable<?>, TypeUse> bindings) {
		List<AnnotatedType> superTypes = new ArrayList<>(Arrays.asList(type.getAnnotatedInterfaces()));
		if (type.getAnnotatedSuperclass() != null) {
			superTypes.add(type.getAnnotatedSuperclass());
		}
		for (AnnotatedType superType : superTypes) {
			TypeUse use = TypeUse.of(superType, bindings);
			if (use.is(NdrConverter.class)) {
				return use.arguments();
			}
			List<TypeUse> found = (use.raw() != null) ? argumentsOf(use.raw(), use.bindings()) : null;
			if (found != null) {
				return found;
			}
		}
		return null;
	}

	private @Nullable NdrConverter<Object, Object> converter(Class<?> converterClass, Site site) {
		NdrConverter<Object, Object> known = this.converters.get(converterClass);
		if (known != null) {
			return known;
		}
		String name = converterClass.getSimpleName();
		if (Modifier.isAbstract(converterClass.getModifiers())) {
			return defect(site, "the converter %s is abstract".formatted(name), "Name a class that can be made.");
		}
		try {
			MethodHandle constructor = TypeCompiler.lookup(converterClass)
				.findConstructor(converterClass, MethodType.methodType(void.class));
			NdrConverter<Object, Object> converter = erased((NdrConverter<?, ?>) constructor.invoke());
			this.converters.put(converterClass, converter);
			return converter;
		}
		catch (NoSuchMethodException ex) {
			return defect(site, "the converter %s has no constructor without parameters".formatted(name),
					"Give it one; as an inner class make it static.");
		}
		catch (IllegalAccessException ex) {
			return defect(site, "the module of %s does not open it".formatted(converterClass.getName()),
					"Open the package %s in its module-info.".formatted(converterClass.getPackageName()));
		}
		catch (Error ex) {
			throw ex;
		}
		catch (Throwable ex) {
			return defect(site, "the converter %s can't be made: %s".formatted(name, ex),
					"Let its constructor do nothing that may fail.");
		}
	}

	@SuppressWarnings("unchecked")
	private static NdrConverter<Object, Object> erased(NdrConverter<?, ?> converter) {
		return (NdrConverter<Object, Object>) converter;
	}

	private <T> @Nullable T defect(Site site, String problem, String mend) {
		this.defects.add(site.location(), problem, mend);
		return null;
	}

	/**
	 * Compares the type that a converter declares with one at hand.
	 *
	 * @param converterClass the class of the converter
	 * @param variables what its type variables stand for, as it is found
	 */
	private record Matching(Class<?> converterClass, Map<String, TypeUse> variables) {

		boolean matches(TypeUse declared, TypeUse actual) {
			if (isVariable(declared)) {
				TypeUse known = this.variables.putIfAbsent(declared.text(), actual);
				return known == null || known.typeKey().equals(actual.typeKey());
			}
			if (declared.component() != null && actual.component() != null) {
				return matches(declared.component(), actual.component());
			}
			if (declared.raw() == null || declared.unboxed() != actual.unboxed()
					|| declared.arguments().size() != actual.arguments().size()) {
				return false;
			}
			for (int i = 0; i < declared.arguments().size(); i++) {
				if (!matches(declared.arguments().get(i), actual.arguments().get(i))) {
					return false;
				}
			}
			return true;
		}

		private boolean isVariable(TypeUse declared) {
			return declared.raw() == null && declared.component() == null
					&& Arrays.stream(this.converterClass.getTypeParameters())
						.anyMatch((variable) -> variable.getName().equals(declared.text()));
		}

	}

}
