package io.opnum.rpc.sample;

import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.util.concurrent.ThreadLocalRandom;

import org.springframework.boot.test.util.TestPropertyValues;
import org.springframework.context.ApplicationContextInitializer;
import org.springframework.context.ConfigurableApplicationContext;

/**
 * Keeps the sample of a test to the loopback interface, and its endpoint mapper to a port
 * that no one else has.
 */
public class FreePorts implements ApplicationContextInitializer<ConfigurableApplicationContext> {

	@Override
	public void initialize(ConfigurableApplicationContext context) {
		TestPropertyValues
			.of("rpc.server.bindings=ncacn_ip_tcp:127.0.0.1", "rpc.endpoint-mapper.address=127.0.0.1",
					"rpc.endpoint-mapper.port=" + find())
			.applyTo(context);
	}

	/**
	 * Find a port. It is none that the operating system gives to those who ask for any.
	 * @return the port
	 */
	public static int find() {
		for (int attempt = 0; attempt < 100; attempt++) {
			int port = ThreadLocalRandom.current().nextInt(20_000, 30_000);
			try (ServerSocket socket = new ServerSocket(port, 1, InetAddress.getLoopbackAddress())) {
				return socket.getLocalPort();
			}
			catch (IOException ex) {
				// In use
			}
		}
		throw new IllegalStateException("There is no free port");
	}

}
