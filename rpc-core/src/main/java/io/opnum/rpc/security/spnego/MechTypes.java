package io.opnum.rpc.security.spnego;

import java.util.ArrayList;
import java.util.List;

import io.opnum.rpc.security.AuthenticationService;
import org.ietf.jgss.Oid;
import org.jspecify.annotations.Nullable;

/**
 * The mechanisms that a client offers, the preferred one first (RFC 4178 4.1), among them
 * maybe some that nobody here knows.
 *
 * @param oids what they are called, at least one
 * @param der the list as it is on the wire, which is what both sides sign
 */
@SuppressWarnings("ArrayRecordComponent")
record MechTypes(List<Oid> oids, byte[] der) {

	/** More than anybody has. */
	private static final int MAX_COUNT = 32;

	/** Return the list of a client that has these services. */
	static MechTypes ofServices(List<AuthenticationService> services) {
		return of(services.stream().flatMap((service) -> Mechanism.oids(service).stream()).toList());
	}

	private static MechTypes of(List<Oid> oids) {
		byte[][] parts = oids.stream().map(Mechanism::write).toArray(byte[][]::new);
		return new MechTypes(oids, DerWriter.element(Tags.SEQUENCE, parts));
	}

	/** Read the list, which is all that is left. */
	static MechTypes read(DerReader in) {
		DerReader list = in.enterLast(Tags.SEQUENCE);
		List<Oid> oids = new ArrayList<>();
		while (list.hasNext()) {
			if (oids.size() == MAX_COUNT) {
				throw in.malformed("more than %d mechanisms are offered".formatted(MAX_COUNT));
			}
			oids.add(Mechanism.readOid(list));
		}
		if (oids.isEmpty()) {
			throw in.malformed("no mechanism is offered");
		}
		return of(List.copyOf(oids));
	}

	/** Return the service that is preferred, or {@code null} if nobody here knows it. */
	@Nullable AuthenticationService preferred() {
		return Mechanism.service(this.oids.get(0));
	}

}
