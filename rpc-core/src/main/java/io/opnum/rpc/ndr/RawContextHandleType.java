package io.opnum.rpc.ndr;

import org.jspecify.annotations.Nullable;

/**
 * A context handle as octets: attributes and a UUID, whatever they stand for.
 */
final class RawContextHandleType extends ContextHandleForm {

	static final RawContextHandleType INSTANCE = new RawContextHandleType();

	private RawContextHandleType() {
	}

	@Override
	TypeDescription describe() {
		return new TypeDescription.ContextHandle(null);
	}

	@Override
	void writeBody(NdrWriter writer, @Nullable Object value) {
		((NdrContextHandle) required(value)).write(writer);
	}

	@Override
	Object readBody(NdrReader reader) {
		return NdrContextHandle.read(reader);
	}

}
