package io.opnum.rpc.ndr;

import io.opnum.rpc.BadStubDataException;
import io.opnum.rpc.NdrConverter;
import io.opnum.rpc.RpcException;
import io.opnum.rpc.RpcStatus;
import org.jspecify.annotations.Nullable;

/**
 * A type that goes over the wire in the form of another (C706 4.2.9). {@code null} is
 * never converted: it is null in the form, too, where that may be.
 */
final class ConvertedType extends NdrType {

	private final NdrConverter<Object, Object> converter;

	private final NdrType form;

	/**
	 * Create a type.
	 * @param form the wire type of what the converter makes
	 */
	ConvertedType(NdrConverter<Object, Object> converter, NdrType form) {
		this.converter = converter;
		this.form = form;
	}

	/**
	 * The wire type of a type, out of all converters.
	 */
	static NdrType formOf(NdrType type) {
		NdrType form = type;
		while (form instanceof ConvertedType converted) {
			form = converted.form;
		}
		return form;
	}

	@Override
	TypeDescription describe() {
		return this.form.describe();
	}

	@Override
	void link() {
		this.form.link();
	}

	@Override
	int alignment(boolean ndr64) {
		return this.form.alignment(ndr64);
	}

	@Override
	int minimumSize() {
		return this.form.minimumSize();
	}

	@Override
	int bodySize(boolean ndr64) {
		return this.form.bodySize(ndr64);
	}

	@Override
	boolean isConformant() {
		return this.form.isConformant();
	}

	@Override
	boolean hasPointers() {
		return this.form.hasPointers();
	}

	@Override
	boolean isPointer() {
		return this.form.isPointer();
	}

	@Override
	void write(NdrWriter writer, @Nullable Object value) {
		this.form.write(writer, toForm(value));
	}

	@Override
	void writeConformance(NdrWriter writer, @Nullable Object value) {
		this.form.writeConformance(writer, writer.conversions().keep(this, value));
	}

	@Override
	void writeBody(NdrWriter writer, @Nullable Object value) {
		boolean last = !this.form.hasPointers();
		Object converted;
		if (this.form.isConformant()) {
			Conversions conversions = writer.conversions();
			converted = last ? conversions.take(this, value) : conversions.peek(this, value);
		}
		else {
			converted = last ? toForm(value) : writer.conversions().keep(this, value);
		}
		this.form.writeBody(writer, converted);
	}

	@Override
	void writeDeferred(NdrWriter writer, @Nullable Object value) {
		this.form.writeDeferred(writer, writer.conversions().take(this, value));
	}

	@Override
	void readConformance(NdrReader reader) {
		this.form.readConformance(reader);
	}

	@Override
	@Nullable Object read(NdrReader reader) {
		return fromForm(reader, this.form.read(reader));
	}

	@Override
	@Nullable Object readBody(NdrReader reader) {
		Object body = this.form.readBody(reader);
		return this.form.hasPointers() ? body : fromForm(reader, body);
	}

	@Override
	@Nullable Object readDeferred(NdrReader reader, @Nullable Object partial) {
		return fromForm(reader, this.form.readDeferred(reader, partial));
	}

	@Override
	boolean isNull(@Nullable Object value) {
		return value == null || (this.form.isPointer() && this.form.isNull(formRead(value)));
	}

	@Override
	boolean isSelectedBy(@Nullable Object value, long tag) {
		return this.form.isSelectedBy(formRead(value), tag);
	}

	/**
	 * The form that a value was read in.
	 */
	private @Nullable Object formRead(@Nullable Object value) {
		try {
			return toForm(value);
		}
		catch (IllegalArgumentException ex) {
			throw new BadStubDataException("was made of what was received, but " + ex.getMessage(),
					RpcStatus.BAD_STUB_DATA, false, (ex.getCause() != null) ? ex.getCause() : ex);
		}
	}

	/**
	 * Convert a value to be sent.
	 */
	@Nullable Object toForm(@Nullable Object value) {
		if (value == null) {
			return null;
		}
		Object converted;
		try {
			converted = this.converter.toNdr(value);
		}
		catch (RuntimeException ex) {
			throw new IllegalArgumentException("is refused by %s: %s".formatted(name(), ex), ex);
		}
		if (converted == null) {
			throw new IllegalArgumentException("is made null by %s".formatted(name()));
		}
		return converted;
	}

	private @Nullable Object fromForm(NdrReader reader, @Nullable Object form) {
		if (form == null) {
			return null;
		}
		Object value;
		try {
			value = this.converter.fromNdr(form);
		}
		catch (RpcException ex) {
			throw ex;
		}
		catch (RuntimeException ex) {
			throw new BadStubDataException(
					"up to offset %d of the stub: is refused by %s: %s".formatted(reader.offset(), name(), ex),
					RpcStatus.BAD_STUB_DATA, false, ex);
		}
		if (value == null) {
			throw new BadStubDataException(
					"up to offset %d of the stub: is made null by %s".formatted(reader.offset(), name()));
		}
		return value;
	}

	private String name() {
		return nameOf(this.converter);
	}

	/**
	 * What a converter is called in messages.
	 */
	static String nameOf(NdrConverter<?, ?> converter) {
		return (converter instanceof FunctionConverter<?, ?> builtIn) ? builtIn.toString()
				: converter.getClass().getSimpleName();
	}

	@Override
	public String toString() {
		return this.form + " by " + name();
	}

}
