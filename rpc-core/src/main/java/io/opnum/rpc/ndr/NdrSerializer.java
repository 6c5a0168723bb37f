package io.opnum.rpc.ndr;

import java.lang.reflect.AnnotatedType;
import java.util.Map;
import java.util.stream.Collectors;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufUtil;
import io.netty.buffer.Unpooled;
import io.opnum.rpc.BadStubDataException;
import io.opnum.rpc.ContextHandle;
import io.opnum.rpc.InterfaceDefinitionException.Defect;
import org.jspecify.annotations.Nullable;

/**
 * Serializes values of a type without a call, for files and queues: type serialization
 * (MS-RPCE 2.2.6 and 2.2.7), which Windows calls serialization services or pickling. All
 * types of the documentation's table are serializable but those that belong to a call:
 * context handles and pipes.
 *
 * <pre class="code">
 * NdrSerializer&lt;Order&gt; orders = NdrSerializer.of(Order.class);
 * byte[] octets = orders.serialize(order);
 * Order same = orders.deserialize(octets);
 * </pre>
 *
 * Making one compiles the type: keep it. Immutable, thread-safe. For several values in
 * one stream, or to write to a buffer, there are {@link NdrSerializationWriter} and
 * {@link NdrSerializationReader}.
 *
 * @param <T> the type
 * @since 0.1.0
 */
public final class NdrSerializer<T extends @Nullable Object> {

	private final String name;

	private final NdrType type;

	private NdrSerializer(String name, NdrType type) {
		this.name = name;
		this.type = type;
	}

	/**
	 * Compile a type.
	 * @param <T> the type
	 * @param type the type
	 * @return its serializer
	 * @throws IllegalArgumentException with all defects of the type
	 */
	@SuppressWarnings("NullAway")
	public static <T> NdrSerializer<T> of(Class<T> type) {
		return compile(TypeUse.of(type));
	}

	/**
	 * Compile a type that a class literal can't say.
	 * @param <T> the type
	 * @param reference the type
	 * @return its serializer
	 * @throws IllegalArgumentException with all defects of the type
	 */
	public static <T extends @Nullable Object> NdrSerializer<T> of(NdrTypeReference<T> reference) {
		AnnotatedType type = reference.type();
		return compile(TypeUse.of(type, Map.of()));
	}

	private static <T extends @Nullable Object> NdrSerializer<T> compile(TypeUse use) {
		Defects defects = new Defects();
		TypeCompiler types = new TypeCompiler(defects);
		Site site = new Site(Site.Kind.PARAMETER, use.text(), null, false);
		NdrType type = types.compile(use.plain(), site);
		if (use.is(ContextHandle.class)) {
			defects.add(site.location(), "a context handle means something to its server only",
					"Serialize what the handle stands for.");
		}
		types.finish();
		if (!defects.isEmpty()) {
			throw new IllegalArgumentException("%s can't be serialized:%s".formatted(use, defects.all()
				.stream()
				.map(Defect::toString)
				.collect(Collectors.joining(System.lineSeparator() + "  - ", System.lineSeparator() + "  - ", ""))));
		}
		return new NdrSerializer<>(use.text(), type);
	}

	/**
	 * Serialize a value, in version 1.
	 * @param value the value
	 * @return a stream of one value
	 * @throws IllegalArgumentException naming the field if the value can't be serialized
	 */
	public byte[] serialize(T value) {
		return serialize(value, SerializationFormat.VERSION_1);
	}

	/**
	 * Serialize a value.
	 * @param value the value
	 * @param format the format
	 * @return a stream of one value
	 * @throws IllegalArgumentException naming the field if the value can't be serialized
	 */
	public byte[] serialize(T value, SerializationFormat format) {
		ByteBuf buffer = Unpooled.buffer();
		new NdrSerializationWriter(buffer, format).write(this, value);
		return ByteBufUtil.getBytes(buffer);
	}

	/**
	 * Read a stream of one value, in any format.
	 * @param octets the stream, whole
	 * @return the value
	 * @throws BadStubDataException if it can't be read, or if there is more than one
	 * value
	 */
	public T deserialize(byte[] octets) {
		return deserialize(octets, NdrLimits.DEFAULT);
	}

	/**
	 * Read a stream of one value, in any format.
	 * @param octets the stream, whole
	 * @param limits what it may ask for
	 * @return the value
	 * @throws BadStubDataException if it can't be read, or if there is more than one
	 * value
	 */
	public T deserialize(byte[] octets, NdrLimits limits) {
		ByteBuf buffer = Unpooled.wrappedBuffer(octets);
		T value = new NdrSerializationReader(buffer, limits).read(this);
		if (buffer.isReadable()) {
			throw new BadStubDataException(
					"%s: expected the end of the stream, found %d more octets".formatted(this, buffer.readableBytes()));
		}
		return value;
	}

	/**
	 * Whether the type has no header of its own (MS-RPCE 2.2.6.3).
	 */
	boolean isPrimitive() {
		NdrType form = ConvertedType.formOf(this.type);
		return form instanceof PrimitiveType || form instanceof RangedType || form instanceof EnumType;
	}

	void write(NdrWriter writer, T value) {
		try {
			this.type.write(writer, value);
		}
		catch (IllegalArgumentException ex) {
			throw new IllegalArgumentException(message(writer.failurePath(), ex), ex);
		}
		catch (IndexOutOfBoundsException ex) {
			throw new IllegalArgumentException("%s: does not fit in the buffer: %s".formatted(this, ex.getMessage()),
					ex);
		}
	}

	@SuppressWarnings({ "unchecked", "NullAway" })
	T read(NdrReader reader) {
		try {
			return (T) this.type.read(reader);
		}
		catch (BadStubDataException ex) {
			throw new BadStubDataException(message(reader.failurePath(), ex), ex.status(), false,
					(ex.getCause() != null) ? ex.getCause() : ex);
		}
	}

	private String message(String path, RuntimeException ex) {
		return this + ": " + (path.isEmpty() ? "" : path + " ") + ex.getMessage();
	}

	/**
	 * Return the type, for people.
	 */
	@Override
	public String toString() {
		return this.name;
	}

}
