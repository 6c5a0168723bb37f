package io.opnum.rpc.boot;

/**
 * A proxy is wanted of a type that is no interface annotated with
 * {@link io.opnum.rpc.RpcInterface @RpcInterface}.
 *
 * @since 0.1.0
 */
@SuppressWarnings("serial")
public class NotAnRpcInterfaceException extends RuntimeException {

	private final Class<?> type;

	private final String where;

	/**
	 * Create an exception.
	 * @param type the type
	 * @param where who wants a proxy of it, as the subject of a sentence
	 */
	public NotAnRpcInterfaceException(Class<?> type, String where) {
		super("%s wants an RPC client of %s, which is no interface annotated with @RpcInterface".formatted(where,
				type.getName()));
		this.type = type;
		this.where = where;
	}

	/**
	 * Return the type.
	 * @return the type
	 */
	public Class<?> type() {
		return this.type;
	}

	/**
	 * Return who wants a proxy of it.
	 * @return the subject of a sentence
	 */
	public String where() {
		return this.where;
	}

}
