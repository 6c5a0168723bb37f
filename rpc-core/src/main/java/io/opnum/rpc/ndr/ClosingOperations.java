package io.opnum.rpc.ndr;

import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

import io.opnum.rpc.ClosesContext;

/**
 * Collects the operations that end context handles, and finds what is wrong with them.
 */
final class ClosingOperations {

	private final Defects defects;

	ClosingOperations(Defects defects) {
		this.defects = defects;
	}

	Map<Class<?>, OperationStub> collect(Collection<OperationStub> operations) {
		Map<Class<?>, OperationStub> closing = new HashMap<>();
		for (OperationStub operation : operations) {
			if (operation.method().isAnnotationPresent(ClosesContext.class)) {
				add(operation, closing);
			}
		}
		return closing;
	}

	private void add(OperationStub operation, Map<Class<?>, OperationStub> closing) {
		String reference = JavaSignature.reference(operation.method());
		List<ContextHandleParameter> handles = operation.contextHandles();
		if (handles.size() != 1 || !handles.get(0).in() || !handles.get(0).out() || operation.inParameters() != 1) {
			this.defects.add(reference, "@ClosesContext is about one context handle that is passed and comes back null",
					"Give it one InOut<ContextHandle<S>>, and no other parameter but Out and BindingHandle.");
			return;
		}
		Class<?> stateType = handles.get(0).use().stateType();
		OperationStub other = closing.putIfAbsent(stateType, operation);
		if (other != null) {
			this.defects.add(reference,
					"@ClosesContext is on %s, too, for the same type of handle"
						.formatted(JavaSignature.reference(other.method())),
					"Leave it on the one that ContextHandle.close() shall call.");
		}
	}

}
