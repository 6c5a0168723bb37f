package io.opnum.rpc.ndr;

import java.util.UUID;

import org.jspecify.annotations.Nullable;

/**
 * A {@code GUID} (C706 appendix A).
 */
final class UuidType extends NdrType {

	static final UuidType INSTANCE = new UuidType();

	private UuidType() {
	}

	@Override
	TypeDescription describe() {
		return new TypeDescription.Guid();
	}

	@Override
	int alignment(boolean ndr64) {
		return 4;
	}

	@Override
	int minimumSize() {
		return 16;
	}

	@Override
	int bodySize(boolean ndr64) {
		return 16;
	}

	@Override
	void writeBody(NdrWriter writer, @Nullable Object value) {
		writer.writeUuid((UUID) required(value));
	}

	@Override
	Object readBody(NdrReader reader) {
		return reader.readUuid();
	}

}
