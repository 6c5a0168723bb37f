package io.opnum.rpc.ndr;

import java.lang.reflect.Method;
import java.util.LinkedHashMap;
import java.util.Map;

import io.opnum.rpc.RpcFaultStatus;
import io.opnum.rpc.RpcStatus;

/**
 * Finds the exceptions with a status that an operation declares. Those without one need
 * nothing of the kind: they are declared for the server's sake.
 */
final class FaultCompiler {

	private final Defects defects;

	FaultCompiler(Defects defects) {
		this.defects = defects;
	}

	/**
	 * Compile what an operation declares.
	 * @param method its method
	 * @return the exceptions by their statuses
	 */
	Map<RpcStatus, DeclaredFault> compile(Method method) {
		Map<RpcStatus, DeclaredFault> faults = new LinkedHashMap<>();
		for (Class<?> type : method.getExceptionTypes()) {
			RpcFaultStatus annotation = type.getAnnotation(RpcFaultStatus.class);
			if (annotation != null) {
				compile(JavaSignature.reference(method), type, RpcStatus.of(annotation.value()), faults);
			}
		}
		return Map.copyOf(faults);
	}

	private void compile(String reference, Class<?> type, RpcStatus status, Map<RpcStatus, DeclaredFault> faults) {
		String location = "%s, throws %s".formatted(reference, type.getSimpleName());
		if (!status.isFault()) {
			this.defects.add(location, "%s may not be the status of a fault".formatted(status),
					"Give it another number, for example 0xe0000001.");
			return;
		}
		try {
			DeclaredFault fault = DeclaredFault.of(type);
			if (fault == null) {
				this.defects.add(location, "it can't be made of a fault",
						"Give it a constructor (String message, Throwable cause), (String message) or (), and let it not be abstract.");
				return;
			}
			DeclaredFault other = faults.putIfAbsent(status, fault);
			if (other != null) {
				this.defects.add(location, "%s has the same status, %s".formatted(other.type().getSimpleName(), status),
						"Give each of them an @RpcFaultStatus of its own, or declare one of them.");
			}
		}
		catch (IllegalAccessException ex) {
			this.defects.add(location, "the module of %s does not open it".formatted(type.getName()),
					"Open the package %s in its module-info.".formatted(type.getPackageName()));
		}
	}

}
