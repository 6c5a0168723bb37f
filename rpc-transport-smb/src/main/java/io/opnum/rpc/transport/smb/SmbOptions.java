package io.opnum.rpc.transport.smb;

import java.time.Duration;
import java.util.EnumSet;
import java.util.Set;

import com.hierynomus.mssmb2.SMB2Dialect;

/**
 * How SMB sessions are opened. Immutable; start from {@link #DEFAULT}.
 *
 * @param credentials who opens them
 * @param port the TCP port of SMB servers
 * @param encryption whether what goes over the network is encrypted, which servers have
 * from SMB 3.0 on; else it is signed, where the session is no anonymous one
 * @param requestTimeout how long a server may take to answer a request of SMB, at least a
 * millisecond, other than to read: that one waits as long as the RPC call does
 * @since 0.1.0
 */
public record SmbOptions(SmbCredentials credentials, int port, boolean encryption, Duration requestTimeout) {

	/** In milliseconds, of which zero is for ever. */
	static final Duration LEAST_TIMEOUT = Duration.ofMillis(1);

	private static final Duration MOST_TIMEOUT = Duration.ofMillis(Integer.MAX_VALUE);

	/** Anonymous, on port 445, not encrypted, ten seconds. */
	public static final SmbOptions DEFAULT = new SmbOptions(SmbCredentials.ANONYMOUS, 445, false,
			Duration.ofSeconds(10));

	/**
	 * Create options.
	 * @param credentials who opens sessions
	 * @param port the TCP port
	 * @param encryption whether to encrypt
	 * @param requestTimeout how long a request may take
	 * @throws IllegalArgumentException if a value makes no sense, or encryption is asked
	 * for without a password
	 */
	public SmbOptions {
		if (port < 1 || port > 0xffff) {
			throw new IllegalArgumentException("port must be 1 to 65535: " + port);
		}
		if (requestTimeout.compareTo(LEAST_TIMEOUT) < 0 || requestTimeout.compareTo(MOST_TIMEOUT) > 0) {
			throw new IllegalArgumentException("requestTimeout must be within %s and %s: %s".formatted(LEAST_TIMEOUT,
					MOST_TIMEOUT, requestTimeout));
		}
		if (encryption && !credentials.hasPassword()) {
			throw new IllegalArgumentException(
					"There is no key to encrypt with in a session of '%s': give credentials with a password"
						.formatted(credentials));
		}
	}

	/**
	 * Return the dialects to offer. The library derives keys from that of the session in
	 * SMB 3, also where an anonymous one has none.
	 */
	Set<SMB2Dialect> dialects() {
		return this.credentials.hasPassword() ? EnumSet.of(SMB2Dialect.SMB_2_0_2, SMB2Dialect.SMB_2_1,
				SMB2Dialect.SMB_3_0, SMB2Dialect.SMB_3_0_2, SMB2Dialect.SMB_3_1_1)
				: EnumSet.of(SMB2Dialect.SMB_2_0_2, SMB2Dialect.SMB_2_1);
	}

	/**
	 * With other credentials.
	 * @param credentials who opens sessions
	 * @return a copy
	 */
	public SmbOptions withCredentials(SmbCredentials credentials) {
		return new SmbOptions(credentials, this.port, this.encryption, this.requestTimeout);
	}

	/**
	 * With another port.
	 * @param port the TCP port of SMB servers
	 * @return a copy
	 */
	public SmbOptions withPort(int port) {
		return new SmbOptions(this.credentials, port, this.encryption, this.requestTimeout);
	}

	/**
	 * With encryption or without.
	 * @param encryption whether to encrypt
	 * @return a copy
	 */
	public SmbOptions withEncryption(boolean encryption) {
		return new SmbOptions(this.credentials, this.port, encryption, this.requestTimeout);
	}

	/**
	 * With another timeout.
	 * @param requestTimeout how long a request may take
	 * @return a copy
	 */
	public SmbOptions withRequestTimeout(Duration requestTimeout) {
		return new SmbOptions(this.credentials, this.port, this.encryption, requestTimeout);
	}

}
