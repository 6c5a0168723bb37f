package io.opnum.rpc.binding;

import java.util.Locale;
import java.util.Map;
import java.util.function.Function;
import java.util.stream.Collectors;
import java.util.stream.Stream;

import io.opnum.rpc.InvalidBindingException;
import io.opnum.rpc.RpcStatus;

/**
 * A protocol sequence: RPC protocol, transport and network protocol in one name (C706
 * appendix B, MS-RPCE 2.1).
 *
 * @param name the name, in lower case
 * @since 0.1.0
 */
public record ProtocolSequence(String name) {

	/** Connection-oriented over TCP/IP. */
	public static final ProtocolSequence NCACN_IP_TCP = new ProtocolSequence("ncacn_ip_tcp");

	/** Connection-oriented over SMB named pipes. */
	public static final ProtocolSequence NCACN_NP = new ProtocolSequence("ncacn_np");

	/** Local. */
	public static final ProtocolSequence NCALRPC = new ProtocolSequence("ncalrpc");

	/** Connection-oriented over HTTP. */
	public static final ProtocolSequence NCACN_HTTP = new ProtocolSequence("ncacn_http");

	/** Datagram over UDP/IP. */
	public static final ProtocolSequence NCADG_IP_UDP = new ProtocolSequence("ncadg_ip_udp");

	/**
	 * Opnum's own: real PDUs between a server and a client in one virtual machine. For
	 * tests; no foreign peer knows it.
	 */
	public static final ProtocolSequence IN_PROCESS = new ProtocolSequence("opnum_inproc");

	private static final Map<String, ProtocolSequence> KNOWN = Stream
		.concat(Stream.of(NCACN_IP_TCP, NCACN_NP, NCALRPC, NCACN_HTTP, NCADG_IP_UDP, IN_PROCESS),
				Stream
					.of("ncacn_spx", "ncacn_nb_nb", "ncacn_nb_tcp", "ncacn_nb_ipx", "ncacn_dnet_nsp", "ncacn_at_dsp",
							"ncacn_vns_spp", "ncadg_ipx", "ncadg_mq")
					.map(ProtocolSequence::new))
		.collect(Collectors.toMap(ProtocolSequence::name, Function.identity()));

	/**
	 * Return the protocol sequence of a name.
	 * @param name the name, in any case
	 * @return the protocol sequence
	 * @throws InvalidBindingException if no such protocol sequence is known
	 * ({@code RPC_S_INVALID_RPC_PROTSEQ})
	 */
	public static ProtocolSequence of(String name) {
		ProtocolSequence known = KNOWN.get(name.toLowerCase(Locale.ROOT));
		if (known == null) {
			throw new InvalidBindingException(
					"'%s' is no protocol sequence: use ncacn_ip_tcp, ncalrpc or ncacn_np".formatted(name),
					RpcStatus.INVALID_RPC_PROTSEQ, true, null);
		}
		return known;
	}

	@Override
	public String toString() {
		return this.name;
	}

}
