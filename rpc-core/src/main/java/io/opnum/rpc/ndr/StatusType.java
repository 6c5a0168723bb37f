package io.opnum.rpc.ndr;

import io.opnum.rpc.RpcStatus;
import org.jspecify.annotations.Nullable;

/**
 * An {@code error_status_t}: a status code, four octets (C706 14.2, appendix E).
 */
final class StatusType extends NdrType {

	static final StatusType INSTANCE = new StatusType();

	private StatusType() {
	}

	@Override
	TypeDescription describe() {
		return TypeDescription.Primitive.ERROR_STATUS_T;
	}

	@Override
	int alignment(boolean ndr64) {
		return 4;
	}

	@Override
	int minimumSize() {
		return 4;
	}

	@Override
	int bodySize(boolean ndr64) {
		return 4;
	}

	@Override
	void writeBody(NdrWriter writer, @Nullable Object value) {
		writer.writeInt(((RpcStatus) required(value)).code());
	}

	@Override
	Object readBody(NdrReader reader) {
		return RpcStatus.of(reader.readInt());
	}

}
