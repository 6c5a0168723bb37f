package io.opnum.rpc.ndr;

import java.io.InputStream;
import java.io.OutputStream;
import java.lang.annotation.Annotation;
import java.util.Map;

import io.opnum.rpc.Pipe;
import io.opnum.rpc.PipeSink;
import io.opnum.rpc.PipeSource;
import io.opnum.rpc.ndr.PipeStub.Form;
import io.opnum.rpc.ndr.Site.Kind;
import org.jspecify.annotations.Nullable;

/**
 * Compiles the pipes of an operation. What an element may be is what C706 4.2.14, MIDL
 * and MS-RPCE 2.2.5.3.4.5 allow together: everything of fixed size.
 */
final class PipeCompiler {

	private static final Map<Class<?>, Direction> DIRECTIONS = Map.of(InputStream.class, Direction.IN, PipeSource.class,
			Direction.IN, OutputStream.class, Direction.OUT, PipeSink.class, Direction.OUT, Pipe.class,
			Direction.IN_OUT);

	private final TypeCompiler types;

	private final Defects defects;

	PipeCompiler(TypeCompiler types, Defects defects) {
		this.types = types;
		this.defects = defects;
	}

	/**
	 * Whether a parameter of this type is a pipe.
	 */
	static boolean isPipe(TypeUse use) {
		return use.raw() != null && DIRECTIONS.containsKey(use.raw());
	}

	/**
	 * Compile a parameter that is a pipe.
	 * @param location how it is called in a defect
	 */
	PipeStub compile(int index, String name, TypeUse use, String location) {
		Class<?> raw = (use.raw() != null) ? use.raw() : Object.class;
		Direction direction = DIRECTIONS.getOrDefault(raw, Direction.IN);
		if (use.has(Nullable.class)) {
			this.defects.add(location, "a pipe is never null", "Leave out @Nullable: an empty pipe has no elements.");
		}
		for (Class<? extends Annotation> annotation : TypeAnnotations.ALL) {
			if (annotation != Nullable.class && use.has(annotation)) {
				this.defects.add(location, "@%s means nothing on a pipe".formatted(annotation.getSimpleName()),
						"Leave it out, or put it in front of the element type.");
			}
		}
		boolean in = direction != Direction.OUT;
		boolean out = direction != Direction.IN;
		if (raw == InputStream.class || raw == OutputStream.class) {
			return new PipeStub(index, name, in, out, Form.OCTETS, raw, PrimitiveType.BYTE);
		}
		if (use.isRawGeneric()) {
			this.defects.add(location, "%s has no type argument".formatted(use), "Write %s<T>.".formatted(use));
			return new PipeStub(index, name, in, out, Form.ELEMENTS, raw, TypeCompiler.UNKNOWN);
		}
		TypeUse element = use.arguments().get(0);
		TypeUse component = element.component();
		boolean arrays = component != null && component.raw() != null && component.raw().isPrimitive();
		TypeUse elementUse = (arrays && component != null) ? component : element;
		NdrType type = this.types.compile(elementUse, new Site(Kind.ELEMENT, location, null, in));
		if (arrays && (type instanceof ConvertedType || type instanceof RangedType)) {
			this.defects.add(location,
					"the elements of %s[] can't be converted or have a range".formatted(elementUse.unboxed()),
					"Use Pipe<%s>, annotated.".formatted(TypeCompiler.box(elementUse.unboxed()).getSimpleName()));
		}
		this.types.checkLater(() -> {
			if (type != TypeCompiler.UNKNOWN && type.fixedSize(false) < 0) {
				this.defects.add(location,
						"%s is no element of a pipe, since not all of its values have the same size on the wire"
							.formatted(elementUse),
						"Use a record of primitives, enums, UUIDs and arrays with @FixedSize, or a pipe of bytes.");
			}
		});
		return new PipeStub(index, name, in, out, arrays ? Form.ARRAYS : Form.ELEMENTS, raw, type);
	}

	private enum Direction {

		IN, OUT, IN_OUT

	}

}
