package io.opnum.rpc.security.spnego;

import java.util.ArrayList;
import java.util.List;

import io.opnum.rpc.security.AuthenticationService;
import org.ietf.jgss.GSSException;
import org.ietf.jgss.Oid;
import org.jspecify.annotations.Nullable;

/**
 * The mechanisms that can be negotiated, and what they are called (MS-SPNG 1.9).
 */
enum Mechanism {

	/**
	 * Kerberos as Windows 2000 called it by mistake. Windows and Samba offer it in front
	 * of the right one.
	 */
	KERBEROS_OF_WINDOWS("1.2.840.48018.1.2.2", AuthenticationService.KERBEROS),

	/** Kerberos (RFC 4121). */
	KERBEROS("1.2.840.113554.1.2.2", AuthenticationService.KERBEROS),

	/** NTLM. */
	NTLM("1.3.6.1.4.1.311.2.2.10", AuthenticationService.NTLM);

	private final Oid oid;

	private final AuthenticationService service;

	Mechanism(String oid, AuthenticationService service) {
		this.oid = oid(oid);
		this.service = service;
	}

	/** Return what a service is called, the preferred name first. */
	static List<Oid> oids(AuthenticationService service) {
		List<Oid> oids = new ArrayList<>(2);
		for (Mechanism mechanism : values()) {
			if (mechanism.service == service) {
				oids.add(mechanism.oid);
			}
		}
		return oids;
	}

	/** Return the service with a name, or {@code null} if it is none of these. */
	static @Nullable AuthenticationService service(Oid oid) {
		for (Mechanism mechanism : values()) {
			if (mechanism.oid.equals(oid)) {
				return mechanism.service;
			}
		}
		return null;
	}

	/** Check that services can be negotiated. */
	static void check(List<AuthenticationService> services) {
		if (services.isEmpty()) {
			throw new IllegalArgumentException("SPNEGO needs a mechanism to negotiate: add NTLM or Kerberos");
		}
		for (AuthenticationService service : services) {
			if (oids(service).isEmpty()) {
				throw new IllegalArgumentException(service + " is no mechanism of SPNEGO: add NTLM or Kerberos");
			}
			if (services.indexOf(service) != services.lastIndexOf(service)) {
				throw new IllegalArgumentException(service + " comes twice in the list of mechanisms: leave one out");
			}
		}
	}

	/** Return an object identifier of this program. */
	static Oid oid(String dotted) {
		try {
			return new Oid(dotted);
		}
		catch (GSSException ex) {
			throw new IllegalArgumentException(dotted, ex);
		}
	}

	/** Read an object identifier. */
	static Oid readOid(DerReader in) {
		byte[] element = DerWriter.element(Tags.OBJECT_IDENTIFIER, in.enter(Tags.OBJECT_IDENTIFIER).rest());
		try {
			return new Oid(element);
		}
		catch (GSSException ex) {
			throw in.malformed("an object identifier is none");
		}
	}

	/** Write an object identifier. */
	static byte[] write(Oid oid) {
		try {
			return oid.getDER();
		}
		catch (GSSException ex) {
			throw new IllegalStateException("An object identifier can be written", ex);
		}
	}

}
