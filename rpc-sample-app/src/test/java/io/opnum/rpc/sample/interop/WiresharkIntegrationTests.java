package io.opnum.rpc.sample.interop;

import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Set;
import java.util.UUID;

import io.opnum.rpc.Out;
import io.opnum.rpc.RpcClient;
import io.opnum.rpc.binding.BindingHandle;
import io.opnum.rpc.binding.StringBinding;
import io.opnum.rpc.binding.TransferSyntax;
import io.opnum.rpc.sample.api.Category;
import io.opnum.rpc.sample.api.OrderDesk;
import io.opnum.rpc.sample.api.RpcEcho;
import io.opnum.rpc.sample.api.UnknownSkuException;
import org.junit.jupiter.api.Test;

import org.springframework.beans.factory.annotation.Autowired;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

/**
 * Wireshark's dissector reads what Opnum's client and server say to each other.
 */
@RequiresPeer(Peer.TSHARK)
@SampleTest
class WiresharkIntegrationTests {

	@Autowired
	private SampleServer sample;

	@Test
	void everyPduIsUnderstood() throws Exception {
		Path file = Files.createDirectories(Command.STATE).resolve("session.pcapng");
		try (Capture capture = Capture.start(file,
				"tcp port %d or tcp port %d".formatted(this.sample.mapperPort(), this.sample.port()))) {
			session();
			capture.finish();
		}
		List<String> packets = dissect(file, "dcerpc", "_ws.col.Protocol", "_ws.col.Info");
		assertThat(packets).anyMatch((packet) -> packet.matches("DCERPC\\tBind: .*EPMv4 V3\\.0 \\(32bit NDR\\).*"))
			.anyMatch((packet) -> packet.matches("DCERPC\\tBind: .*V1\\.0 \\(64bit NDR\\).*"))
			.anyMatch((packet) -> packet.matches("DCERPC\\tBind_ack: .*rejection, Acceptance.*"))
			.anyMatch((packet) -> packet.matches("EPM\\tMap request.*"))
			.anyMatch((packet) -> packet.matches("EPM\\tMap response.*"))
			.anyMatch((packet) -> packet.matches("EPM\\tLookup request.*"))
			.anyMatch((packet) -> packet.matches("EPM\\tLookup response.*"))
			.anyMatch((packet) -> packet.matches("MGMT\\t.*"))
			.anyMatch((packet) -> packet.matches("DCERPC\\tRequest: .*opnum: 3.*"))
			.anyMatch((packet) -> packet.matches("DCERPC\\tResponse: .*"))
			.anyMatch((packet) -> packet.matches("DCERPC\\tFault: .*"));
		assertThat(dissect(file, "_ws.malformed", "frame.number", "_ws.col.Info")).as("malformed packets").isEmpty();
		assertThat(dissect(file, "_ws.expert.severity == error", "frame.number", "_ws.col.Info")).as("errors")
			.isEmpty();
		assertThat(dissect(file, "dcerpc && _ws.expert.severity == warning", "frame.number", "_ws.expert.message"))
			.as("warnings")
			.isEmpty();
	}

	private void session() throws Exception {
		String mapper = "ncacn_ip_tcp:127.0.0.1[%d]".formatted(this.sample.mapperPort());
		try (RpcClient client = RpcClient.builder().endpointMapperPort(this.sample.mapperPort()).build()) {
			BindingHandle handle = BindingHandle.of("ncacn_ip_tcp:127.0.0.1");
			lookUp(StringBinding.parse(mapper));
			OrderDesk orderDesk = client.proxy(OrderDesk.class, handle);
			assertThat(orderDesk.articles(Category.TOOLS)).isNotEmpty();
			assertThat(orderDesk.order(UUID.randomUUID())).isEmpty();
			assertThatExceptionOfType(UnknownSkuException.class).isThrownBy(() -> orderDesk.inStock("NO-SUCH"));
			RpcEcho echo = client.proxy(RpcEcho.class, handle.copy());
			byte[] fragments = new byte[50_000];
			Out<byte[]> echoed = new Out<>();
			echo.echoData(fragments.length, fragments, echoed);
			echo.sourceData(fragments.length, new Out<>());
			assertThat(
					client.isServerListening(handle, RpcEcho.class, Duration.ofSeconds(5)).toCompletableFuture().get())
				.isTrue();
		}
	}

	/** In NDR: Wireshark's dissector of this operation knows no other. */
	private void lookUp(StringBinding mapper) {
		try (RpcClient client = RpcClient.builder().transferSyntaxes(Set.of(TransferSyntax.NDR)).build()) {
			assertThat(client.endpointMap(mapper)).isNotEmpty();
		}
	}

	private List<String> dissect(Path file, String filter, String... fields) {
		Command tshark = Command.of("tshark", "-r", file.toString(), "-d",
				"tcp.port==%d,dcerpc".formatted(this.sample.mapperPort()), "-d",
				"tcp.port==%d,dcerpc".formatted(this.sample.port()), "-Y", filter, "-T", "fields");
		for (String field : fields) {
			tshark = tshark.with("-e", field);
		}
		return tshark.run().requireSuccess().output().lines().filter((line) -> line.contains("\t")).toList();
	}

}
