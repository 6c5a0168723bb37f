package io.opnum.rpc.boot.observation;

import java.lang.reflect.Method;
import java.util.UUID;
import java.util.concurrent.CompletionException;

import io.micrometer.common.KeyValue;
import io.micrometer.common.KeyValues;
import io.opnum.rpc.RpcException;
import io.opnum.rpc.RpcFaultStatus;
import io.opnum.rpc.RpcStatus;
import io.opnum.rpc.binding.InterfaceId;
import io.opnum.rpc.boot.observation.RpcObservationDocumentation.HighCardinality;
import io.opnum.rpc.boot.observation.RpcObservationDocumentation.LowCardinality;
import org.jspecify.annotations.Nullable;

/**
 * The key values that both sides of a call have.
 */
final class ObservedCall {

	private static final KeyValue SYSTEM = LowCardinality.SYSTEM.withValue("dcerpc");

	private static final KeyValue NO_ERROR = LowCardinality.ERROR.withValue(KeyValue.NONE_VALUE);

	// What peers may raise has no bound, hence no place among the values of a metric
	private static final String UNNAMED_STATUS = "_OTHER";

	private static final String UNKNOWN_NAME = RpcStatus.of(-1).name();

	private ObservedCall() {
	}

	static String methodName(Class<?> rpcInterface, Method method) {
		return rpcInterface.getName() + "/" + method.getName();
	}

	static KeyValues lowCardinality(Class<?> rpcInterface, Method method, @Nullable Throwable error) {
		KeyValue operation = LowCardinality.METHOD.withValue(methodName(rpcInterface, method));
		if (error == null) {
			return KeyValues.of(SYSTEM, operation, LowCardinality.STATUS.withValue(RpcStatus.SUCCESS.name()), NO_ERROR);
		}
		Throwable failure = unwrap(error);
		RpcStatus failureStatus = status(failure);
		if (failureStatus != null) {
			String status = name(failureStatus);
			return KeyValues.of(SYSTEM, operation, LowCardinality.STATUS.withValue(status),
					LowCardinality.ERROR.withValue(status));
		}
		return KeyValues.of(SYSTEM, operation, LowCardinality.STATUS.withValue(KeyValue.NONE_VALUE),
				LowCardinality.ERROR.withValue(failure.getClass().getName()));
	}

	static KeyValues highCardinality(InterfaceId interfaceId, int opnum, @Nullable UUID objectUuid,
			@Nullable Throwable error) {
		KeyValues keyValues = KeyValues.of(HighCardinality.INTERFACE.withValue(interfaceId.toString()),
				HighCardinality.OPNUM.withValue(Integer.toString(opnum)));
		if (objectUuid != null) {
			keyValues = keyValues.and(HighCardinality.OBJECT.withValue(objectUuid.toString()));
		}
		RpcStatus status = (error != null) ? status(unwrap(error)) : null;
		if (status != null) {
			keyValues = keyValues.and(HighCardinality.STATUS_NUMBER.withValue("0x%08x".formatted(status.code())));
		}
		return keyValues;
	}

	/** The status that an exception has on the wire, if it says so itself. */
	private static @Nullable RpcStatus status(Throwable failure) {
		if (failure instanceof RpcException rpcException) {
			return rpcException.status();
		}
		RpcFaultStatus annotation = failure.getClass().getAnnotation(RpcFaultStatus.class);
		return (annotation != null) ? RpcStatus.of(annotation.value()) : null;
	}

	private static String name(RpcStatus status) {
		String name = status.name();
		return name.equals(UNKNOWN_NAME) ? UNNAMED_STATUS : name;
	}

	private static Throwable unwrap(Throwable error) {
		return (error instanceof CompletionException && error.getCause() != null) ? error.getCause() : error;
	}

}
