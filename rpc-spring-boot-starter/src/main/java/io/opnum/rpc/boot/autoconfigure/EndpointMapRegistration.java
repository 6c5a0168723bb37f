package io.opnum.rpc.boot.autoconfigure;

import java.util.List;

import io.opnum.rpc.binding.EndpointEntry;
import io.opnum.rpc.binding.StringBinding;
import org.jspecify.annotations.Nullable;

/**
 * Where the endpoints of the server are registered.
 */
interface EndpointMapRegistration {

	/**
	 * Return what to tell people about it.
	 * @return the rest of a sentence that begins with "endpoint map"
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
