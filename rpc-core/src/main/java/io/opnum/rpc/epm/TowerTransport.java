package io.opnum.rpc.epm;

import java.util.Arrays;
import java.util.List;

import io.opnum.rpc.binding.Endpoint;
import io.opnum.rpc.binding.ProtocolSequence;
import org.jspecify.annotations.Nullable;

/**
 * How a protocol sequence stands in a tower: the identifiers of the floors from the third
 * on, and what their right-hand sides hold.
 */
enum TowerTransport {

	NCACN_IP_TCP(ProtocolSequence.NCACN_IP_TCP, ProtocolIdentifier.CONNECTION_ORIENTED, ProtocolIdentifier.TCP,
			ProtocolIdentifier.IP),

	NCADG_IP_UDP(ProtocolSequence.NCADG_IP_UDP, ProtocolIdentifier.CONNECTIONLESS, ProtocolIdentifier.UDP,
			ProtocolIdentifier.IP),

	NCACN_HTTP(ProtocolSequence.NCACN_HTTP, ProtocolIdentifier.CONNECTION_ORIENTED, ProtocolIdentifier.HTTP,
			ProtocolIdentifier.IP),

	NCACN_NP(ProtocolSequence.NCACN_NP, ProtocolIdentifier.CONNECTION_ORIENTED, ProtocolIdentifier.NAMED_PIPE,
			ProtocolIdentifier.NETBIOS),

	NCALRPC(ProtocolSequence.NCALRPC, ProtocolIdentifier.LOCAL, ProtocolIdentifier.LOCAL_ENDPOINT, null),

	/** Samba's; Opnum has no such transport, but reads it in endpoint maps. */
	NCACN_UNIX_STREAM(ProtocolSequence.of("ncacn_unix_stream"), ProtocolIdentifier.CONNECTION_ORIENTED,
			ProtocolIdentifier.UNIX_STREAM, null),

	IN_PROCESS(ProtocolSequence.IN_PROCESS, ProtocolIdentifier.CONNECTION_ORIENTED, ProtocolIdentifier.IN_PROCESS,
			null);

	/** The floors of interface, transfer syntax and RPC protocol. */
	private static final int FLOORS_BELOW_ENDPOINT = 3;

	private static final String HOST_PREFIX = "\\\\";

	private final ProtocolSequence protocolSequence;

	private final ProtocolIdentifier rpcProtocol;

	private final ProtocolIdentifier endpoint;

	private final @Nullable ProtocolIdentifier address;

	TowerTransport(ProtocolSequence protocolSequence, ProtocolIdentifier rpcProtocol, ProtocolIdentifier endpoint,
			@Nullable ProtocolIdentifier address) {
		this.protocolSequence = protocolSequence;
		this.rpcProtocol = rpcProtocol;
		this.endpoint = endpoint;
		this.address = address;
	}

	static @Nullable TowerTransport of(ProtocolSequence protocolSequence) {
		return Arrays.stream(values())
			.filter((transport) -> transport.protocolSequence.equals(protocolSequence))
			.findFirst()
			.orElse(null);
	}

	/**
	 * Find the transport of a tower: that whose floors are all there, and no others.
	 * @param floors the floors of a tower
	 * @return the transport, or {@code null} where they are none that is known
	 */
	static @Nullable TowerTransport of(List<Floor> floors) {
		return Arrays.stream(values()).filter((transport) -> transport.matches(floors)).findFirst().orElse(null);
	}

	private boolean matches(List<Floor> floors) {
		int count = FLOORS_BELOW_ENDPOINT + ((this.address != null) ? 2 : 1);
		return floors.size() == count && floors.get(2).is(this.rpcProtocol) && floors.get(3).is(this.endpoint)
				&& (this.address == null || floors.get(4).is(this.address));
	}

	/** Return whether a tower of this transport has an IPv4 address. */
	boolean hasIpAddress() {
		return this.address == ProtocolIdentifier.IP;
	}

	ProtocolSequence protocolSequence() {
		return this.protocolSequence;
	}

	/**
	 * Make the floors of an endpoint.
	 * @param endpoint the endpoint; either part may be empty
	 * @return the floors from the third on
	 * @throws IllegalArgumentException if the endpoint is none of this protocol sequence
	 */
	List<Floor> floors(Endpoint endpoint) {
		Floor rpcProtocol = Floor.of(this.rpcProtocol, new byte[2]);
		Floor endpointFloor = switch (this.endpoint) {
			case TCP, UDP, HTTP -> Floor.of(this.endpoint, port(endpoint));
			default -> Floor.of(this.endpoint, endpoint.endpoint());
		};
		if (this.address == null) {
			return List.of(rpcProtocol, endpointFloor);
		}
		Floor addressFloor = hasIpAddress() ? Floor.of(this.address, Ipv4.parse(endpoint.networkAddress(), Ipv4.ANY))
				: Floor.of(this.address, hostWithPrefix(endpoint.networkAddress()));
		return List.of(rpcProtocol, endpointFloor, addressFloor);
	}

	/**
	 * Read the endpoint of a tower of this transport.
	 * @param floors the floors of the tower
	 * @return the endpoint; a part that the tower leaves open is empty
	 * @throws io.opnum.rpc.BadStubDataException if a floor is too short or too long
	 */
	Endpoint endpoint(List<Floor> floors) {
		Floor endpointFloor = floors.get(3);
		String endpoint = switch (this.endpoint) {
			case TCP, UDP, HTTP -> (endpointFloor.port() != 0) ? Integer.toString(endpointFloor.port()) : "";
			default -> endpointFloor.text();
		};
		if (this.address == null) {
			return new Endpoint(this.protocolSequence, "", endpoint);
		}
		Floor addressFloor = floors.get(4);
		String address = hasIpAddress() ? Ipv4.format(addressFloor.address()) : hostWithoutPrefix(addressFloor.text());
		return new Endpoint(this.protocolSequence, address, endpoint);
	}

	private static int port(Endpoint endpoint) {
		if (endpoint.endpoint().isEmpty()) {
			return 0;
		}
		try {
			int port = Integer.parseInt(endpoint.endpoint());
			if (port >>> 16 == 0) {
				return port;
			}
		}
		catch (NumberFormatException ex) {
			// falls through to the message that both mistakes share
		}
		throw new IllegalArgumentException("The endpoint '%s' of %s is no port: expected a number from 0 to 65535"
			.formatted(endpoint.endpoint(), endpoint.protocolSequence()));
	}

	private static String hostWithPrefix(String host) {
		return (host.isEmpty() || host.startsWith(HOST_PREFIX)) ? host : HOST_PREFIX + host;
	}

	private static String hostWithoutPrefix(String host) {
		return host.startsWith(HOST_PREFIX) ? host.substring(HOST_PREFIX.length()) : host;
	}

}
