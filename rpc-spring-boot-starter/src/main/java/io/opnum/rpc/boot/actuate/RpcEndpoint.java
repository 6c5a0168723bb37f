package io.opnum.rpc.boot.actuate;

import java.lang.reflect.Method;
import java.lang.reflect.Parameter;
import java.lang.reflect.Type;
import java.time.Duration;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;

import io.opnum.rpc.RegistrationOptions;
import io.opnum.rpc.RpcClient;
import io.opnum.rpc.RpcClientStatistics;
import io.opnum.rpc.RpcServer;
import io.opnum.rpc.RpcServerStatistics;
import io.opnum.rpc.binding.BindingHandle;
import io.opnum.rpc.binding.Endpoint;
import io.opnum.rpc.binding.InterfaceId;
import io.opnum.rpc.binding.StringBinding;
import io.opnum.rpc.boot.RpcClientBinding;
import io.opnum.rpc.boot.RpcClients;
import io.opnum.rpc.boot.RpcEndpointMap;
import io.opnum.rpc.idl.Idl;
import io.opnum.rpc.ndr.InterfaceStub;
import io.opnum.rpc.ndr.OperationStub;
import io.opnum.rpc.security.AuthenticationInfo;
import io.opnum.rpc.security.AuthenticationLevel;
import io.opnum.rpc.security.AuthenticationService;
import io.opnum.rpc.security.Credentials;
import io.opnum.rpc.security.KeytabCredentials;
import io.opnum.rpc.security.NtHashCredentials;
import io.opnum.rpc.security.PasswordCredentials;
import io.opnum.rpc.security.PerCallCredentials;
import io.opnum.rpc.security.TicketCacheCredentials;
import io.opnum.rpc.transport.TransportSecurity;
import org.jspecify.annotations.Nullable;

import org.springframework.aop.support.AopUtils;
import org.springframework.boot.actuate.endpoint.OperationResponseBody;
import org.springframework.boot.actuate.endpoint.annotation.ReadOperation;
import org.springframework.boot.actuate.endpoint.annotation.Selector;

/**
 * The {@code rpc} endpoint: what the application serves and calls over RPC, and the IDL
 * of it.
 *
 * @since 0.1.0
 */
@org.springframework.boot.actuate.endpoint.annotation.Endpoint(id = "rpc")
public class RpcEndpoint {

	private static final String IDL = ".idl";

	private static final Pattern PACKAGES = Pattern.compile("\\b(?:[a-z_][\\w]*\\.)+(?=[A-Z])");

	private final @Nullable RpcServer server;

	private final @Nullable RpcEndpointMap endpointMap;

	private final @Nullable RpcClient client;

	private final @Nullable RpcClients clients;

	/**
	 * Create the endpoint.
	 * @param server the server, if the application has one
	 * @param endpointMap the endpoint map of the server, if there is one
	 * @param client the client, if the application has one
	 * @param clients the bindings of the client, if the application has one
	 */
	public RpcEndpoint(@Nullable RpcServer server, @Nullable RpcEndpointMap endpointMap, @Nullable RpcClient client,
			@Nullable RpcClients clients) {
		this.server = server;
		this.endpointMap = endpointMap;
		this.client = client;
		this.clients = clients;
	}

	/**
	 * Return what is served and called.
	 * @return a snapshot
	 */
	@ReadOperation
	public RpcDescriptor rpc() {
		return new RpcDescriptor((this.server != null) ? describe(this.server) : null,
				(this.client != null && this.clients != null) ? describe(this.client, this.clients) : null);
	}

	/**
	 * Return the IDL of an interface that is served or called.
	 * @param file {@code .idl} after the name of the interface, its Java name or its UUID
	 * @return the text, or {@code null} if there is no such interface, or more than one
	 */
	@ReadOperation(produces = "text/plain")
	public @Nullable String idl(@Selector String file) {
		if (!file.endsWith(IDL)) {
			return null;
		}
		String name = file.substring(0, file.length() - IDL.length());
		List<InterfaceStub> found = interfaces().distinct()
			.map(InterfaceStub::of)
			.filter((stub) -> name.equals(stub.name()) || name.equals(stub.rpcInterface().getName())
					|| name.equalsIgnoreCase(stub.interfaceId().uuid().toString()))
			.toList();
		return (found.size() == 1) ? Idl.of(found.get(0)) : null;
	}

	private Stream<Class<?>> interfaces() {
		Stream<Class<?>> served = (this.server != null)
				? this.server.registrations().stream().map(RpcServer.Registration::rpcInterface) : Stream.empty();
		Stream<Class<?>> called = (this.clients != null)
				? this.clients.bindings().stream().flatMap((binding) -> binding.interfaces().stream()) : Stream.empty();
		return Stream.concat(served, called);
	}

	private ServerDescriptor describe(RpcServer server) {
		return new ServerDescriptor(server.isListening(),
				server.bindings().stream().map(StringBinding::toString).toList(),
				server.secureBindings().stream().map(StringBinding::toString).toList(),
				List.copyOf(server.authenticationServices()),
				server.registrations().stream().map(RpcEndpoint::describe).toList(),
				(this.endpointMap != null) ? describe(this.endpointMap) : null, server.statistics());
	}

	private static ServiceDescriptor describe(RpcServer.Registration registration) {
		InterfaceStub stub = InterfaceStub.of(registration.rpcInterface());
		InterfaceId id = registration.interfaceId();
		RegistrationOptions options = registration.options();
		return new ServiceDescriptor(stub.name(), registration.rpcInterface().getName(), id.uuid(), version(id),
				AopUtils.getTargetClass(registration.implementation()).getName(),
				options.objectUuids().stream().sorted().toList(), options.managerType(),
				options.endpoints().stream().map(StringBinding::toString).toList(), options.endpointMap(),
				options.annotation(), registration.minimumAuthenticationLevel(),
				stub.operations().stream().map((operation) -> describe(operation, registration)).toList());
	}

	private static OperationDescriptor describe(OperationStub operation, RpcServer.Registration registration) {
		AuthenticationLevel level = registration.minimumAuthenticationLevel(operation.opnum());
		return new OperationDescriptor(operation.opnum(), operation.name(), signature(operation.method()),
				(level != registration.minimumAuthenticationLevel()) ? level : null);
	}

	private static String signature(Method method) {
		String parameters = Arrays.stream(method.getParameters())
			.map((parameter) -> type(parameter.getParameterizedType()) + name(parameter))
			.collect(Collectors.joining(", "));
		return "%s %s(%s)".formatted(type(method.getGenericReturnType()), method.getName(), parameters);
	}

	private static String type(Type type) {
		return PACKAGES.matcher(type.getTypeName()).replaceAll("").replace('$', '.');
	}

	private static String name(Parameter parameter) {
		return parameter.isNamePresent() ? " " + parameter.getName() : "";
	}

	private static EndpointMapDescriptor describe(RpcEndpointMap endpointMap) {
		return new EndpointMapDescriptor(endpointMap.describe(), endpointMap.entries()
			.stream()
			.map((entry) -> new EndpointMapEntryDescriptor(entry.interfaceId().uuid(), version(entry.interfaceId()),
					entry.objectUuid(), entry.endpoint().toString(), entry.annotation()))
			.toList());
	}

	private static String version(InterfaceId id) {
		return id.majorVersion() + "." + id.minorVersion();
	}

	private static ClientDescriptor describe(RpcClient client, RpcClients clients) {
		Map<String, BindingDescriptor> bindings = new LinkedHashMap<>();
		clients.bindings().forEach((binding) -> bindings.put(binding.name(), describe(binding)));
		return new ClientDescriptor(bindings, client.statistics());
	}

	private static BindingDescriptor describe(RpcClientBinding binding) {
		BindingHandle handle = binding.handle();
		String stringBindings = (binding.handles().size() > 1)
				? binding.handles().stream().map(BindingHandle::toString).collect(Collectors.joining(", "))
				: binding.stringBinding().toString();
		return new BindingDescriptor(stringBindings, handle.objectUuid(), handle.timeout(), security(handle),
				handle.option(TransportSecurity.OPTION) != null,
				binding.interfaces().stream().map((rpcInterface) -> describe(rpcInterface, handle)).toList());
	}

	private static @Nullable SecurityDescriptor security(BindingHandle handle) {
		AuthenticationInfo authentication = handle.option(AuthenticationInfo.OPTION);
		return (authentication != null && authentication.isAuthenticated())
				? new SecurityDescriptor(authentication.service(), authentication.level(),
						principal(authentication.credentials()),
						authentication.credentials() instanceof PerCallCredentials, authentication.targetPrincipal())
				: null;
	}

	/** Of the records' components only names are taken: the others are secrets. */
	private static @Nullable String principal(Credentials credentials) {
		if (credentials instanceof PasswordCredentials password) {
			return name(password.domain(), password.account());
		}
		if (credentials instanceof NtHashCredentials ntHash) {
			return name(ntHash.domain(), ntHash.account());
		}
		if (credentials instanceof KeytabCredentials keytab) {
			return keytab.principal();
		}
		return (credentials instanceof TicketCacheCredentials cache) ? cache.principal() : null;
	}

	private static String name(String domain, String account) {
		return domain.isEmpty() ? account : domain + "\\" + account;
	}

	private static ProxyDescriptor describe(Class<?> rpcInterface, BindingHandle handle) {
		InterfaceStub stub = InterfaceStub.of(rpcInterface);
		InterfaceId id = stub.interfaceId();
		Endpoint endpoint = handle.endpoint(id);
		return new ProxyDescriptor(stub.name(), rpcInterface.getName(), id.uuid(), version(id),
				(endpoint != null) ? endpoint.toString() : null);
	}

	/**
	 * What is served and called.
	 *
	 * @param server what is served, or {@code null} without a server
	 * @param client what is called, or {@code null} without a client
	 */
	public record RpcDescriptor(@Nullable ServerDescriptor server,
			@Nullable ClientDescriptor client) implements OperationResponseBody {

	}

	/**
	 * What is served.
	 *
	 * @param listening whether calls are accepted
	 * @param bindings where the server listens
	 * @param secureBindings those of them that have TLS
	 * @param authenticationServices the services that callers may authenticate with; none
	 * where nobody is authenticated
	 * @param interfaces what is registered
	 * @param endpointMap the endpoint map, or {@code null} without one
	 * @param statistics what the server counted
	 */
	public record ServerDescriptor(boolean listening, List<String> bindings, List<String> secureBindings,
			List<AuthenticationService> authenticationServices, List<ServiceDescriptor> interfaces,
			@Nullable EndpointMapDescriptor endpointMap, RpcServerStatistics statistics) {

	}

	/**
	 * An interface that is served.
	 *
	 * @param name its name
	 * @param type the Java interface
	 * @param uuid its UUID
	 * @param version its version
	 * @param implementation the class of the bean
	 * @param objects the objects that the bean serves; empty for all
	 * @param managerType the manager type, or {@code null} for nil
	 * @param endpoints the endpoints that it is confined to; empty for all
	 * @param endpointMap whether its endpoints are in the endpoint map
	 * @param annotation the text in the endpoint map
	 * @param minimumAuthenticationLevel the level that callers need
	 * @param operations its operations, in the order of their numbers
	 */
	public record ServiceDescriptor(String name, String type, UUID uuid, String version, String implementation,
			List<UUID> objects, @Nullable UUID managerType, List<String> endpoints, boolean endpointMap,
			String annotation, AuthenticationLevel minimumAuthenticationLevel, List<OperationDescriptor> operations) {

	}

	/**
	 * An operation.
	 *
	 * @param opnum the operation number
	 * @param name its name
	 * @param signature the Java method
	 * @param minimumAuthenticationLevel the level that its callers need, or {@code null}
	 * for that of the interface
	 */
	public record OperationDescriptor(int opnum, String name, String signature,
			@Nullable AuthenticationLevel minimumAuthenticationLevel) {

	}

	/**
	 * An endpoint map.
	 *
	 * @param description what to tell people about it
	 * @param entries its entries, as far as it is embedded
	 */
	public record EndpointMapDescriptor(String description, List<EndpointMapEntryDescriptor> entries) {

	}

	/**
	 * An entry of an endpoint map.
	 *
	 * @param uuid the UUID of the interface
	 * @param version the version of the interface
	 * @param object the object, or {@code null} for none
	 * @param endpoint where it is served
	 * @param annotation the text for people
	 */
	public record EndpointMapEntryDescriptor(UUID uuid, String version, @Nullable UUID object, String endpoint,
			String annotation) {

	}

	/**
	 * What is called.
	 *
	 * @param bindings the bindings by name
	 * @param statistics what the client counted
	 */
	public record ClientDescriptor(Map<String, BindingDescriptor> bindings, RpcClientStatistics statistics) {

	}

	/**
	 * A client binding.
	 *
	 * @param stringBinding where it leads
	 * @param object the object that is called, or {@code null} for none
	 * @param timeout the deadline of calls, or {@code null} for that of all bindings
	 * @param security who calls, or {@code null} for nobody
	 * @param tls whether its connections have TLS
	 * @param interfaces what is called over it
	 */
	public record BindingDescriptor(String stringBinding, @Nullable UUID object, @Nullable Duration timeout,
			@Nullable SecurityDescriptor security, boolean tls, List<ProxyDescriptor> interfaces) {

	}

	/**
	 * Who calls, and how calls are protected.
	 *
	 * @param service the authentication service
	 * @param level the level
	 * @param principal who calls, or {@code null} for nobody and for whoever has the
	 * tickets
	 * @param perCall whether that is whoever makes a call, so that it differs from call
	 * to call
	 * @param targetPrincipal the service principal name of the server, or {@code null}
	 * for that of its host
	 */
	public record SecurityDescriptor(AuthenticationService service, AuthenticationLevel level,
			@Nullable String principal, boolean perCall, @Nullable String targetPrincipal) {

	}

	/**
	 * An interface that is called.
	 *
	 * @param name its name
	 * @param type the Java interface
	 * @param uuid its UUID
	 * @param version its version
	 * @param endpoint where it is called, or {@code null} as long as that is not resolved
	 */
	public record ProxyDescriptor(String name, String type, UUID uuid, String version, @Nullable String endpoint) {

	}

}
