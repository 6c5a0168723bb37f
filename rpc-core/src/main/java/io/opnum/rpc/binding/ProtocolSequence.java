package io.opnum.rpc.binding;

import java.util.Arrays;
import java.util.EnumSet;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.function.Function;
import java.util.stream.Collectors;

import io.opnum.rpc.InvalidBindingException;
import io.opnum.rpc.RpcStatus;

/**
 * A protocol sequence: RPC protocol, transport and network protocol in one name (C706
 * appendix B, MS-RPCE 2.1). Immutable; there is one object for each name.
 *
 * @since 0.1.0
 */
public final class ProtocolSequence {

	/** Connection-oriented over TCP/IP. */
	public static final ProtocolSequence NCACN_IP_TCP = new ProtocolSequence("ncacn_ip_tcp", EndpointFormat.PORT);

	/** Connection-oriented over SMB named pipes. */
	public static final ProtocolSequence NCACN_NP = new ProtocolSequence("ncacn_np", EndpointFormat.PIPE,
			NetworkOption.SECURITY);

	/** Local. */
	public static final ProtocolSequence NCALRPC = new ProtocolSequence("ncalrpc", EndpointFormat.LOCAL_NAME,
			NetworkOption.SECURITY);

	/** Connection-oriented over HTTP. */
	public static final ProtocolSequence NCACN_HTTP = new ProtocolSequence("ncacn_http", EndpointFormat.PORT,
			NetworkOption.RPC_PROXY, NetworkOption.HTTP_PROXY, NetworkOption.HTTP_CONNECT_OPTION);

	/** Datagram over UDP/IP. */
	public static final ProtocolSequence NCADG_IP_UDP = new ProtocolSequence("ncadg_ip_udp", EndpointFormat.PORT,
			NetworkOption.SECURITY);

	/**
	 * Opnum's own: real PDUs between a server and a client in one virtual machine. For
	 * tests; no foreign peer knows it.
	 */
	public static final ProtocolSequence IN_PROCESS = new ProtocolSequence("opnum_inproc",
			EndpointFormat.IN_PROCESS_NAME);

	private static final Map<String, ProtocolSequence> KNOWN = Arrays
		.asList(NCACN_IP_TCP, NCACN_NP, NCALRPC, NCACN_HTTP, NCADG_IP_UDP, IN_PROCESS, unsupported("ncacn_spx"),
				unsupported("ncacn_nb_nb"), unsupported("ncacn_nb_tcp"), unsupported("ncacn_nb_ipx"),
				unsupported("ncacn_dnet_nsp"), unsupported("ncacn_at_dsp"), unsupported("ncacn_vns_spp"),
				unsupported("ncadg_ipx"), unsupported("ncadg_mq"),
				new ProtocolSequence("ncacn_unix_stream", EndpointFormat.SOCKET_FILE),
				new ProtocolSequence("ncadg_unix_dgram", EndpointFormat.SOCKET_FILE))
		.stream()
		.collect(Collectors.toUnmodifiableMap(ProtocolSequence::name, Function.identity()));

	private final String name;

	private final EndpointFormat format;

	private final Set<NetworkOption> options;

	private ProtocolSequence(String name, EndpointFormat format, NetworkOption... options) {
		this.name = name;
		this.format = format;
		this.options = EnumSet.noneOf(NetworkOption.class);
		this.options.addAll(Arrays.asList(options));
	}

	private static ProtocolSequence unsupported(String name) {
		return new ProtocolSequence(name, EndpointFormat.UNSUPPORTED);
	}

	/**
	 * Return the protocol sequence of a name.
	 * @param name the name, in any case
	 * @return the protocol sequence; not all are {@link #isSupported() supported}
	 * @throws InvalidBindingException if no such protocol sequence is known
	 * ({@code RPC_S_INVALID_RPC_PROTSEQ})
	 */
	public static ProtocolSequence of(String name) {
		ProtocolSequence known = KNOWN.get(name.toLowerCase(Locale.ROOT));
		if (known == null) {
			throw new InvalidBindingException(
					"'%s' is no protocol sequence: use ncacn_ip_tcp".formatted(Printable.of(name)),
					RpcStatus.INVALID_RPC_PROTSEQ, true, null);
		}
		return known;
	}

	/**
	 * Return the name.
	 * @return the name, in lower case
	 */
	public String name() {
		return this.name;
	}

	/**
	 * Return whether standard string bindings of this protocol sequence can be made.
	 * Those of extinct networks are known by name alone, those of Samba's dialect to it
	 * alone. What can be called over is another question: that takes a transport.
	 * @return whether it is supported
	 */
	public boolean isSupported() {
		return this.format != EndpointFormat.UNSUPPORTED && this.format != EndpointFormat.SOCKET_FILE;
	}

	EndpointFormat format() {
		return this.format;
	}

	boolean allows(NetworkOption option) {
		return this.options.contains(option);
	}

	@Override
	public String toString() {
		return this.name;
	}

}
