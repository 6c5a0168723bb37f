package io.opnum.rpc.server;

import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;

import io.opnum.rpc.binding.InterfaceId;
import io.opnum.rpc.ndr.OperationStub;

/**
 * An interface and the implementations it has at the moment. Presentation contexts keep
 * hold of it: a call finds what is registered when it is called, not when it was bound.
 * <p>
 * Thread-safe; written under the lock of the {@link InterfaceRegistry}, read without one.
 */
final class RegisteredInterface {

	private final InterfaceId id;

	private volatile Snapshot snapshot = new Snapshot(List.of());

	RegisteredInterface(InterfaceId id) {
		this.id = id;
	}

	InterfaceId id() {
		return this.id;
	}

	/**
	 * Return whether an operation takes pipes, so that it runs while its request arrives.
	 * @param opnum the operation
	 * @return whether it does
	 */
	boolean takesPipes(int opnum) {
		for (ServerRegistration registration : this.snapshot.registrations) {
			OperationStub operation = registration.stub().operation(opnum);
			if (operation != null && !operation.inPipes().isEmpty()) {
				return true;
			}
		}
		return false;
	}

	List<ServerRegistration> registrations() {
		return this.snapshot.registrations;
	}

	void setRegistrations(List<ServerRegistration> registrations) {
		this.snapshot = new Snapshot(List.copyOf(registrations));
	}

	/**
	 * Return the implementations on an endpoint.
	 * @param endpoint the endpoint
	 * @return the implementations; empty where the interface is not served
	 */
	Managers on(ListeningEndpoint endpoint) {
		return this.snapshot.on(endpoint);
	}

	boolean isServedOn(ListeningEndpoint endpoint) {
		return !on(endpoint).isEmpty();
	}

	/**
	 * What is registered between two changes.
	 */
	private static final class Snapshot {

		private final List<ServerRegistration> registrations;

		private final Map<ListeningEndpoint, Managers> managers = new ConcurrentHashMap<>();

		Snapshot(List<ServerRegistration> registrations) {
			this.registrations = registrations;
		}

		Managers on(ListeningEndpoint endpoint) {
			Managers managers = this.managers.get(endpoint);
			return (managers != null) ? managers : this.managers.computeIfAbsent(endpoint, this::collect);
		}

		private Managers collect(ListeningEndpoint endpoint) {
			return new Managers(
					this.registrations.stream().filter((registration) -> registration.isServedOn(endpoint)).toList());
		}

	}

}
