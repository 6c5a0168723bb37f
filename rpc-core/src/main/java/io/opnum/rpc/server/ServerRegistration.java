package io.opnum.rpc.server;

import java.util.List;
import java.util.UUID;
import java.util.function.Consumer;
import java.util.function.Predicate;

import io.opnum.rpc.RegistrationOptions;
import io.opnum.rpc.RpcServer;
import io.opnum.rpc.binding.InterfaceId;
import io.opnum.rpc.binding.StringBinding;
import io.opnum.rpc.ndr.InterfaceStub;
import io.opnum.rpc.ndr.OperationStub;
import io.opnum.rpc.security.AuthenticationLevel;

/**
 * An implementation that is registered. Immutable but for its end, compared by identity.
 * Thread-safe.
 */
final class ServerRegistration implements RpcServer.Registration {

	private final InterfaceStub stub;

	private final Object implementation;

	private final RegistrationOptions options;

	private final RegistrationScope scope;

	private final ServerSecurity security;

	private final RequiredLevels requiredLevels;

	private final Predicate<OperationStub> interruptible;

	private final Consumer<ServerRegistration> unregister;

	private volatile boolean closed;

	ServerRegistration(InterfaceStub stub, Object implementation, RegistrationOptions options, RegistrationScope scope,
			ServerSecurity security, Consumer<ServerRegistration> unregister) {
		this.stub = stub;
		this.implementation = implementation;
		this.options = options;
		this.scope = scope;
		this.security = security;
		Class<?> type = (options.implementationType() != null) ? options.implementationType()
				: implementation.getClass();
		this.requiredLevels = RequiredLevels.of(stub, type, options);
		this.interruptible = Interruptibility.of(stub, type);
		this.unregister = unregister;
	}

	InterfaceStub stub() {
		return this.stub;
	}

	RegistrationScope scope() {
		return this.scope;
	}

	/** The level that callers need, where it is said. */
	RequiredLevels requiredLevels() {
		return this.requiredLevels;
	}

	/** Whether a cancel interrupts the thread of an operation. */
	boolean isInterruptible(OperationStub operation) {
		return this.interruptible.test(operation);
	}

	boolean isServedOn(ListeningEndpoint endpoint) {
		return this.scope.covers(endpoint) && (this.options.endpoints().isEmpty()
				|| this.options.endpoints().stream().anyMatch(endpoint::isCoveredBy));
	}

	/** Whether this is the manager of the nil type: of what no other one serves. */
	boolean isDefault() {
		return this.options.objectUuids().isEmpty() && this.options.managerType() == null;
	}

	/**
	 * Whether calls could not be told apart: both serve the same object, manager type or
	 * neither, and an endpoint may have both.
	 */
	boolean conflictsWith(ServerRegistration other) {
		return sameObjects(other) && !areApart(other);
	}

	private boolean sameObjects(ServerRegistration other) {
		UUID managerType = this.options.managerType();
		return (isDefault() && other.isDefault())
				|| (managerType != null && managerType.equals(other.options.managerType()))
				|| this.options.objectUuids().stream().anyMatch(other.options.objectUuids()::contains);
	}

	private boolean areApart(ServerRegistration other) {
		List<StringBinding> endpoints = this.options.endpoints();
		List<StringBinding> others = other.options.endpoints();
		return !endpoints.isEmpty() && !others.isEmpty() && endpoints.stream()
			.noneMatch((endpoint) -> others.stream().anyMatch((candidate) -> overlap(endpoint, candidate)));
	}

	/** Whether one endpoint could be covered by both. */
	private static boolean overlap(StringBinding one, StringBinding other) {
		return one.protocolSequence().equals(other.protocolSequence())
				&& (one.networkAddress().isEmpty() || other.networkAddress().isEmpty()
						|| one.networkAddress().equals(other.networkAddress()))
				&& (one.endpoint() == null || other.endpoint() == null || one.endpoint().equals(other.endpoint()));
	}

	@Override
	public InterfaceId interfaceId() {
		return this.stub.interfaceId();
	}

	@Override
	public Class<?> rpcInterface() {
		return this.stub.rpcInterface();
	}

	@Override
	public Object implementation() {
		return this.implementation;
	}

	@Override
	public RegistrationOptions options() {
		return this.options;
	}

	@Override
	public AuthenticationLevel minimumAuthenticationLevel() {
		return minimumAuthenticationLevel(-1);
	}

	@Override
	public AuthenticationLevel minimumAuthenticationLevel(int opnum) {
		return this.security.required(this, opnum);
	}

	/** It is not registered any more. */
	void setClosed() {
		this.closed = true;
	}

	boolean isClosed() {
		return this.closed;
	}

	@Override
	public void close() {
		this.unregister.accept(this);
	}

	@Override
	public String toString() {
		return this.stub.name() + " (" + interfaceId() + ")";
	}

}
