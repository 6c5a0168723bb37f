package io.opnum.rpc.binding;

import java.util.UUID;

import org.jspecify.annotations.Nullable;

/**
 * One entry of an endpoint map.
 *
 * @param interfaceId the interface
 * @param transferSyntax the transfer syntax
 * @param objectUuid the object, or {@code null} for none
 * @param endpoint where the interface is served
 * @param annotation a text for people, at most 63 characters
 * @since 0.1.0
 */
public record EndpointEntry(InterfaceId interfaceId, SyntaxId transferSyntax, @Nullable UUID objectUuid,
		Endpoint endpoint, String annotation) {

}
