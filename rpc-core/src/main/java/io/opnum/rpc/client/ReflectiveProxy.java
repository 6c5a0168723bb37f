package io.opnum.rpc.client;

import java.lang.invoke.MethodHandle;
import java.lang.invoke.MethodHandles;
import java.lang.reflect.InvocationHandler;
import java.lang.reflect.Method;
import java.lang.reflect.Modifier;
import java.lang.reflect.Proxy;
import java.util.HashMap;
import java.util.Map;

import io.opnum.rpc.ndr.InterfaceStub;
import io.opnum.rpc.ndr.OperationStub;
import org.jspecify.annotations.Nullable;

/**
 * A proxy by {@link Proxy}. What a method does is looked up in a table made with the
 * proxy; nothing is called by reflection. Immutable.
 */
final class ReflectiveProxy implements InvocationHandler {

	private static final @Nullable Object[] NO_ARGUMENTS = {};

	private final Map<Method, Behaviour> behaviours;

	private ReflectiveProxy(Map<Method, Behaviour> behaviours) {
		this.behaviours = behaviours;
	}

	/**
	 * Make a proxy.
	 * @param <T> the interface
	 * @param rpcInterface the interface
	 * @param stub its stub
	 * @param description its {@code toString}
	 * @param caller calls its operations
	 * @return the proxy
	 */
	static <T> T create(Class<T> rpcInterface, InterfaceStub stub, Object description, OperationCaller caller) {
		Map<Method, Behaviour> behaviours = new HashMap<>();
		for (Method method : rpcInterface.getMethods()) {
			OperationStub operation = stub.operation(method);
			if (operation != null) {
				behaviours.put(method, behaviour(operation, caller));
			}
			else if (method.isDefault()) {
				behaviours.put(method, defaultMethod(method));
			}
			else if (!Modifier.isStatic(method.getModifiers())) {
				throw new IllegalStateException(method + " is neither an operation nor a default method");
			}
		}
		for (Method method : Object.class.getMethods()) {
			switch (method.getName()) {
				case "equals" -> behaviours.put(method, (proxy, arguments) -> proxy == arguments[0]);
				case "hashCode" -> behaviours.put(method, (proxy, arguments) -> System.identityHashCode(proxy));
				case "toString" -> behaviours.put(method, (proxy, arguments) -> description.toString());
				default -> {
					// A proxy does not intercept the others
				}
			}
		}
		return rpcInterface.cast(Proxy.newProxyInstance(rpcInterface.getClassLoader(), new Class<?>[] { rpcInterface },
				new ReflectiveProxy(behaviours)));
	}

	/**
	 * Return whether an object is a proxy that was made here.
	 * @param object the object
	 * @return whether it is
	 */
	static boolean isProxy(Object object) {
		return Proxy.isProxyClass(object.getClass()) && Proxy.getInvocationHandler(object) instanceof ReflectiveProxy;
	}

	private static Behaviour behaviour(OperationStub operation, OperationCaller caller) {
		if (operation.isLazy()) {
			return (proxy, arguments) -> operation.defer(() -> caller.call(operation, arguments));
		}
		return (proxy, arguments) -> caller.call(operation, arguments);
	}

	private static Behaviour defaultMethod(Method method) {
		try {
			Class<?> declaring = method.getDeclaringClass();
			MethodHandle handle = MethodHandles.privateLookupIn(declaring, MethodHandles.lookup())
				.unreflectSpecial(method, declaring)
				.asSpreader(Object[].class, method.getParameterCount());
			return (proxy, arguments) -> handle.invoke(proxy, arguments);
		}
		catch (IllegalAccessException ex) {
			// Its module is not open to us; its interface may be exported, though
			return (proxy, arguments) -> InvocationHandler.invokeDefault(proxy, method, arguments);
		}
	}

	@Override
	public @Nullable Object invoke(Object proxy, Method method, @Nullable Object @Nullable [] arguments)
			throws Throwable {
		Behaviour behaviour = this.behaviours.get(method);
		if (behaviour == null) {
			throw new IllegalStateException("No such method: " + method);
		}
		return behaviour.invoke(proxy, (arguments != null) ? arguments : NO_ARGUMENTS);
	}

	/**
	 * What a method does.
	 */
	@FunctionalInterface
	private interface Behaviour {

		@Nullable Object invoke(Object proxy, @Nullable Object[] arguments) throws Throwable;

	}

}
