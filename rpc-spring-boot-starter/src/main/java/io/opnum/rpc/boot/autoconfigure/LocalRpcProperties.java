package io.opnum.rpc.boot.autoconfigure;

import java.nio.file.Path;
import java.util.regex.Pattern;

import io.opnum.rpc.transport.LocalSockets;
import org.jspecify.annotations.Nullable;

import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.validation.Errors;
import org.springframework.validation.Validator;

/**
 * {@link ConfigurationProperties Properties} of {@code ncalrpc}, RPC within the host.
 *
 * @since 0.1.0
 */
@ConfigurationProperties("rpc.ncalrpc")
public class LocalRpcProperties implements Validator {

	private static final Pattern PERMISSIONS = Pattern.compile("([r-][w-][x-]){3}");

	/**
	 * Directory of the socket files. A server and its clients need the same. Default is
	 * 'ncalrpc-' and the name of the user, in the directory for temporary files.
	 */
	private @Nullable Path directory;

	/**
	 * Permissions of the socket files of the server: who may write to one may connect.
	 */
	private String permissions = "rw-------";

	public @Nullable Path getDirectory() {
		return this.directory;
	}

	public void setDirectory(@Nullable Path directory) {
		this.directory = directory;
	}

	public String getPermissions() {
		return this.permissions;
	}

	public void setPermissions(String permissions) {
		this.permissions = permissions;
	}

	/**
	 * Return what the properties mean to servers and clients.
	 * @return the socket files
	 */
	LocalSockets toLocalSockets() {
		LocalSockets sockets = LocalSockets.DEFAULT.withPermissions(this.permissions);
		return (this.directory != null) ? sockets.withDirectory(this.directory) : sockets;
	}

	@Override
	public boolean supports(Class<?> type) {
		return LocalRpcProperties.class == type;
	}

	@Override
	public void validate(Object target, Errors errors) {
		LocalRpcProperties properties = (LocalRpcProperties) target;
		new PropertyChecks(errors).matches("permissions", properties.permissions, PERMISSIONS,
				"must be permissions as 'ls' writes them, for example 'rw-rw----'");
	}

}
