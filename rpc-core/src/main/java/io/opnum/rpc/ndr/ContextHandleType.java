package io.opnum.rpc.ndr;

import org.jspecify.annotations.Nullable;

/**
 * A context handle: attributes and a UUID.
 */
final class ContextHandleType extends NdrType {

	static final ContextHandleType INSTANCE = new ContextHandleType();

	private ContextHandleType() {
	}

	@Override
	TypeDescription describe() {
		return new TypeDescription.ContextHandle();
	}

	@Override
	int alignment(boolean ndr64) {
		return 4;
	}

	@Override
	int minimumSize() {
		return 20;
	}

	@Override
	void writeBody(NdrWriter writer, @Nullable Object value) {
		NdrContextHandle handle = (NdrContextHandle) required(value);
		writer.writeInt(handle.attributes());
		writer.writeUuid(handle.uuid());
	}

	@Override
	Object readBody(NdrReader reader) {
		return new NdrContextHandle(reader.readInt(), reader.readUuid());
	}

}
