package io.opnum.rpc;

import java.util.List;

/**
 * A Java interface can't be an RPC interface as it stands. All its defects are reported
 * together.
 *
 * @since 0.1.0
 */
@SuppressWarnings("serial")
public class InterfaceDefinitionException extends IllegalArgumentException {

	private final Class<?> rpcInterface;

	private final transient List<Defect> defects;

	/**
	 * Create an exception.
	 * @param rpcInterface the interface
	 * @param defects all that is wrong with it, at least one
	 */
	public InterfaceDefinitionException(Class<?> rpcInterface, List<Defect> defects) {
		super(message(rpcInterface, defects));
		this.rpcInterface = rpcInterface;
		this.defects = List.copyOf(defects);
	}

	private static String message(Class<?> rpcInterface, List<Defect> defects) {
		StringBuilder message = new StringBuilder("%s can't be an RPC interface:".formatted(rpcInterface.getName()));
		for (Defect defect : defects) {
			message.append(System.lineSeparator()).append("  - ").append(defect);
		}
		return message.toString();
	}

	/**
	 * Return the interface.
	 * @return the interface
	 */
	public Class<?> rpcInterface() {
		return this.rpcInterface;
	}

	/**
	 * Return all that is wrong with the interface.
	 * @return the defects, at least one
	 */
	public List<Defect> defects() {
		return this.defects;
	}

	/**
	 * One defect.
	 *
	 * @param location the method and parameter, or the type and field; empty where it is
	 * the interface itself
	 * @param problem what is wrong
	 * @param mend what to do
	 */
	public record Defect(String location, String problem, String mend) {

		@Override
		public String toString() {
			return (this.location.isEmpty() ? "" : this.location + ": ") + this.problem + ". " + this.mend;
		}

	}

}
