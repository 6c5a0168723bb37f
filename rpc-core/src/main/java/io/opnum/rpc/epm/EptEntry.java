package io.opnum.rpc.epm;

import java.util.Objects;
import java.util.UUID;

import io.opnum.rpc.Ansi;
import io.opnum.rpc.BadStubDataException;
import io.opnum.rpc.FixedSize;
import io.opnum.rpc.Full;
import io.opnum.rpc.binding.Endpoint;
import io.opnum.rpc.binding.EndpointEntry;
import org.jspecify.annotations.Nullable;

/**
 * An entry of an endpoint map as NDR carries it (C706 {@code ept_entry_t}).
 *
 * @param object the object, the nil UUID for none
 * @param tower interface, transfer syntax and endpoint
 * @param annotation a text for people, at most 63 characters
 * @since 0.1.0
 */
public record EptEntry(UUID object, @Full @Nullable Twr tower, @Ansi @FixedSize(64) String annotation) {

	/** The object UUID that stands for none. */
	static final UUID NIL_OBJECT = new UUID(0, 0);

	/**
	 * Return the wire form of an entry.
	 * @param entry the entry, as an endpoint map accepts it
	 * @return the wire form
	 */
	static EptEntry of(EndpointEntry entry) {
		Tower tower = Tower.of(entry.interfaceId(), entry.transferSyntax(), entry.endpoint());
		return new EptEntry(Objects.requireNonNullElse(entry.objectUuid(), NIL_OBJECT), Twr.of(tower),
				narrow(entry.annotation()));
	}

	/** What {@code char} can't hold must not keep the whole map from being read. */
	private static String narrow(String annotation) {
		StringBuilder narrow = new StringBuilder(annotation);
		for (int i = 0; i < narrow.length(); i++) {
			if (narrow.charAt(i) == 0 || narrow.charAt(i) > 0xff) {
				narrow.setCharAt(i, '?');
			}
		}
		return narrow.toString();
	}

	/**
	 * Return the entry.
	 * @return the entry
	 * @throws BadStubDataException if it has no tower, a malformed one, or one of a
	 * protocol sequence that is not known
	 */
	EndpointEntry toEntry() {
		if (this.tower == null) {
			throw new BadStubDataException("An entry of an endpoint map has no tower (C706 appendix O)");
		}
		Tower tower = this.tower.decode();
		Endpoint endpoint = tower.endpoint();
		if (endpoint == null) {
			throw new BadStubDataException(
					"The floors %s are no protocol sequence that is known (C706 appendix I)".formatted(tower.floors()));
		}
		return new EndpointEntry(tower.interfaceId(), tower.transferSyntax(), this.object, endpoint, this.annotation);
	}

}
