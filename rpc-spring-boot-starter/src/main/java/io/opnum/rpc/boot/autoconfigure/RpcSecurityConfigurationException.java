package io.opnum.rpc.boot.autoconfigure;

/**
 * Properties of security and beans do not go together.
 */
class RpcSecurityConfigurationException extends IllegalStateException {

	private static final long serialVersionUID = 1L;

	private final String action;

	/**
	 * Create an exception.
	 * @param description what is wrong
	 * @param action the mend
	 */
	RpcSecurityConfigurationException(String description, String action) {
		super(description);
		this.action = action;
	}

	String action() {
		return this.action;
	}

}
