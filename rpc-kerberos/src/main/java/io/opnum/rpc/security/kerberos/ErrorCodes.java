package io.opnum.rpc.security.kerberos;

import io.opnum.rpc.security.AuthenticationException;
import io.opnum.rpc.security.AuthenticationException.Reason;
import org.jspecify.annotations.Nullable;

/**
 * What the error codes of Kerberos mean for whoever has to mend it (RFC 4120 7.5.9).
 */
final class ErrorCodes {

	private ErrorCodes() {
	}

	/**
	 * Return an exception for a code.
	 * @param code the code, any value
	 * @param who who told it: the KDC, or the server
	 * @param subject the principal it is about
	 * @param cause the cause, or {@code null}
	 */
	static AuthenticationException exception(int code, String who, String subject, @Nullable Throwable cause) {
		return switch (code) {
			case 6 -> of(Reason.BAD_CREDENTIALS, code, who, "does not know the client " + subject,
					"check its name, and that its realm is this KDC's", cause);
			case 7 -> of(Reason.WRONG_TARGET, code, who, "does not know the service " + subject,
					"register the service principal name with the account of the server (setspn -S), "
							+ "or configure the one it has",
					cause);
			case 12 -> of(Reason.BAD_CREDENTIALS, code, who, "has a policy that refuses " + subject,
					"see whether the account may log on from this host and at this time", cause);
			case 14 -> of(Reason.WEAK_PEER, code, who, "has no common encryption type for " + subject,
					"let the account have AES keys (msDS-SupportedEncryptionTypes), and set its password anew", cause);
			case 18 -> of(Reason.BAD_CREDENTIALS, code, who, "refuses the account of " + subject,
					"it is disabled, locked out or expired", cause);
			case 23 -> of(Reason.BAD_CREDENTIALS, code, who, "says that the password of " + subject + " has expired",
					"set a new one", cause);
			case 24 -> of(Reason.BAD_CREDENTIALS, code, who, "does not accept the secret of " + subject,
					"check the password, or export the keytab anew", cause);
			case 31, 41 -> of(Reason.WRONG_TARGET, code, who, "could not decrypt what was meant for " + subject,
					"the name belongs to another account, or the server's keytab is older than its password", cause);
			case 32 -> of(Reason.EXPIRED, code, who, "says that the ticket for " + subject + " has expired",
					"renew the tickets (kinit)", cause);
			case 33 -> of(Reason.CLOCK_SKEW, code, who, "says that the ticket for " + subject + " is not yet valid",
					"set the clocks", cause);
			case 34 -> of(Reason.TAMPERED, code, who, "has seen the request for " + subject + " before",
					"somebody replayed it", cause);
			case 35 -> of(Reason.WRONG_TARGET, code, who, "is not " + subject, "configure its principal", cause);
			case 37 -> of(Reason.CLOCK_SKEW, code, who,
					"has a clock that differs too much from the one here, asked about " + subject,
					"synchronize the clocks (NTP)", cause);
			case 44, 45 -> of(Reason.WRONG_TARGET, code, who, "has no key of that version for " + subject,
					"export its keytab anew", cause);
			case 68 -> of(Reason.BAD_CREDENTIALS, code, who, "is of another realm than " + subject,
					"write the realm of the account", cause);
			default -> of(Reason.LOCAL, code, who, "failed with error " + code + ", asked about " + subject,
					"RFC 4120 7.5.9 has its meaning", cause);
		};
	}

	private static AuthenticationException of(Reason reason, int code, String who, String what, String mend,
			@Nullable Throwable cause) {
		return new AuthenticationException(reason,
				"The %s %s: %s (error %d of Kerberos)".formatted(who, what, mend, code), cause);
	}

}
