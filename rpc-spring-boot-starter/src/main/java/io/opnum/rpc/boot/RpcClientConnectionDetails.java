package io.opnum.rpc.boot;

import java.util.List;
import java.util.Set;

import io.opnum.rpc.binding.StringBinding;
import io.opnum.rpc.security.AuthenticationInfo;
import org.jspecify.annotations.Nullable;

import org.springframework.boot.autoconfigure.service.connection.ConnectionDetails;

/**
 * Where client bindings lead, and who calls over them. Without a bean of this type they
 * lead where {@code rpc.client.bindings.<name>.string-binding} says.
 *
 * @since 0.1.0
 */
public interface RpcClientConnectionDetails extends ConnectionDetails {

	/**
	 * Return the names that are known.
	 * @return the names of bindings
	 */
	Set<String> getBindingNames();

	/**
	 * Return where a binding leads.
	 * @param name the name of the binding
	 * @return the string binding, or {@code null} for a name that is not known
	 */
	@Nullable StringBinding getStringBinding(String name);

	/**
	 * Return all servers that a binding leads to, where any of several will do.
	 * @param name the name of the binding
	 * @return the string bindings; none for a name that is not known
	 */
	default List<StringBinding> getStringBindings(String name) {
		StringBinding stringBinding = getStringBinding(name);
		return (stringBinding != null) ? List.of(stringBinding) : List.of();
	}

	/**
	 * Return who calls over a binding, and how its calls are protected.
	 * @param name the name of the binding
	 * @return the authentication; {@code null} for what the properties
	 * {@code rpc.client.bindings.<name>.security} and {@code rpc.client.security} say
	 */
	default @Nullable AuthenticationInfo getAuthentication(String name) {
		return null;
	}

}
