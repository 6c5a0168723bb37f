package io.opnum.rpc.boot;

import java.util.List;

import io.opnum.rpc.binding.EndpointEntry;
import io.opnum.rpc.binding.StringBinding;
import org.jspecify.annotations.Nullable;

/**
 * The endpoint map that the endpoints of the application's RPC server are registered in.
 * <p>
 * Thread-safe.
 *
 * @since 0.1.0
 */
public interface RpcEndpointMap {

	/**
	 * Return what to tell people about it.
	 * @return a part of a sentence
	 */
	String describe();

	/**
	 * Return where an embedded endpoint mapper listens.
	 * @return the endpoint, or {@code null} if none is embedded or it does not listen
	 */
	@Nullable StringBinding localEndpoint();

	/**
	 * Return what is registered in an embedded endpoint mapper.
	 * @return the entries; empty if none is embedded
	 */
	List<EndpointEntry> entries();

}
