package io.opnum.rpc.boot.autoconfigure;

import org.jspecify.annotations.Nullable;

/**
 * Properties of the TLS of an RPC client binding.
 *
 * @since 0.1.0
 */
public class ClientSslProperties {

	/**
	 * Whether the binding has TLS. Enabled automatically if 'bundle' is given.
	 */
	private @Nullable Boolean enabled;

	/**
	 * Name of the SSL bundle with the authorities whose certificates of servers are
	 * trusted, and the certificate of this client. Default are the authorities that the
	 * JDK trusts.
	 */
	private @Nullable String bundle;

	/**
	 * Whether the certificate must be for the host that the string binding names.
	 */
	private boolean verifyHostname = true;

	public boolean isEnabled() {
		return (this.enabled != null) ? this.enabled : this.bundle != null;
	}

	public void setEnabled(boolean enabled) {
		this.enabled = enabled;
	}

	public @Nullable String getBundle() {
		return this.bundle;
	}

	public void setBundle(@Nullable String bundle) {
		this.bundle = bundle;
	}

	public boolean isVerifyHostname() {
		return this.verifyHostname;
	}

	public void setVerifyHostname(boolean verifyHostname) {
		this.verifyHostname = verifyHostname;
	}

}
