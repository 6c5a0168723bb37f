package io.opnum.rpc.epm;

import java.util.Objects;
import java.util.UUID;

import io.opnum.rpc.binding.EndpointEntry;
import io.opnum.rpc.binding.InterfaceId;
import org.jspecify.annotations.Nullable;

/**
 * What to look up in an endpoint map: all of it, or the entries of an interface, an
 * object, or both ({@code RpcMgmtEpEltInqBegin}). Immutable.
 *
 * @since 0.1.0
 */
public final class EndpointInquiry {

	private static final EndpointInquiry ALL = new EndpointInquiry(null, VersionOption.ALL, false, null);

	private final @Nullable InterfaceId interfaceId;

	private final VersionOption versionOption;

	private final boolean byObject;

	private final @Nullable UUID objectUuid;

	private EndpointInquiry(@Nullable InterfaceId interfaceId, VersionOption versionOption, boolean byObject,
			@Nullable UUID objectUuid) {
		this.interfaceId = interfaceId;
		this.versionOption = versionOption;
		this.byObject = byObject;
		this.objectUuid = EptEntry.NIL_OBJECT.equals(objectUuid) ? null : objectUuid;
	}

	/**
	 * Ask for all entries.
	 * @return the inquiry
	 */
	public static EndpointInquiry all() {
		return ALL;
	}

	/**
	 * Ask for the entries of an interface.
	 * @param interfaceId the interface
	 * @param versionOption which versions of it
	 * @return the inquiry
	 */
	public static EndpointInquiry ofInterface(InterfaceId interfaceId, VersionOption versionOption) {
		return new EndpointInquiry(interfaceId, versionOption, false, null);
	}

	/**
	 * Ask for the entries of an object.
	 * @param objectUuid the object; {@code null} or nil for those without
	 * @return the inquiry
	 */
	public static EndpointInquiry ofObject(@Nullable UUID objectUuid) {
		return new EndpointInquiry(null, VersionOption.ALL, true, objectUuid);
	}

	/**
	 * Ask of these entries only for those of an object.
	 * @param objectUuid the object; {@code null} or nil for those without
	 * @return the inquiry
	 */
	public EndpointInquiry andObject(@Nullable UUID objectUuid) {
		return new EndpointInquiry(this.interfaceId, this.versionOption, true, objectUuid);
	}

	InquiryType type() {
		if (this.byObject) {
			return (this.interfaceId != null) ? InquiryType.BY_BOTH : InquiryType.BY_OBJECT;
		}
		return (this.interfaceId != null) ? InquiryType.BY_INTERFACE : InquiryType.ALL;
	}

	@Nullable InterfaceId interfaceId() {
		return this.interfaceId;
	}

	VersionOption versionOption() {
		return this.versionOption;
	}

	@Nullable UUID objectUuid() {
		return this.objectUuid;
	}

	boolean matches(EndpointEntry entry) {
		return (this.interfaceId == null || (entry.interfaceId().uuid().equals(this.interfaceId.uuid())
				&& this.versionOption.matches(this.interfaceId, entry.interfaceId())))
				&& (!this.byObject || Objects.equals(entry.objectUuid(), this.objectUuid));
	}

}
