package io.opnum.rpc.ndr;

/**
 * A parameter, or the result, that is a context handle.
 *
 * @param index among the parameters of the Java method; of a result their number
 * @param name its name
 * @param in whether it is in the request
 * @param out whether it is in the response
 * @param use what is declared
 * @param offset where it is in a request, in octets; -1 if that depends on what stands
 * before it
 * @since 0.1.0
 */
public record ContextHandleParameter(int index, String name, boolean in, boolean out, ContextHandleUse use,
		int offset) {

}
