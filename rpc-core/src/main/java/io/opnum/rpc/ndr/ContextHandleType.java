package io.opnum.rpc.ndr;

import io.opnum.rpc.ContextHandle;
import org.jspecify.annotations.Nullable;

/**
 * A context handle that stands for something (C706 14.2.10). What for, the
 * {@link ContextHandles} of the call know.
 */
final class ContextHandleType extends ContextHandleForm {

	private final ContextHandleUse use;

	ContextHandleType(ContextHandleUse use) {
		this.use = use;
	}

	ContextHandleUse use() {
		return this.use;
	}

	@Override
	TypeDescription describe() {
		return new TypeDescription.ContextHandle(this.use.stateType());
	}

	@Override
	void writeBody(NdrWriter writer, @Nullable Object value) {
		NdrContextHandle wire = writer.contextHandles().marshal(this.use, (ContextHandle<?>) value);
		wire.write(writer);
	}

	@Override
	@Nullable Object readBody(NdrReader reader) {
		return reader.contextHandles().unmarshal(this.use, NdrContextHandle.read(reader));
	}

}
