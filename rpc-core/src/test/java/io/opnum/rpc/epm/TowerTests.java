package io.opnum.rpc.epm;

import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import java.util.Random;
import java.util.Set;
import java.util.UUID;
import java.util.stream.IntStream;
import java.util.stream.Stream;

import io.opnum.rpc.BadStubDataException;
import io.opnum.rpc.binding.Endpoint;
import io.opnum.rpc.binding.InterfaceId;
import io.opnum.rpc.binding.ProtocolSequence;
import io.opnum.rpc.binding.SyntaxId;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.junit.jupiter.params.provider.Arguments.arguments;

/**
 * Tests for {@link Tower}. Golden octets: what Samba 4.17 marshals, and what Samba and
 * impacket sent.
 */
class TowerTests {

	private static final HexFormat HEX = HexFormat.of();

	private static final InterfaceId SAMR = InterfaceId.of("12345778-1234-abcd-ef00-0123456789ac", "1.0");

	private static final ProtocolSequence UNIX_STREAM = ProtocolSequence.of("ncacn_unix_stream");

	private static final String SAMR_NDR = "13000d785734123412cdabef000123456789ac010002000000"
			+ "13000d045d888aeb1cc9119fe808002b10486002000200000001000b02000000";

	static Stream<Arguments> golden() {
		return Stream.of(
				arguments(ProtocolSequence.NCACN_IP_TCP, "10.99.0.40", "49154",
						"0500" + SAMR_NDR + "0100070200c00201000904000a630028"),
				arguments(ProtocolSequence.NCACN_NP, "RPCDC", "\\pipe\\lsass",
						"0500" + SAMR_NDR + "01000f0c005c706970655c6c736173730001001108005c5c525043444300"),
				arguments(ProtocolSequence.NCALRPC, "", "DEFAULT",
						"0400" + SAMR_NDR.replace("01000b", "01000c") + "010010080044454641554c5400"),
				arguments(ProtocolSequence.NCACN_HTTP, "10.99.0.40", "593",
						"0500" + SAMR_NDR + "01001f0200025101000904000a630028"),
				arguments(ProtocolSequence.NCADG_IP_UDP, "10.99.0.40", "135",
						"0500" + SAMR_NDR.replace("01000b", "01000a") + "0100080200008701000904000a630028"));
	}

	@ParameterizedTest
	@MethodSource("golden")
	void decodesGoldenTowers(ProtocolSequence protocolSequence, String address, String endpoint, String hex) {
		Tower tower = Tower.decode(HEX.parseHex(hex));
		assertThat(tower.interfaceId()).isEqualTo(SAMR);
		assertThat(tower.transferSyntax()).isEqualTo(SyntaxId.NDR);
		assertThat(tower.protocolSequence()).isEqualTo(protocolSequence);
		assertThat(tower.endpoint()).isEqualTo(new Endpoint(protocolSequence, address, endpoint));
	}

	@ParameterizedTest
	@MethodSource("golden")
	void encodesGoldenTowers(ProtocolSequence protocolSequence, String address, String endpoint, String hex) {
		Tower tower = Tower.of(SAMR, SyntaxId.NDR, new Endpoint(protocolSequence, address, endpoint));
		assertThat(HEX.formatHex(tower.encode())).isEqualTo(hex);
	}

	@ParameterizedTest
	@MethodSource("golden")
	void refusesEveryTruncation(ProtocolSequence protocolSequence, String address, String endpoint, String hex) {
		byte[] octets = HEX.parseHex(hex);
		assertThat(IntStream.range(0, octets.length))
			.allSatisfy((length) -> assertThatExceptionOfType(BadStubDataException.class)
				.isThrownBy(() -> Tower.decode(Arrays.copyOf(octets, length)))
				.withMessageContaining("C706 appendix L"));
	}

	@Test
	void keepsEveryCapturedTowerAsItIs() {
		Set<String> captured = CapturedTowers.all();
		assertThat(captured).hasSizeGreaterThan(50).allSatisfy((hex) -> {
			Tower tower = Tower.decode(HEX.parseHex(hex));
			assertThat(HEX.formatHex(tower.encode())).isEqualTo(hex);
			Endpoint endpoint = tower.endpoint();
			assertThat(endpoint).isNotNull();
			Tower composed = Tower.of(tower.interfaceId(), tower.transferSyntax(), endpoint);
			assertThat(HEX.formatHex(composed.encode())).isEqualTo(hex);
		});
	}

	@Test
	void asksWithoutAnEndpoint() {
		assertThat(HEX.formatHex(question(ProtocolSequence.NCACN_IP_TCP).encode()))
			.endsWith("01000702000000" + "01000904" + "0000000000");
		assertThat(HEX.formatHex(question(ProtocolSequence.NCACN_NP).encode()))
			.endsWith("01000f010000" + "010011010000");
		assertThat(question(ProtocolSequence.NCACN_IP_TCP).endpoint())
			.isEqualTo(new Endpoint(ProtocolSequence.NCACN_IP_TCP, "", ""));
	}

	@Test
	void readsTowersOfSambasUnixStreams() {
		Tower tower = Tower
			.decode(HEX.parseHex("0400" + SAMR_NDR + "010020" + "0b00" + HEX.formatHex("/run/epmapp".getBytes())));
		assertThat(tower.endpoint()).isEqualTo(new Endpoint(UNIX_STREAM, "", "/run/epmapp"));
	}

	@Test
	void hasTowersOfInProcessEndpoints() {
		Endpoint endpoint = new Endpoint(ProtocolSequence.IN_PROCESS, "", "inventory");
		Tower tower = Tower.decode(Tower.of(SAMR, SyntaxId.NDR64, endpoint).encode());
		assertThat(tower.endpoint()).isEqualTo(endpoint);
		assertThat(tower.transferSyntax()).isEqualTo(SyntaxId.NDR64);
	}

	@ParameterizedTest
	@ValueSource(strings = { "2001:db8::7", "stock.example.org", "", "0.0.0.0", "300.1.1.1", "1.2.3", "1.2.3.4." })
	void leavesAnAddressOpenThatIsNoIpv4Address(String address) {
		Tower tower = Tower.of(SAMR, SyntaxId.NDR, new Endpoint(ProtocolSequence.NCACN_IP_TCP, address, "49154"));
		assertThat(tower.endpoint()).isEqualTo(new Endpoint(ProtocolSequence.NCACN_IP_TCP, "", "49154"));
	}

	@Test
	void keepsFloorsOfUnknownProtocols() {
		String hex = "0400" + SAMR_NDR + "0300" + "ee0102" + "0300" + "030405";
		Tower tower = Tower.decode(HEX.parseHex(hex));
		assertThat(tower.protocolSequence()).isNull();
		assertThat(tower.endpoint()).isNull();
		assertThat(tower.floors().get(3)).isEqualTo(new Floor(0xee, new byte[] { 1, 2 }, new byte[] { 3, 4, 5 }))
			.hasToString("unknown(ee)[0102|030405]");
		assertThat(HEX.formatHex(tower.encode())).isEqualTo(hex);
	}

	@ParameterizedTest
	@EnumSource
	void knowsTheAssignedProtocols(ProtocolIdentifier protocol) {
		assertThat(ProtocolIdentifier.of(protocol.code())).isSameAs(protocol);
		assertThat(Floor.of(protocol, new byte[0]).is(protocol)).isTrue();
	}

	@Test
	void ignoresOctetsBehindTheLastFloor() {
		Tower tower = Tower.of(SAMR, SyntaxId.NDR, new Endpoint(ProtocolSequence.NCALRPC, "", "name"));
		assertThat(Tower.decode(Arrays.copyOf(tower.encode(), 200))).isEqualTo(tower);
	}

	@Test
	void refusesMoreFloorsThanThereAreOctetsFor() {
		assertThatExceptionOfType(BadStubDataException.class)
			.isThrownBy(() -> Tower.decode(HEX.parseHex("ffff0100070000")))
			.withMessageContaining("65535 floors");
	}

	@Test
	void refusesAFloorWithoutAProtocol() {
		assertThatExceptionOfType(BadStubDataException.class)
			.isThrownBy(() -> Tower.decode(HEX.parseHex("01000000000000")))
			.withMessageContaining("floor 1 at offset 4")
			.withMessageContaining("no protocol identifier");
	}

	@Test
	void refusesALengthThatExceedsTheTower() {
		assertThatExceptionOfType(BadStubDataException.class)
			.isThrownBy(() -> Tower.decode(HEX.parseHex("0100" + "010007" + "ffff" + "0087")))
			.withMessageContaining("floor 1 at offset 7")
			.withMessageContaining("65535")
			.withMessageContaining("2 left");
	}

	@Test
	void refusesATowerThatIsTooLong() {
		assertThatExceptionOfType(BadStubDataException.class).isThrownBy(() -> Tower.decode(new byte[2001]))
			.withMessageContaining("2000");
		assertThatIllegalArgumentException()
			.isThrownBy(
					() -> Tower.of(SAMR, SyntaxId.NDR, new Endpoint(ProtocolSequence.NCALRPC, "", "n".repeat(2000))))
			.withMessageContaining("2000");
	}

	@Test
	void refusesATowerWithoutAnInterface() {
		assertThatExceptionOfType(BadStubDataException.class).isThrownBy(() -> new Tower(List.of()).interfaceId());
		Tower tower = new Tower(List.of(Floor.of(ProtocolIdentifier.TCP, 135)));
		assertThatExceptionOfType(BadStubDataException.class).isThrownBy(tower::interfaceId)
			.withMessageContaining("tcp(07)[|0087]");
	}

	@Test
	void refusesAPortOrAddressOfTheWrongLength() {
		Tower tower = Tower.decode(HEX.parseHex("0500" + SAMR_NDR + "0100070300c00201" + "01000904000a630028"));
		assertThatExceptionOfType(BadStubDataException.class).isThrownBy(tower::endpoint)
			.withMessageContaining("3 octets where a port has 2");
		Tower other = Tower.decode(HEX.parseHex("0500" + SAMR_NDR + "0100070200c002" + "01000901000a"));
		assertThatExceptionOfType(BadStubDataException.class).isThrownBy(other::endpoint)
			.withMessageContaining("1 octets where an IPv4 address has 4");
	}

	@ParameterizedTest
	@ValueSource(strings = { "http", "-1", "65536", "1 " })
	void refusesAnEndpointThatIsNoPort(String port) {
		assertThatIllegalArgumentException()
			.isThrownBy(() -> Tower.of(SAMR, SyntaxId.NDR, new Endpoint(ProtocolSequence.NCACN_IP_TCP, "", port)))
			.withMessageContaining("'" + port + "'");
	}

	@Test
	void refusesAProtocolSequenceWithoutATower() {
		assertThatIllegalArgumentException().isThrownBy(() -> question(ProtocolSequence.of("ncacn_dnet_nsp")))
			.withMessageContaining("ncacn_dnet_nsp");
	}

	@Test
	void roundTripsWhateverIsComposed() {
		Random random = new Random(706);
		List<ProtocolSequence> protocolSequences = List.of(ProtocolSequence.NCACN_IP_TCP, ProtocolSequence.NCADG_IP_UDP,
				ProtocolSequence.NCACN_HTTP, ProtocolSequence.NCACN_NP, ProtocolSequence.NCALRPC, UNIX_STREAM,
				ProtocolSequence.IN_PROCESS);
		for (int i = 0; i < 2000; i++) {
			ProtocolSequence protocolSequence = protocolSequences.get(random.nextInt(protocolSequences.size()));
			InterfaceId interfaceId = new InterfaceId(new UUID(random.nextLong(), random.nextLong()),
					random.nextInt(0x10000), random.nextInt(0x10000));
			SyntaxId syntax = new SyntaxId(new UUID(random.nextLong(), random.nextLong()), random.nextInt(0x10000),
					random.nextInt(0x10000));
			Endpoint endpoint = switch (protocolSequence.name()) {
				case "ncacn_ip_tcp", "ncadg_ip_udp", "ncacn_http" -> new Endpoint(protocolSequence,
						"%d.%d.0.%d".formatted(1 + random.nextInt(255), random.nextInt(256), random.nextInt(256)),
						Integer.toString(1 + random.nextInt(0xffff)));
				case "ncacn_np" -> new Endpoint(protocolSequence, "HOST" + i, "\\pipe\\" + random.nextInt());
				default -> new Endpoint(protocolSequence, "", "näme" + random.nextInt());
			};
			Tower tower = Tower.of(interfaceId, syntax, endpoint);
			Tower decoded = Tower.decode(tower.encode());
			assertThat(decoded).isEqualTo(tower).hasSameHashCodeAs(tower);
			assertThat(decoded.interfaceId()).isEqualTo(interfaceId);
			assertThat(decoded.transferSyntax()).isEqualTo(syntax);
			assertThat(decoded.endpoint()).isEqualTo(endpoint);
		}
	}

	@Test
	void answersNothingButBadStubDataToAnyOctets() {
		Random random = new Random(1977);
		List<byte[]> towers = CapturedTowers.all().stream().map(HEX::parseHex).toList();
		int refused = 0;
		for (int i = 0; i < 20_000; i++) {
			byte[] octets = towers.get(random.nextInt(towers.size())).clone();
			for (int change = random.nextInt(4); change >= 0; change--) {
				octets[random.nextInt(octets.length)] = (byte) random.nextInt();
			}
			octets = Arrays.copyOf(octets, random.nextInt(octets.length + 8));
			try {
				Tower tower = Tower.decode(octets);
				assertThat(octets).startsWith(tower.encode());
				tower.interfaceId();
				tower.transferSyntax();
				tower.endpoint();
			}
			catch (BadStubDataException ex) {
				refused++;
			}
		}
		assertThat(refused).isBetween(1000, 19_999);
	}

	private static Tower question(ProtocolSequence protocolSequence) {
		return Tower.of(SAMR, SyntaxId.NDR, new Endpoint(protocolSequence, "", ""));
	}

}
