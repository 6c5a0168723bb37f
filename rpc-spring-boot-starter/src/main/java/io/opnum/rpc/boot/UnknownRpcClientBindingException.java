package io.opnum.rpc.boot;

import java.util.Set;
import java.util.TreeSet;

/**
 * A proxy is wanted for a client binding that is not configured.
 *
 * @since 0.1.0
 */
@SuppressWarnings("serial")
public class UnknownRpcClientBindingException extends RuntimeException {

	private final String binding;

	private final Class<?> rpcInterface;

	private final Set<String> knownBindings;

	/**
	 * Create an exception.
	 * @param binding the name of the binding
	 * @param rpcInterface the interface that a proxy is wanted of
	 * @param knownBindings the names that are configured
	 */
	public UnknownRpcClientBindingException(String binding, Class<?> rpcInterface, Set<String> knownBindings) {
		super("No binding 'rpc.client.bindings.%s' is configured for an RPC client of %s".formatted(binding,
				rpcInterface.getName()));
		this.binding = binding;
		this.rpcInterface = rpcInterface;
		this.knownBindings = Set.copyOf(knownBindings);
	}

	/**
	 * Return the name of the binding that is missing.
	 * @return the name
	 */
	public String binding() {
		return this.binding;
	}

	/**
	 * Return the interface that a proxy is wanted of.
	 * @return the interface
	 */
	public Class<?> rpcInterface() {
		return this.rpcInterface;
	}

	/**
	 * Return the names of the bindings that are configured.
	 * @return the names, in alphabetical order
	 */
	public Set<String> knownBindings() {
		return new TreeSet<>(this.knownBindings);
	}

}
