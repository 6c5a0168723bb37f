package io.opnum.rpc.boot.actuate;

import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

import io.opnum.rpc.RpcClient;
import io.opnum.rpc.binding.BindingHandle;
import io.opnum.rpc.boot.RpcClientBinding;
import io.opnum.rpc.boot.RpcClients;

import org.springframework.boot.health.contributor.AbstractHealthIndicator;
import org.springframework.boot.health.contributor.Health;

/**
 * The health of a client binding: up where the server of each interface that is called
 * over it says that it is listening ({@code rpc_mgmt_is_server_listening}), unknown where
 * no interface is.
 *
 * @since 0.1.0
 */
public class RpcClientHealthIndicator extends AbstractHealthIndicator {

	private static final String LISTENING = "listening";

	private final String binding;

	private final RpcClients clients;

	private final RpcClient client;

	private final Duration timeout;

	/**
	 * Create an indicator.
	 * @param binding the name of the binding
	 * @param clients where its interfaces are known
	 * @param client asks the server
	 * @param timeout how long to wait for its answer
	 */
	public RpcClientHealthIndicator(String binding, RpcClients clients, RpcClient client, Duration timeout) {
		super("RPC client health check failed");
		this.binding = binding;
		this.clients = clients;
		this.client = client;
		this.timeout = timeout;
	}

	@Override
	protected void doHealthCheck(Health.Builder builder) throws Exception {
		RpcClientBinding binding = this.clients.bindings()
			.stream()
			.filter((candidate) -> candidate.name().equals(this.binding))
			.findFirst()
			.orElse(null);
		if (binding == null) {
			builder.unknown();
			return;
		}
		builder.withDetail("stringBinding", binding.stringBinding().toString());
		if (binding.interfaces().isEmpty()) {
			builder.unknown();
			return;
		}
		Map<String, String> interfaces = new LinkedHashMap<>();
		boolean up = true;
		for (Map.Entry<Class<?>, List<CompletableFuture<Boolean>>> answers : ask(binding).entrySet()) {
			String state = await(answers.getValue());
			interfaces.put(answers.getKey().getName(), state);
			up &= state.equals(LISTENING);
		}
		builder.status(up ? "UP" : "DOWN").withDetail("interfaces", interfaces);
	}

	/** Asks all servers for all interfaces before it waits for an answer. */
	private Map<Class<?>, List<CompletableFuture<Boolean>>> ask(RpcClientBinding binding) {
		Map<Class<?>, List<CompletableFuture<Boolean>>> answers = new LinkedHashMap<>();
		binding.interfaces()
			.forEach((rpcInterface) -> answers.put(rpcInterface,
					binding.handles().stream().map((handle) -> ask(handle, rpcInterface)).toList()));
		return answers;
	}

	private CompletableFuture<Boolean> ask(BindingHandle handle, Class<?> rpcInterface) {
		return this.client.isServerListening(handle, rpcInterface, this.timeout).toCompletableFuture();
	}

	/** One server that is listening is enough. */
	private String await(List<CompletableFuture<Boolean>> answers) throws InterruptedException {
		List<String> states = new ArrayList<>();
		for (CompletableFuture<Boolean> answer : answers) {
			states.add(await(answer));
		}
		return states.contains(LISTENING) ? LISTENING : String.join("; ", states);
	}

	private String await(CompletableFuture<Boolean> answer) throws InterruptedException {
		try {
			return answer.get(this.timeout.toNanos(), TimeUnit.NANOSECONDS) ? LISTENING : "not listening";
		}
		catch (TimeoutException ex) {
			return "no answer within " + this.timeout;
		}
		catch (ExecutionException ex) {
			return String.valueOf(ex.getCause());
		}
	}

}
