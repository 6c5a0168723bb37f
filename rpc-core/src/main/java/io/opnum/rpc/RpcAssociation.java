package io.opnum.rpc;

import java.util.function.Supplier;

/**
 * The association group of a client, as the server sees it: all its connections to one
 * endpoint. What a server keeps for a client it keeps here, for each of the identities
 * that call in it apart: whoever learns its id may join it.
 * <p>
 * Thread-safe.
 *
 * @since 0.1.0
 */
public interface RpcAssociation {

	/**
	 * Return the association group id.
	 * @return the id, never 0
	 */
	int id();

	/**
	 * Return the attribute of a type, that of the caller, made on its first use. An
	 * attribute that is {@link AutoCloseable} is closed once, when the last connection of
	 * the association and the last call on one have ended (rundown), on a thread of the
	 * server that is none of its event loops.
	 * @param <T> the type of the attribute
	 * @param type the type of the attribute
	 * @param factory makes the attribute
	 * @return the attribute
	 * @throws IllegalStateException if the association has ended
	 */
	<T> T attribute(Class<T> type, Supplier<? extends T> factory);

}
