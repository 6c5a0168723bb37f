package io.opnum.rpc.ndr;

import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;

import org.jspecify.annotations.Nullable;

/**
 * The full pointers of a call: an id stands for the same object in the request and in the
 * response (C706 14.3.10). The object itself follows the first pointer to it, in either
 * of them.
 * <p>
 * What has no identity in Java, such as a string or a number, is never sent as an alias.
 * <p>
 * Externally synchronized; belongs to one call.
 *
 * @since 0.1.0
 */
public final class FullPointers {

	private final Map<Long, Referent> byId = new HashMap<>();

	private final Map<Object, Referent> byObject = new IdentityHashMap<>();

	private long lastId;

	private boolean cyclic;

	/**
	 * Create the full pointers of a call, none yet.
	 */
	public FullPointers() {
	}

	/**
	 * Begin the response. Its pointers may have the ids of the request, but what they
	 * point to is in it again.
	 * @return these full pointers
	 */
	public FullPointers response() {
		this.byId.values().forEach((referent) -> referent.present = false);
		return this;
	}

	/**
	 * The referent of a pointer that is written, new or not.
	 */
	Referent write(Object value, NdrType type) {
		boolean alias = hasIdentity(value);
		Referent known = alias ? this.byObject.get(value) : null;
		if (known != null && known.type.isSame(type)) {
			return known;
		}
		Referent referent = new Referent(nextId(), type, value);
		this.byId.put(referent.id, referent);
		if (alias) {
			this.byObject.putIfAbsent(value, referent);
		}
		return referent;
	}

	/**
	 * The referent of a pointer that was written, if another pointer may have the same.
	 */
	@Nullable Referent written(Object value, NdrType type) {
		Referent known = this.byObject.get(value);
		return (known != null && known.type.isSame(type)) ? known : null;
	}

	private static boolean hasIdentity(Object value) {
		return value instanceof Record || value instanceof Collection || value.getClass().isArray();
	}

	private long nextId() {
		do {
			// Past the range of an id the only choice is to begin again
			this.lastId = (this.lastId < Integer.MAX_VALUE) ? this.lastId + 1 : 1;
		}
		while (this.byId.containsKey(this.lastId));
		return this.lastId;
	}

	/**
	 * The referent of an id that was read, or {@code null} if it is new.
	 */
	@Nullable Referent read(long id) {
		return this.byId.get(id);
	}

	/**
	 * Note that the referent of an id is being read.
	 */
	Referent reading(long id, NdrType type) {
		Referent referent = new Referent(id, type, null);
		referent.present = true;
		this.byId.put(id, referent);
		this.lastId = Math.max(this.lastId, id);
		return referent;
	}

	/**
	 * Note what was read of a referent.
	 * @param ofRequest the object that had the id in the request, or {@code null}
	 * @return the object: that of the request if it is equal
	 */
	Object read(Referent referent, Object value, @Nullable Object ofRequest) {
		// To compare what contains itself would not end
		Object object = (ofRequest != null && !this.cyclic && Objects.deepEquals(ofRequest, value)) ? ofRequest : value;
		referent.complete(object);
		this.byObject.putIfAbsent(object, referent);
		return object;
	}

	/**
	 * Note that something points to what it is inside of.
	 */
	void cycle() {
		this.cyclic = true;
	}

	/**
	 * What full pointers of one id point to.
	 */
	static final class Referent {

		private final long id;

		private final NdrType type;

		private @Nullable Object value;

		private boolean present;

		private @Nullable List<Place> places;

		private Referent(long id, NdrType type, @Nullable Object value) {
			this.id = id;
			this.type = type;
			this.value = value;
		}

		long id() {
			return this.id;
		}

		NdrType type() {
			return this.type;
		}

		/**
		 * The object; {@code null} while it is being read.
		 */
		@Nullable Object value() {
			return this.value;
		}

		/**
		 * Whether it is in this request or response already.
		 */
		boolean isPresent() {
			return this.present;
		}

		void present() {
			this.present = true;
		}

		/**
		 * Put the object in a place once it is read.
		 */
		void completeLater(@Nullable Object[] values, int index) {
			this.places = (this.places != null) ? this.places : new ArrayList<>();
			this.places.add(new Place(values, index));
		}

		private void complete(Object object) {
			this.value = object;
			if (this.places != null) {
				this.places.forEach((place) -> place.values()[place.index()] = object);
				this.places = null;
			}
		}

		/**
		 * An element of an array or list.
		 */
		private record Place(@Nullable Object[] values, int index) {

		}

	}

}
