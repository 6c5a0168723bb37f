package io.opnum.rpc.sample.interop;

import java.io.IOException;
import java.time.Duration;

import io.opnum.rpc.ContextHandle;
import io.opnum.rpc.RpcClient;
import io.opnum.rpc.RpcServer;
import io.opnum.rpc.binding.BindingHandle;

/**
 * The program on the other host of a {@link Network}: a server of {@link Sessions}, or a
 * client that opens some. Says when it is ready, and ends with its standard input.
 */
final class SessionsPeer {

	private SessionsPeer() {
	}

	public static void main(String[] arguments) throws IOException {
		if (arguments[0].equals("serve")) {
			serve(arguments[1]);
		}
		else {
			open(arguments[1], Integer.parseInt(arguments[2]));
		}
	}

	private static void serve(String stringBinding) throws IOException {
		try (RpcServer server = RpcServer.builder().endpoint(stringBinding).build()) {
			server.register(Sessions.class, new Sessions.Service());
			server.start();
			beThere();
		}
	}

	/** The last of the sessions has a call that waits. */
	private static void open(String stringBinding, int count) throws IOException {
		try (RpcClient client = RpcClient.builder().timeout(Duration.ofMinutes(5)).build()) {
			Sessions sessions = client.proxy(Sessions.class, BindingHandle.of(stringBinding));
			ContextHandle<Sessions.Session> last = null;
			for (int i = 0; i < count; i++) {
				last = sessions.open("session " + i);
			}
			sessions.waitWith(last);
			beThere();
		}
	}

	private static void beThere() throws IOException {
		System.out.println("ready");
		while (System.in.read() >= 0) {
			// What comes means nothing
		}
	}

}
