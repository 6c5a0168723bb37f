package io.opnum.rpc.binding;

import java.util.UUID;

import org.jspecify.annotations.Nullable;

/**
 * One entry of an endpoint map. Immutable.
 *
 * @param interfaceId the interface
 * @param transferSyntax the transfer syntax
 * @param objectUuid the object, or {@code null} for none, which the nil UUID equals
 * @param endpoint where the interface is served
 * @param annotation a text for people; what goes beyond 63 characters is cut off, as
 * {@code RpcEpRegister} does
 * @since 0.1.0
 */
public record EndpointEntry(InterfaceId interfaceId, SyntaxId transferSyntax, @Nullable UUID objectUuid,
		Endpoint endpoint, String annotation) {

	private static final int MAX_ANNOTATION_LENGTH = 63;

	/**
	 * Create an entry.
	 * @param interfaceId the interface
	 * @param transferSyntax the transfer syntax
	 * @param objectUuid the object, or {@code null}
	 * @param endpoint where the interface is served
	 * @param annotation a text for people
	 */
	public EndpointEntry {
		objectUuid = UuidText.nilToNull(objectUuid);
		annotation = (annotation.length() > MAX_ANNOTATION_LENGTH) ? annotation.substring(0, MAX_ANNOTATION_LENGTH)
				: annotation;
	}

}
