package io.opnum.rpc.association;

import io.opnum.rpc.binding.SyntaxId;

/**
 * A presentation context that both sides of a connection agreed on (C706 12.6.3.1).
 * Immutable.
 *
 * @param contextId the context id, 0 to 65535
 * @param abstractSyntax the interface as the client named it
 * @param transferSyntax how stub data is represented
 * @param target what the server serves the interface with
 * @param <T> the type of the target
 * @since 0.1.0
 */
public record PresentationContext<T>(int contextId, SyntaxId abstractSyntax, SyntaxId transferSyntax, T target) {

}
