package io.opnum.rpc.ndr;

import org.jspecify.annotations.Nullable;

/**
 * What an empty arm of a union has on the wire: nothing.
 */
final class EmptyArmType extends NdrType {

	static final EmptyArmType INSTANCE = new EmptyArmType();

	private EmptyArmType() {
	}

	@Override
	TypeDescription describe() {
		throw new IllegalStateException("An empty arm has no type");
	}

	@Override
	int alignment(boolean ndr64) {
		return 1;
	}

	@Override
	int minimumSize() {
		return 1;
	}

	@Override
	void writeBody(NdrWriter writer, @Nullable Object value) {
	}

	@Override
	@Nullable Object readBody(NdrReader reader) {
		return null;
	}

}
