package io.opnum.rpc.boot.autoconfigure;

import java.nio.file.Path;
import java.util.Map;

import io.opnum.rpc.transport.LocalSockets;
import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Tests for {@link LocalRpcProperties} and what they mean to servers and clients.
 */
class LocalRpcPropertiesTests {

	@Test
	void defaultsAreThoseOfTheCore() {
		assertThat(new LocalRpcProperties().toLocalSockets()).isEqualTo(LocalSockets.DEFAULT);
	}

	@Test
	void bindsDirectoryAndPermissions() {
		LocalRpcProperties properties = PropertiesBinding.bind("rpc.ncalrpc", LocalRpcProperties.class,
				Map.of("rpc.ncalrpc.directory", "/run/samba/ncalrpc", "rpc.ncalrpc.permissions", "rw-rw-rw-"));
		assertThat(properties.toLocalSockets())
			.isEqualTo(LocalSockets.in(Path.of("/run/samba/ncalrpc")).withPermissions("rw-rw-rw-"));
	}

	@Test
	void reportsPermissionsThatAreNone() {
		assertThat(PropertiesBinding.errors("rpc.ncalrpc", LocalRpcProperties.class,
				Map.of("rpc.ncalrpc.permissions", "0600")))
			.containsOnlyKeys("permissions");
	}

}
