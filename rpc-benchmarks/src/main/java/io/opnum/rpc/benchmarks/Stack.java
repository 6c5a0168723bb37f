package io.opnum.rpc.benchmarks;

import java.util.concurrent.CompletableFuture;

import io.opnum.rpc.security.AuthenticationLevel;

/**
 * One of the programs that are compared.
 */
enum Stack {

	/**
	 * Netty, length-prefixed, the operation on the event loop: what the machine can do.
	 */
	NETTY((port) -> BareNetty.server(port, BareNetty.Io.EPOLL, false),
			(port) -> BareNetty.client(port, BareNetty.Io.EPOLL)),

	/** The same over the selectors of the JDK. */
	NETTY_NIO((port) -> BareNetty.server(port, BareNetty.Io.NIO, false),
			(port) -> BareNetty.client(port, BareNetty.Io.NIO)),

	/** Netty with the operation on another thread. */
	NETTY_HOP((port) -> BareNetty.server(port, BareNetty.Io.EPOLL, true),
			(port) -> BareNetty.client(port, BareNetty.Io.EPOLL)),

	/** The grpc-java library as it comes. */
	GRPC((port) -> new GrpcStack(false, false).server(port), (port) -> new GrpcStack(false, false).client(port)),

	/** The grpc-java library with directExecutor on both sides. */
	GRPC_DIRECT((port) -> new GrpcStack(true, false).server(port), (port) -> new GrpcStack(true, false).client(port)),

	/** The grpc-java library over TLS 1.3. */
	GRPC_TLS((port) -> new GrpcStack(false, true).server(port), (port) -> new GrpcStack(false, true).client(port)),

	/** The grpc-java library over TLS 1.3 with directExecutor on both sides. */
	GRPC_TLS_DIRECT((port) -> new GrpcStack(true, true).server(port), (port) -> new GrpcStack(true, true).client(port)),

	/** Remote method invocation of the JDK. */
	RMI(RmiStack::server, RmiStack::client),

	/** Dubbo 3.3 as it comes, over its own protocol. */
	DUBBO(DubboStack::server, DubboStack::client),

	/** Opnum as it comes: operations may block. */
	OPNUM(OpnumStack.tcp()),

	/** Opnum with operations on the event loop. */
	OPNUM_DIRECT(OpnumStack.tcp().direct()),

	/** Opnum with each operation on a virtual thread. */
	OPNUM_VIRTUAL(OpnumStack.tcp().virtual()),

	/** Opnum as it comes, over a Unix domain socket. */
	OPNUM_LOCAL(OpnumStack.local()),

	/** Opnum with operations on the event loop, over a Unix domain socket. */
	OPNUM_LOCAL_DIRECT(OpnumStack.local().direct()),

	/** Opnum as it comes, messages signed with NTLM. */
	OPNUM_NTLM_INTEGRITY(OpnumStack.tcp().secured(Security.ntlm(AuthenticationLevel.INTEGRITY))),

	/** Opnum as it comes, messages signed and encrypted with NTLM. */
	OPNUM_NTLM_PRIVACY(OpnumStack.tcp().secured(Security.ntlm(AuthenticationLevel.PRIVACY))),

	/** The same with operations on the event loop. */
	OPNUM_NTLM_PRIVACY_DIRECT(OpnumStack.tcp().direct().secured(Security.ntlm(AuthenticationLevel.PRIVACY))),

	/** Opnum as it comes, messages signed with Kerberos, AES-256. */
	OPNUM_KERBEROS_INTEGRITY(OpnumStack.tcp().secured(Security.kerberos(AuthenticationLevel.INTEGRITY))),

	/** Opnum as it comes, messages signed and encrypted with Kerberos, AES-256. */
	OPNUM_KERBEROS_PRIVACY(OpnumStack.tcp().secured(Security.kerberos(AuthenticationLevel.PRIVACY))),

	/** The same with operations on the event loop. */
	OPNUM_KERBEROS_PRIVACY_DIRECT(OpnumStack.tcp().direct().secured(Security.kerberos(AuthenticationLevel.PRIVACY)));

	private final Start<AutoCloseable> server;

	private final Start<Client> client;

	Stack(OpnumStack stack) {
		this(stack::server, stack::client);
	}

	Stack(Start<AutoCloseable> server, Start<Client> client) {
		this.server = server;
		this.client = client;
	}

	AutoCloseable server(int port) throws Exception {
		return this.server.on(port);
	}

	Client client(int port) throws Exception {
		return this.client.on(port);
	}

	/** Whether it is there on this JVM and machine. */
	boolean isThere() {
		return switch (this) {
			case OPNUM_VIRTUAL -> Runtime.version().feature() >= 21;
			default -> true;
		};
	}

	/** Whether it has asynchronous calls. */
	boolean isAsynchronous() {
		return this != RMI;
	}

	String label() {
		return Options.label(this);
	}

	/**
	 * Starts one side.
	 */
	private interface Start<T> {

		T on(int port) throws Exception;

	}

	/**
	 * The client's side.
	 */
	interface Client extends AutoCloseable {

		int addOne(int value) throws Exception;

		Order.Receipt place(Order order) throws Exception;

		byte[] echo(byte[] octets) throws Exception;

		CompletableFuture<Integer> addOneAsync(int value);

		CompletableFuture<Order.Receipt> placeAsync(Order order);

	}

}
