package io.opnum.rpc.ndr;

import java.lang.invoke.MethodHandle;
import java.lang.invoke.MethodType;
import java.lang.reflect.RecordComponent;
import java.lang.reflect.TypeVariable;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

import io.opnum.rpc.ndr.CollectionConverters.MapEntry;
import org.jspecify.annotations.Nullable;

/**
 * Compiles records to structures, each once: a record may point to itself.
 */
final class RecordCompiler {

	private final TypeCompiler types;

	private final Defects defects;

	private final Map<String, RecordType> records = new HashMap<>();

	RecordCompiler(TypeCompiler types, Defects defects) {
		this.types = types;
		this.defects = defects;
	}

	/**
	 * Compile a record.
	 * @param use the type
	 * @param raw its class
	 * @param at where it is: what a record is called there that the interface does not
	 * know
	 */
	RecordType compile(TypeUse use, Class<?> raw, Site at) {
		String key = use.typeKey();
		RecordType known = this.records.get(key);
		if (known != null) {
			return known;
		}
		RecordType type = new RecordType(raw, use.text());
		this.records.put(key, type);
		this.types.linkLater(type);
		Map<TypeVariable<?>, TypeUse> bindings = use.bindings();
		RecordComponent[] components = raw.getRecordComponents();
		List<String> names = Arrays.stream(components).map(RecordComponent::getName).toList();
		List<TypeUse> uses = Arrays.stream(components)
			.map((component) -> TypeUse.ofDeclared(component.getAnnotatedType(), bindings).declaredWith(component))
			.toList();
		Site.Siblinghood siblings = Site.Siblinghood.ofFields(names, uses);
		List<RecordType.Component> compiled = new ArrayList<>();
		for (int i = 0; i < components.length; i++) {
			String location = ((raw == MapEntry.class) ? at.location() + ", " : use.text() + ".") + names.get(i);
			Site site = new Site(Site.Kind.FIELD, location, siblings, false);
			NdrType component = this.types.compile(uses.get(i), site);
			if (i < components.length - 1) {
				this.types.checkLater(() -> checkNotConformant(component, site));
			}
			MethodHandle accessor = accessor(raw, components[i], site.location());
			if (accessor != null) {
				compiled.add(new RecordType.Component(i, names.get(i), component, site.correlation(), accessor));
			}
		}
		MethodHandle constructor = constructor(raw, components, use.text());
		if (constructor != null) {
			type.define(compiled, constructor);
		}
		return type;
	}

	private void checkNotConformant(NdrType component, Site site) {
		if (component.isConformant()) {
			this.defects.add(site.location(),
					"a conformant array, or a structure that ends in one, must be the last field",
					"Move it to the end, or make it a pointer with @Unique.");
		}
	}

	/**
	 * The accessor of a component.
	 * @return {@code null} after a defect was noted
	 */
	@Nullable MethodHandle accessor(Class<?> raw, RecordComponent component, String location) {
		try {
			return TypeCompiler.lookup(raw).unreflect(component.getAccessor());
		}
		catch (IllegalAccessException ex) {
			inaccessible(raw, location);
			return null;
		}
	}

	/**
	 * The canonical constructor.
	 * @return {@code null} after a defect was noted
	 */
	@Nullable MethodHandle constructor(Class<?> raw, RecordComponent[] components, String location) {
		try {
			Class<?>[] parameters = Arrays.stream(components).map(RecordComponent::getType).toArray(Class<?>[]::new);
			return TypeCompiler.lookup(raw).findConstructor(raw, MethodType.methodType(void.class, parameters));
		}
		catch (NoSuchMethodException | IllegalAccessException ex) {
			inaccessible(raw, location);
			return null;
		}
	}

	private void inaccessible(Class<?> raw, String location) {
		this.defects.add(location, "the module of %s does not open it".formatted(raw.getName()),
				"Open the package %s in its module-info.".formatted(raw.getPackageName()));
	}

}
