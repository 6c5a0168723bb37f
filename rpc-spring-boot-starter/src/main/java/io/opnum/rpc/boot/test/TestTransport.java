package io.opnum.rpc.boot.test;

import java.util.Map;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;

import io.opnum.rpc.binding.ProtocolSequence;
import io.opnum.rpc.binding.StringBinding;
import io.opnum.rpc.boot.RpcClientConnectionDetails;
import io.opnum.rpc.boot.test.AutoConfigureTestRpcTransport.Transport;

import org.springframework.boot.context.properties.bind.Bindable;
import org.springframework.boot.context.properties.bind.Binder;
import org.springframework.core.env.Environment;

/**
 * Where the endpoints of a tested application are moved to, and its client bindings with
 * them: these are partially bound, so that the endpoint map in memory tells each
 * interface's endpoint.
 */
class TestTransport implements RpcClientConnectionDetails {

	private final Transport transport;

	private final Environment environment;

	private final Map<StringBinding, StringBinding> moved = new ConcurrentHashMap<>();

	TestTransport(Transport transport, Environment environment) {
		this.transport = transport;
		this.environment = environment;
	}

	/**
	 * Return where an endpoint of the server is moved to.
	 * @param configured the endpoint as it is configured
	 * @return the endpoint of the test
	 */
	StringBinding moved(StringBinding configured) {
		return this.moved.computeIfAbsent(configured, (key) -> switch (this.transport) {
			case IN_PROCESS ->
				StringBinding.builder(ProtocolSequence.IN_PROCESS).endpoint("test-" + UUID.randomUUID()).build();
			case TCP -> loopback();
		});
	}

	@Override
	public Set<String> getBindingNames() {
		return Binder.get(this.environment)
			.bind("rpc.client.bindings", Bindable.mapOf(String.class, Object.class))
			.orElse(Map.of())
			.keySet();
	}

	@Override
	public StringBinding getStringBinding(String name) {
		return switch (this.transport) {
			case IN_PROCESS -> StringBinding.builder(ProtocolSequence.IN_PROCESS).build();
			case TCP -> loopback();
		};
	}

	private static StringBinding loopback() {
		return StringBinding.builder(ProtocolSequence.NCACN_IP_TCP).networkAddress("127.0.0.1").build();
	}

}
