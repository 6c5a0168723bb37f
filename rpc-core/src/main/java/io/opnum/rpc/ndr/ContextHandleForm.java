package io.opnum.rpc.ndr;

/**
 * The 20 octets of a context handle in NDR and NDR64 (C706 14.2.10), whatever stands for
 * them in Java.
 */
abstract class ContextHandleForm extends NdrType {

	@Override
	final int alignment(boolean ndr64) {
		return 4;
	}

	@Override
	final int minimumSize() {
		return NdrContextHandle.OCTETS;
	}

}
