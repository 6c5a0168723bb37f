package io.opnum.rpc.security.kerberos;

import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.time.Duration;
import java.time.Instant;
import java.util.HexFormat;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * The authenticators that came lately (RFC 4120 3.2.3). It remembers as many as it may:
 * beyond that the oldest is forgotten, which does no harm, for a replayed request gets no
 * further than to the third leg, which nobody can make without the session key.
 * Thread-safe.
 */
final class ReplayCache {

	private final Map<String, Instant> seen = new LinkedHashMap<>();

	private final int capacity;

	private final Duration lifetime;

	ReplayCache(int capacity, Duration lifetime) {
		this.capacity = capacity;
		this.lifetime = lifetime;
	}

	/**
	 * Remember an authenticator.
	 * @param authenticator what it was encrypted to, which is unique by its confounder
	 * @return whether it is a new one
	 */
	boolean add(byte[] authenticator, Instant now) {
		String digest = digest(authenticator);
		synchronized (this.seen) {
			Iterator<Instant> oldest = this.seen.values().iterator();
			while (oldest.hasNext() && oldest.next().isBefore(now)) {
				oldest.remove();
			}
			if (this.seen.containsKey(digest)) {
				return false;
			}
			if (this.seen.size() == this.capacity) {
				Iterator<String> eldest = this.seen.keySet().iterator();
				eldest.next();
				eldest.remove();
			}
			this.seen.put(digest, now.plus(this.lifetime));
			return true;
		}
	}

	private static String digest(byte[] authenticator) {
		try {
			byte[] digest = MessageDigest.getInstance("SHA-256").digest(authenticator);
			return HexFormat.of().formatHex(digest, 0, 16);
		}
		catch (NoSuchAlgorithmException ex) {
			throw new IllegalStateException("Every Java has SHA-256", ex);
		}
	}

}
