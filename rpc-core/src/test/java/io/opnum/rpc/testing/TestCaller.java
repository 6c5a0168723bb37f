package io.opnum.rpc.testing;

import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Method;
import java.lang.reflect.Proxy;
import java.net.InetSocketAddress;
import java.net.SocketAddress;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.UUID;
import java.util.function.Supplier;

import io.opnum.rpc.RpcAssociation;
import io.opnum.rpc.RpcAuthentication;
import io.opnum.rpc.RpcCallContext;
import io.opnum.rpc.RpcCallContexts;
import io.opnum.rpc.binding.Endpoint;
import io.opnum.rpc.binding.InterfaceId;
import io.opnum.rpc.binding.ProtocolSequence;
import io.opnum.rpc.binding.StringBinding;
import io.opnum.rpc.binding.TransferSyntax;
import org.jspecify.annotations.Nullable;

/**
 * A client, as an operation sees it, without a network: calls run on the thread of the
 * test.
 */
public final class TestCaller implements RpcCallContext, RpcAssociation, AutoCloseable {

	private final Endpoint localEndpoint;

	private final @Nullable SocketAddress localAddress;

	private final boolean local;

	private final Map<Class<?>, Object> attributes = new LinkedHashMap<>();

	private boolean ended;

	private TestCaller(ProtocolSequence protocolSequence, @Nullable SocketAddress localAddress, boolean local) {
		this.localEndpoint = new Endpoint(protocolSequence, "", "epmapper");
		this.localAddress = localAddress;
		this.local = local;
	}

	/**
	 * Make a caller on another host.
	 * @param reached the IP address it reached the server at; empty if that is not known
	 * @return the caller
	 */
	public static TestCaller remote(String reached) {
		return new TestCaller(ProtocolSequence.NCACN_IP_TCP, reached.isEmpty() ? null : address(reached), false);
	}

	private static SocketAddress address(String ipAddress) {
		return new InetSocketAddress(ipAddress, 135);
	}

	/**
	 * Make a caller on the host of the server.
	 * @return the caller
	 */
	public static TestCaller local() {
		return new TestCaller(ProtocolSequence.NCACN_IP_TCP, address("127.0.0.1"), true);
	}

	/**
	 * Make a caller in the virtual machine of the server.
	 * @return the caller
	 */
	public static TestCaller inProcess() {
		return new TestCaller(ProtocolSequence.IN_PROCESS, null, true);
	}

	/**
	 * Return something that calls as this caller.
	 * @param <T> the interface
	 * @param rpcInterface the interface
	 * @param target what is called
	 * @return the proxy
	 */
	public <T> T calling(Class<T> rpcInterface, T target) {
		return rpcInterface.cast(Proxy.newProxyInstance(rpcInterface.getClassLoader(), new Class<?>[] { rpcInterface },
				(proxy, method, arguments) -> {
					RpcCallContexts.set(this);
					try {
						return method.invoke(target, arguments);
					}
					catch (InvocationTargetException ex) {
						throw ex.getCause();
					}
					finally {
						RpcCallContexts.set(null);
					}
				}));
	}

	/** End the association: its attributes are run down. */
	@Override
	public void close() throws Exception {
		this.ended = true;
		for (Object attribute : this.attributes.values()) {
			if (attribute instanceof AutoCloseable closeable) {
				closeable.close();
			}
		}
	}

	/** Begin a new association. */
	public void reopen() {
		this.attributes.clear();
		this.ended = false;
	}

	@Override
	public InterfaceId interfaceId() {
		throw new UnsupportedOperationException();
	}

	@Override
	public int opnum() {
		throw new UnsupportedOperationException();
	}

	@Override
	public Class<?> rpcInterface() {
		throw new UnsupportedOperationException();
	}

	@Override
	public Method method() {
		throw new UnsupportedOperationException();
	}

	@Override
	public int callId() {
		return 1;
	}

	@Override
	public TransferSyntax transferSyntax() {
		return TransferSyntax.NDR;
	}

	@Override
	public StringBinding callerBinding() {
		return StringBinding.builder(protocolSequence()).build();
	}

	@Override
	public @Nullable RpcAuthentication authentication() {
		return null;
	}

	@Override
	public boolean isDisconnected() {
		return false;
	}

	@Override
	public void onDisconnect(Runnable listener) {
		// never disconnected
	}

	@Override
	public Endpoint localEndpoint() {
		return this.localEndpoint;
	}

	@Override
	public @Nullable SocketAddress localAddress() {
		return this.localAddress;
	}

	@Override
	public SocketAddress callerAddress() {
		return InetSocketAddress.createUnresolved(this.local ? "127.0.0.1" : "192.0.2.99", 50000);
	}

	@Override
	public boolean isCallerLocal() {
		return this.local;
	}

	@Override
	public @Nullable UUID objectUuid() {
		return null;
	}

	@Override
	public RpcAssociation association() {
		return this;
	}

	@Override
	public @Nullable Duration remainingTime() {
		return null;
	}

	@Override
	public void onCancel(Runnable listener) {
	}

	@Override
	public boolean isCancelled() {
		return false;
	}

	@Override
	public int id() {
		return 1;
	}

	@Override
	public <T> T attribute(Class<T> type, Supplier<? extends T> factory) {
		if (this.ended) {
			throw new IllegalStateException("The association has ended");
		}
		return type.cast(this.attributes.computeIfAbsent(type, (absent) -> factory.get()));
	}

}
