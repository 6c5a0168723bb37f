package io.opnum.rpc.ndr;

import java.lang.invoke.MethodHandle;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.MethodType;
import java.lang.reflect.Modifier;

import org.jspecify.annotations.Nullable;

/**
 * An exception that an operation declares, and that has a status: how one is made of a
 * fault.
 *
 * @param type the exception
 * @param constructor takes a message and a cause, of type
 * {@code (String, Throwable)Throwable}
 * @param takesCause whether it looks at the cause
 */
record DeclaredFault(Class<?> type, MethodHandle constructor, boolean takesCause) {

	private static final MethodType MESSAGE_AND_CAUSE = MethodType.methodType(Throwable.class, String.class,
			Throwable.class);

	/**
	 * Find the constructor of an exception.
	 * @param type the exception
	 * @return how it is made, or {@code null} if it has no constructor that will do
	 * @throws IllegalAccessException if its module does not open it
	 */
	static @Nullable DeclaredFault of(Class<?> type) throws IllegalAccessException {
		if (Modifier.isAbstract(type.getModifiers())) {
			return null;
		}
		MethodHandle both = constructor(type, String.class, Throwable.class);
		if (both != null) {
			return new DeclaredFault(type, both.asType(MESSAGE_AND_CAUSE), true);
		}
		MethodHandle message = constructor(type, String.class);
		if (message != null) {
			return new DeclaredFault(type,
					MethodHandles.dropArguments(message, 1, Throwable.class).asType(MESSAGE_AND_CAUSE), false);
		}
		MethodHandle none = constructor(type);
		return (none != null) ? new DeclaredFault(type,
				MethodHandles.dropArguments(none, 0, String.class, Throwable.class).asType(MESSAGE_AND_CAUSE), false)
				: null;
	}

	private static @Nullable MethodHandle constructor(Class<?> type, Class<?>... parameters)
			throws IllegalAccessException {
		try {
			return TypeCompiler.lookup(type).findConstructor(type, MethodType.methodType(void.class, parameters));
		}
		catch (NoSuchMethodException ex) {
			return null;
		}
	}

	/**
	 * Make the exception.
	 * @param message its message
	 * @param cause its cause
	 * @return the exception; the cause itself if the constructor throws
	 */
	Throwable create(@Nullable String message, Throwable cause) {
		try {
			Throwable exception = (Throwable) this.constructor.invokeExact(message, cause);
			if (!this.takesCause && exception.getCause() == null) {
				exception.initCause(cause);
			}
			return exception;
		}
		catch (Throwable ex) {
			cause.addSuppressed(ex);
			return cause;
		}
	}

}
