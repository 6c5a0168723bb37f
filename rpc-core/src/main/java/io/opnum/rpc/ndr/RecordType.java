package io.opnum.rpc.ndr;

import java.lang.invoke.MethodHandle;
import java.util.Arrays;
import java.util.List;

import io.opnum.rpc.BadStubDataException;
import io.opnum.rpc.RpcException;
import io.opnum.rpc.RpcStatus;
import org.jspecify.annotations.Nullable;

/**
 * A structure, of a Java record (C706 14.3.6 and 14.3.7, MS-RPCE 2.2.5.3.4). Where its
 * last field is conformant, so is the structure.
 */
final class RecordType extends NdrType {

	private static final Component[] UNDEFINED = {};

	private final Class<?> javaType;

	private final String name;

	private Component[] components = UNDEFINED;

	private @Nullable MethodHandle constructor;

	private @Nullable MethodHandle spreader;

	private @Nullable Siblings accessors;

	private int alignment = 1;

	private int alignment64 = 1;

	private int minimumSize = 1;

	private boolean conformant;

	private boolean pointers;

	private boolean late;

	private boolean postponed;

	private boolean linking;

	private boolean linked;

	private @Nullable StructureCode code;

	private @Nullable StructureCode code64;

	private boolean interpreted;

	/**
	 * Create the type, to be {@link #define defined} when its components are known: they
	 * may point to it.
	 */
	RecordType(Class<?> javaType, String name) {
		this.javaType = javaType;
		this.name = name;
	}

	Class<?> javaType() {
		return this.javaType;
	}

	/**
	 * How the record is written in Java, with its type arguments.
	 */
	String name() {
		return this.name;
	}

	List<FieldDescription> fields() {
		return Arrays.stream(this.components).map(Component::describe).toList();
	}

	/**
	 * Define what the structure is made of.
	 * @param constructor takes the components in their order
	 */
	void define(List<Component> components, MethodHandle constructor) {
		this.components = components.toArray(Component[]::new);
		this.constructor = constructor;
		this.spreader = spreader(constructor);
		this.accessors = (scope, index) -> this.components[index].get(scope);
	}

	@Override
	void link() {
		if (this.linked) {
			return;
		}
		if (this.linking) {
			throw new RecursiveValueException(this.name);
		}
		this.linking = true;
		int size = 0;
		for (Component component : this.components) {
			NdrType type = component.type;
			type.link();
			this.alignment = Math.max(this.alignment, type.alignment(false));
			this.alignment64 = Math.max(this.alignment64, type.alignment(true));
			size += type.minimumSize();
			this.conformant = type.isConformant();
			this.pointers |= type.hasPointers();
			this.late |= component.isLate();
			this.postponed |= component.postpone(this.components);
		}
		this.minimumSize = Math.max(1, size);
		this.linked = true;
	}

	boolean isEmpty() {
		return this.components.length == 0;
	}

	@Override
	TypeDescription describe() {
		return new TypeDescription.Structure(this);
	}

	@Override
	int alignment(boolean ndr64) {
		return ndr64 ? this.alignment64 : this.alignment;
	}

	@Override
	int minimumSize() {
		return this.minimumSize;
	}

	@Override
	int bodySize(boolean ndr64) {
		StructureLayout layout = StructureLayout.of(this, ndr64);
		return (layout != null) ? layout.size() : -1;
	}

	Component[] components() {
		return this.components;
	}

	MethodHandle constructor() {
		return compiled(this.constructor);
	}

	/**
	 * Leave out generated code, for tests that hold it to what is interpreted.
	 */
	void interpret() {
		this.interpreted = true;
	}

	/**
	 * The generated code, made when it is first asked for: most types of an interface
	 * with many are never sent.
	 * @return {@code null} where components are interpreted
	 */
	@Nullable StructureCode code(boolean ndr64) {
		StructureCode known = ndr64 ? this.code64 : this.code;
		return (known != null || this.interpreted) ? known : generate(ndr64);
	}

	private @Nullable StructureCode generate(boolean ndr64) {
		StructureCode generated = StructureCodeGenerator.generate(this, ndr64);
		if (generated == null) {
			this.interpreted = true;
		}
		// Threads may do so at once: each has code that does the same
		if (ndr64) {
			this.code64 = generated;
		}
		else {
			this.code = generated;
		}
		return generated;
	}

	@Override
	boolean isConformant() {
		return this.conformant;
	}

	@Override
	boolean hasPointers() {
		return this.pointers;
	}

	@Override
	void writeConformance(NdrWriter writer, @Nullable Object value) {
		Object record = required(value);
		Component last = this.components[this.components.length - 1];
		try {
			prepare(writer, last, record);
			last.type.writeConformance(writer, last.get(record));
		}
		catch (IllegalArgumentException ex) {
			writer.failedIn(last.name);
			throw ex;
		}
	}

	@Override
	void writeBody(NdrWriter writer, @Nullable Object value) {
		Object record = required(value);
		StructureCode code = code(writer.isNdr64());
		if (code != null) {
			code.writeBody(writer, record);
			return;
		}
		int alignment = alignment(writer.isNdr64());
		writer.align(alignment);
		for (Component component : this.components) {
			try {
				prepare(writer, component, record);
				component.writeBody(writer, record);
			}
			catch (IllegalArgumentException ex) {
				writer.failedIn(component.name);
				throw ex;
			}
			catch (Throwable ex) {
				throw unexpected(ex);
			}
		}
		writer.endStructure(alignment);
	}

	@Override
	void writeDeferred(NdrWriter writer, @Nullable Object value) {
		Object record = required(value);
		StructureCode code = code(writer.isNdr64());
		if (code != null) {
			code.writeDeferred(writer, record);
			return;
		}
		for (Component component : this.components) {
			if (component.type.hasPointers()) {
				try {
					prepare(writer, component, record);
					component.type.writeDeferred(writer, component.get(record));
				}
				catch (IllegalArgumentException ex) {
					writer.failedIn(component.name);
					throw ex;
				}
			}
		}
	}

	private void prepare(NdrWriter writer, Component component, Object record) {
		if (component.correlation != null && this.accessors != null) {
			component.correlation.prepare(writer, this.accessors, record);
		}
	}

	@Override
	void readConformance(NdrReader reader) {
		this.components[this.components.length - 1].type.readConformance(reader);
	}

	@Override
	Object read(NdrReader reader) {
		StructureCode code = code(reader.isNdr64());
		int at = (code != null) ? code.skip(reader) : -1;
		return (code == null || at < 0) ? required(super.read(reader)) : code.read(reader, at);
	}

	@Override
	@Nullable Object readAt(NdrReader reader, int at) {
		StructureCode code = code(reader.isNdr64());
		return (code != null) ? code.read(reader, at) : super.readAt(reader, at);
	}

	/**
	 * Read the body.
	 * @return where there are pointers its index, or what its fields leave for later
	 */
	@Override
	Object readBody(NdrReader reader) {
		StructureCode code = code(reader.isNdr64());
		int at = (code != null) ? code.skip(reader) : -1;
		if (code == null || at < 0) {
			return readFields(reader);
		}
		return this.pointers ? (Object) at : code.read(reader, at);
	}

	private Object readFields(NdrReader reader) {
		int alignment = alignment(reader.isNdr64());
		reader.align(alignment);
		@Nullable Object[] fields = new Object[this.components.length];
		long[][] counts = this.late ? new long[fields.length][] : null;
		int index = 0;
		try {
			for (; index < fields.length; index++) {
				Component component = this.components[index];
				fields[index] = component.type.readBody(reader);
				if (component.isEarly()) {
					component.checkBody(reader, fields, index);
				}
				else if (counts != null && component.isLate()) {
					counts[index] = reader.saveCounts();
				}
			}
			reader.endStructure(alignment);
			if (counts != null) {
				checkLate(reader, fields, counts);
			}
		}
		catch (BadStubDataException ex) {
			reader.failedIn(this.components[index].name);
			throw ex;
		}
		return this.pointers ? fields : construct(fields);
	}

	/**
	 * Check what names fields that come after it.
	 */
	private void checkLate(NdrReader reader, @Nullable Object[] fields, long[][] counts) {
		for (int index = 0; index < fields.length; index++) {
			if (counts[index] != null) {
				reader.restoreCounts(counts[index]);
				try {
					this.components[index].checkBody(reader, fields, index);
				}
				catch (BadStubDataException ex) {
					reader.failedIn(this.components[index].name);
					throw ex;
				}
			}
		}
	}

	@Override
	Object readDeferred(NdrReader reader, @Nullable Object partial) {
		if (partial instanceof Integer at) {
			return required(readAt(reader, at));
		}
		@Nullable Object[] fields = (Object[]) required(partial);
		long[][] counts = this.postponed ? new long[fields.length][] : null;
		for (int index = 0; index < fields.length; index++) {
			Component component = this.components[index];
			if (component.type.hasPointers()) {
				try {
					fields[index] = component.type.readDeferred(reader, fields[index]);
					if (counts != null && component.postponed) {
						counts[index] = reader.saveCounts();
					}
					else {
						component.checkDeferred(reader, fields, index);
					}
				}
				catch (BadStubDataException ex) {
					reader.failedIn(component.name);
					throw ex;
				}
			}
		}
		if (counts != null) {
			checkPostponed(reader, fields, counts);
		}
		return construct(fields);
	}

	/**
	 * Check what names fields whose pointees come after its own.
	 */
	private void checkPostponed(NdrReader reader, @Nullable Object[] fields, long[][] counts) {
		for (int index = 0; index < fields.length; index++) {
			if (counts[index] != null) {
				reader.restoreCounts(counts[index]);
				try {
					this.components[index].checkDeferred(reader, fields, index);
				}
				catch (BadStubDataException ex) {
					reader.failedIn(this.components[index].name);
					throw ex;
				}
			}
		}
	}

	private Object construct(@Nullable Object[] fields) {
		return construct(this.name, compiled(this.spreader), fields);
	}

	private MethodHandle compiled(@Nullable MethodHandle handle) {
		if (handle == null) {
			throw new IllegalStateException("The record " + this.name + " is not compiled");
		}
		return handle;
	}

	/**
	 * A constructor as {@code (Object[])Object}.
	 */
	static MethodHandle spreader(MethodHandle constructor) {
		return constructor.asType(constructor.type().generic())
			.asSpreader(Object[].class, constructor.type().parameterCount());
	}

	/**
	 * Make a record of what was read.
	 * @param constructor of type {@code (Object[])Object}
	 */
	static Object construct(String name, MethodHandle constructor, @Nullable Object[] fields) {
		try {
			return (Object) constructor.invokeExact(fields);
		}
		catch (Throwable ex) {
			throw refused(name, ex);
		}
	}

	/**
	 * What is thrown where a constructor has thrown.
	 */
	static RuntimeException refused(String name, Throwable ex) {
		if (ex instanceof Error error) {
			throw error;
		}
		return (ex instanceof RpcException known) ? known : new BadStubDataException(
				"makes a %s that its constructor refuses: %s".formatted(name, ex), RpcStatus.BAD_STUB_DATA, false, ex);
	}

	private static RuntimeException unexpected(Throwable ex) {
		if (ex instanceof RuntimeException runtimeException) {
			return runtimeException;
		}
		if (ex instanceof Error error) {
			throw error;
		}
		return new IllegalArgumentException(ex);
	}

	@Override
	public String toString() {
		return this.name;
	}

	/**
	 * A field of a structure.
	 */
	static final class Component {

		private final String name;

		private final NdrType type;

		private final @Nullable Correlation correlation;

		private final boolean early;

		private final MethodHandle accessor;

		private final MethodHandle getter;

		private final boolean boxed;

		private final int index;

		private boolean postponed;

		/**
		 * Create a component.
		 * @param index its number among the components
		 * @param accessor of the record's component
		 */
		Component(int index, String name, NdrType type, @Nullable Correlation correlation, MethodHandle accessor) {
			this.index = index;
			this.name = name;
			this.type = type;
			this.correlation = correlation;
			// Of a generic record, where null is still to be told of
			this.boxed = type.carrier().isPrimitive() && !accessor.type().returnType().isPrimitive();
			this.early = correlation != null && correlation.namesOnlyBefore(index) && !type.isPointer();
			this.accessor = accessor
				.asType(accessor.type().changeParameterType(0, Object.class).changeReturnType(type.carrier()));
			this.getter = accessor
				.asType(accessor.type().changeParameterType(0, Object.class).changeReturnType(Object.class));
		}

		String name() {
			return this.name;
		}

		NdrType type() {
			return this.type;
		}

		/**
		 * From Object to the type's carrier.
		 */
		MethodHandle accessor() {
			return this.accessor;
		}

		/**
		 * From Object to Object.
		 */
		MethodHandle getter() {
			return this.getter;
		}

		/**
		 * Whether it may hold {@code null} where the type is a primitive.
		 */
		boolean isBoxed() {
			return this.boxed;
		}

		boolean isCorrelated() {
			return this.correlation != null;
		}

		void writeBody(NdrWriter writer, Object owner) throws Throwable {
			if (this.boxed) {
				this.type.writeBody(writer, get(owner));
			}
			else {
				this.type.writeComponent(writer, this.accessor, owner);
			}
		}

		/**
		 * Find whether its pointee can be checked only when those of fields behind it are
		 * read.
		 */
		boolean postpone(Component[] components) {
			int last = (this.correlation != null && this.type.isPointer()) ? this.correlation.lastSibling() : -1;
			for (int i = this.index + 1; i <= last; i++) {
				this.postponed |= components[i].type.isPointer();
			}
			return this.postponed;
		}

		/**
		 * Whether its body can be checked as soon as it is read.
		 */
		boolean isEarly() {
			return this.early;
		}

		/**
		 * Whether its body can be checked only when the fields behind it are read.
		 */
		boolean isLate() {
			return this.correlation != null && !this.early && !this.type.isPointer();
		}

		/**
		 * Check what is complete with its body.
		 */
		void checkBody(NdrReader reader, @Nullable Object[] fields, int index) {
			if (this.correlation != null) {
				this.correlation.checkCounts(reader, this.type, fields[index], Siblings.ARRAY, fields);
				if (!this.type.hasPointers()) {
					this.correlation.checkTag(reader, this.type, fields[index], Siblings.ARRAY, fields);
				}
			}
		}

		/**
		 * Check what is complete with its pointees.
		 */
		void checkDeferred(NdrReader reader, @Nullable Object[] fields, int index) {
			if (this.correlation != null) {
				if (this.type.isPointer()) {
					this.correlation.checkCounts(reader, this.type, fields[index], Siblings.ARRAY, fields);
				}
				this.correlation.checkTag(reader, this.type, fields[index], Siblings.ARRAY, fields);
			}
		}

		FieldDescription describe() {
			return new FieldDescription(this.name, this.type.describe(),
					Correlation.describe(this.correlation, this.type));
		}

		@Nullable Object get(Object owner) {
			try {
				return (Object) this.getter.invokeExact(owner);
			}
			catch (Throwable ex) {
				throw unexpected(ex);
			}
		}

	}

}
