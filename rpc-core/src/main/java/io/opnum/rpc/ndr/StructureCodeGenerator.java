package io.opnum.rpc.ndr;

import java.lang.invoke.MethodHandle;
import java.lang.invoke.MethodType;
import java.util.Iterator;
import java.util.function.IntConsumer;

import io.opnum.rpc.BadStubDataException;
import io.opnum.rpc.ndr.HiddenClass.Code;
import org.jspecify.annotations.Nullable;

/**
 * Generates a hidden class with the {@link StructureCode} of a structure. The accessors
 * and the constructor of the record, and the types of its fields, are constants there: a
 * just-in-time compiler sees through them, as it can't where they are fields of objects.
 * What is no primitive and no pointer is marshalled by its {@link NdrType}, so that
 * nothing is decided here that is decided there.
 * <p>
 * Not thread-safe.
 */
final class StructureCodeGenerator {

	/** A constructor has 255 arguments at most, of which some numbers count twice. */
	private static final int MAX_COMPONENTS = 100;

	private static final int THIS = 0;

	/** The local variable with the {@link NdrWriter} or {@link NdrReader}. */
	private static final int CURSOR = 1;

	private static final MethodType WRITE_BODY = MethodType.methodType(void.class, NdrWriter.class, int.class,
			Object.class);

	private static final MethodType WRITE_BODIES = MethodType.methodType(void.class, NdrWriter.class, int.class,
			Iterator.class, int.class);

	private static final MethodType WRITE_DEFERRED = MethodType.methodType(void.class, NdrWriter.class, Object.class);

	private static final MethodType WRITE_ALL_DEFERRED = MethodType.methodType(void.class, NdrWriter.class,
			Iterator.class, int.class);

	private static final MethodType READ = MethodType.methodType(Object.class, NdrReader.class, int.class);

	private static final MethodType READ_ALL = MethodType.methodType(void.class, NdrReader.class, int.class,
			Object[].class);

	private final RecordType type;

	private final RecordType.Component[] components;

	private final StructureLayout layout;

	private final boolean ndr64;

	private final HiddenClass generated = new HiddenClass(StructureCode.class);

	private StructureCodeGenerator(RecordType type, StructureLayout layout, boolean ndr64) {
		this.type = type;
		this.components = type.components();
		this.layout = layout;
		this.ndr64 = ndr64;
	}

	/**
	 * Generate the code of a linked structure.
	 * @return {@code null} if its components have to be interpreted: its size depends on
	 * the value, attributes tie fields together, or no class can be defined
	 */
	static @Nullable StructureCode generate(RecordType type, boolean ndr64) {
		StructureLayout layout = StructureLayout.of(type, ndr64);
		RecordType.Component[] components = type.components();
		if (!HiddenClass.isAvailable() || layout == null || components.length == 0
				|| components.length > MAX_COMPONENTS) {
			return null;
		}
		for (RecordType.Component component : components) {
			if (component.isCorrelated()) {
				return null;
			}
		}
		return new StructureCodeGenerator(type, layout, ndr64).generate();
	}

	private StructureCode generate() {
		writeBody(4);
		writeBodies(5);
		writeDeferred(3);
		writeAllDeferred(4);
		read(3);
		readAll(4);
		try {
			return (StructureCode) this.generated.instantiate(
					MethodType.methodType(void.class, RecordType.class, StructureLayout.class), this.type, this.layout);
		}
		catch (Throwable ex) {
			throw new IllegalStateException("The code of the structure %s can't be made".formatted(this.type), ex);
		}
	}

	/**
	 * @param free the first local variable that is free
	 */
	private void writeBody(int free) {
		Code code = this.generated.method("writeBody", WRITE_BODY);
		eachComponent(code, free, false, (index) -> writeComponent(code, index));
		code.end(void.class);
	}

	private void writeComponent(Code code, int index) {
		RecordType.Component component = this.components[index];
		int offset = this.layout.offsets()[index];
		String suffix = suffix(component);
		PointerType pointer = plainPointer(component);
		code.load(CURSOR, NdrWriter.class);
		code.sum(2, offset);
		if (suffix != null) {
			Class<?> carrier = component.type().carrier();
			get(code, component.accessor(), 3);
			code.callVirtual(NdrWriter.class, "set" + suffix, MethodType.methodType(void.class, int.class, carrier));
		}
		else if (pointer != null) {
			get(code, component.getter(), 3);
			code.callStatic(StructureCode.class, pointer.isNullable() ? "isPresent" : "isRequired",
					MethodType.methodType(boolean.class, Object.class));
			code.callVirtual(NdrWriter.class, "setReferent",
					MethodType.methodType(void.class, int.class, boolean.class));
		}
		else {
			code.callVirtual(NdrWriter.class, "moveTo", MethodType.methodType(void.class, int.class));
			code.constant(component.type(), NdrType.class);
			code.load(CURSOR, NdrWriter.class);
			get(code, component.getter(), 3);
			code.callVirtual(NdrType.class, "writeBody", WRITE_DEFERRED);
		}
		int end = offset + component.type().bodySize(this.ndr64);
		int next = (index + 1 < this.components.length) ? this.layout.offsets()[index + 1] : this.layout.size();
		clear(code, end, next - end);
	}

	/** Fill a gap. */
	private static void clear(Code code, int offset, int count) {
		if (count != 0) {
			code.load(CURSOR, NdrWriter.class);
			code.sum(2, offset);
			code.number(count);
			code.callVirtual(NdrWriter.class, "clear", MethodType.methodType(void.class, int.class, int.class));
		}
	}

	private void writeBodies(int free) {
		Code code = this.generated.method("writeBodies", WRITE_BODIES);
		eachElement(code, free, false, () -> code.load(4, int.class), () -> {
			code.load(THIS, StructureCode.class);
			code.load(CURSOR, NdrWriter.class);
			code.load(2, int.class);
			next(code, 3);
			code.callOwn("writeBody", WRITE_BODY);
			code.increment(2, this.layout.stride());
		});
		code.end(void.class);
	}

	private void writeDeferred(int free) {
		Code code = this.generated.method("writeDeferred", WRITE_DEFERRED);
		if (this.type.hasPointers()) {
			eachComponent(code, free, false, (index) -> writeDeferredComponent(code, index));
		}
		code.end(void.class);
	}

	private void writeDeferredComponent(Code code, int index) {
		RecordType.Component component = this.components[index];
		PointerType pointer = plainPointer(component);
		if (pointer != null) {
			code.load(CURSOR, NdrWriter.class);
			get(code, component.getter(), 2);
			code.constant(pointer.pointee(), NdrType.class);
			code.callStatic(PointerType.class, "writePointee",
					MethodType.methodType(void.class, NdrWriter.class, Object.class, NdrType.class));
		}
		else if (component.type().hasPointers()) {
			code.constant(component.type(), NdrType.class);
			code.load(CURSOR, NdrWriter.class);
			get(code, component.getter(), 2);
			code.callVirtual(NdrType.class, "writeDeferred", WRITE_DEFERRED);
		}
	}

	private void writeAllDeferred(int free) {
		Code code = this.generated.method("writeDeferred", WRITE_ALL_DEFERRED);
		if (this.type.hasPointers()) {
			eachElement(code, free, false, () -> code.load(3, int.class), () -> {
				code.load(THIS, StructureCode.class);
				code.load(CURSOR, NdrWriter.class);
				next(code, 2);
				code.callOwn("writeDeferred", WRITE_DEFERRED);
			});
		}
		code.end(void.class);
	}

	/** Put the next of the elements on the stack. */
	private static void next(Code code, int iterator) {
		code.load(iterator, Iterator.class);
		code.callInterface(Iterator.class, "next", MethodType.methodType(Object.class));
		code.callStatic(NdrType.class, "required", MethodType.methodType(Object.class, Object.class));
	}

	private void read(int free) {
		Code code = this.generated.method("read", READ);
		MethodType constructor = constructorType();
		code.constant(this.type.constructor().asType(constructor), MethodHandle.class);
		eachComponent(code, free, true, (index) -> readComponent(code, index));
		code.guard(Throwable.class, () -> code.invoke(constructor), () -> {
			code.store(free, Throwable.class);
			code.load(THIS, StructureCode.class);
			code.load(free, Throwable.class);
			code.callVirtual(StructureCode.class, "refused",
					MethodType.methodType(RuntimeException.class, Throwable.class));
			code.throwIt();
		});
		code.end(Object.class);
	}

	/** The constructor takes what {@link #readComponent} leaves on the stack. */
	private MethodType constructorType() {
		Class<?>[] carriers = new Class<?>[this.components.length];
		for (int i = 0; i < carriers.length; i++) {
			carriers[i] = (suffix(this.components[i]) != null) ? this.components[i].type().carrier() : Object.class;
		}
		return MethodType.methodType(Object.class, carriers);
	}

	private void readComponent(Code code, int index) {
		RecordType.Component component = this.components[index];
		int offset = this.layout.offsets()[index];
		String suffix = suffix(component);
		PointerType pointer = plainPointer(component);
		if (suffix != null) {
			code.load(CURSOR, NdrReader.class);
			code.sum(2, offset);
			code.callVirtual(NdrReader.class, "get" + suffix,
					MethodType.methodType(component.type().carrier(), int.class));
		}
		else if (pointer != null) {
			code.constant(pointer, PointerType.class);
			code.load(CURSOR, NdrReader.class);
			code.constant(pointer.pointee(), NdrType.class);
			code.sum(2, offset);
			code.callVirtual(PointerType.class, "readPointee",
					MethodType.methodType(Object.class, NdrReader.class, NdrType.class, int.class));
		}
		else {
			code.constant(component.type(), NdrType.class);
			code.load(CURSOR, NdrReader.class);
			code.sum(2, offset);
			code.callVirtual(NdrType.class, "readAt", READ);
		}
	}

	private void readAll(int free) {
		Code code = this.generated.method("read", READ_ALL);
		eachElement(code, free, true, () -> {
			code.load(3, Object[].class);
			code.arrayLength();
		}, () -> {
			code.load(3, Object[].class);
			code.load(free, int.class);
			code.load(THIS, StructureCode.class);
			code.load(CURSOR, NdrReader.class);
			code.load(2, int.class);
			code.callOwn("read", READ);
			code.storeElement();
			code.increment(2, this.layout.stride());
		});
		code.end(void.class);
	}

	/** Put a component of a record on the stack. */
	private static void get(Code code, MethodHandle accessor, int record) {
		code.constant(accessor, MethodHandle.class);
		code.load(record, Object.class);
		code.invoke(accessor.type());
	}

	private static @Nullable String suffix(RecordType.Component component) {
		return (component.type() instanceof PrimitiveType primitive && !component.isBoxed()) ? primitive.accessSuffix()
				: null;
	}

	private static @Nullable PointerType plainPointer(RecordType.Component component) {
		return (component.type() instanceof PointerType pointer && pointer.isPlain()) ? pointer : null;
	}

	/**
	 * Code for each component, that tells which one failed.
	 * @param free a local variable, which has the index of the component
	 */
	private void eachComponent(Code code, int free, boolean reading, IntConsumer body) {
		code.number(0);
		code.store(free, int.class);
		code.guard(failure(reading), () -> {
			for (int i = 0; i < this.components.length; i++) {
				code.number(i);
				code.store(free, int.class);
				body.accept(i);
			}
		}, () -> tell(code, "failedIn", free, reading));
	}

	/**
	 * Code for each element, that tells which one failed.
	 * @param free a local variable, which has the index of the element
	 */
	private static void eachElement(Code code, int free, boolean reading, Runnable count, Runnable body) {
		code.number(0);
		code.store(free, int.class);
		code.guard(failure(reading), () -> code.repeat(free, count, body), () -> tell(code, "failedAt", free, reading));
	}

	private static Class<? extends Throwable> failure(boolean reading) {
		return reading ? BadStubDataException.class : IllegalArgumentException.class;
	}

	/** Note where an exception was thrown, and let it pass. */
	private static void tell(Code code, String method, int index, boolean reading) {
		Class<?> cursor = reading ? NdrReader.class : NdrWriter.class;
		code.store(index + 1, Throwable.class);
		code.load(THIS, StructureCode.class);
		code.load(CURSOR, cursor);
		code.load(index, int.class);
		code.callVirtual(StructureCode.class, method, MethodType.methodType(void.class, cursor, int.class));
		code.load(index + 1, Throwable.class);
		code.throwIt();
	}

}
