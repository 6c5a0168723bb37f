package io.opnum.rpc.sample.interop;

import java.io.IOException;
import java.io.OutputStream;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HexFormat;

import io.netty.pkitesting.CertificateBuilder;
import io.netty.pkitesting.CertificateBuilder.Algorithm;
import io.netty.pkitesting.X509Bundle;
import io.opnum.rpc.Out;
import io.opnum.rpc.RpcAccessDeniedException;
import io.opnum.rpc.RpcInterface;
import io.opnum.rpc.RpcServer;
import io.opnum.rpc.binding.BindingHandle;
import io.opnum.rpc.binding.Endpoint;
import io.opnum.rpc.binding.StringBinding;
import io.opnum.rpc.sample.FreePorts;
import io.opnum.rpc.sample.api.RpcEcho;
import io.opnum.rpc.transport.TransportSecurity;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

/**
 * TLS of other makers: OpenSSL's client calls Opnum's server, and Opnum's client calls
 * Samba behind stunnel. What is within TLS is plain DCE/RPC.
 */
@RequiresPeer({ Peer.OPENSSL, Peer.SAMBA, Peer.STUNNEL })
class TlsIntegrationTests extends AbstractSambaServerTests {

	/** Call 1 binds rpcecho in NDR. */
	private static final byte[] BIND = HexFormat.of()
		.parseHex("05000b03" + "10000000" + "48000000" + "01000000" + "d016d016" + "00000000" + "01000000" + "00000100"
				+ "c55ea160e84dd711a637005056a20182" + "01000000" + "045d888aeb1cc9119fe808002b104860" + "02000000");

	/** Call 2 is AddOne of 41. */
	private static final byte[] ADD_ONE = HexFormat.of()
		.parseHex("05000003" + "10000000" + "1c000000" + "02000000" + "04000000" + "00000000" + "29000000");

	private static final int BIND_ACK = 12;

	private static final int RESPONSE = 2;

	private X509Bundle authority;

	private Path trusted;

	private RpcServer server;

	private PeerProcess stunnel;

	private int stunnelPort;

	@BeforeAll
	void startServers(@TempDir Path state) throws Exception {
		this.authority = authority("Opnum Tests");
		this.trusted = Files.writeString(state.resolve("authority.pem"), this.authority.getCertificatePEM());
		X509Bundle certificate = new CertificateBuilder().algorithm(Algorithm.ecp256)
			.subject("CN=stock")
			.addSanDnsName("localhost")
			.addExtendedKeyUsageServerAuth()
			.buildIssuedBy(this.authority);
		this.server = RpcServer.builder()
			.endpoint(StringBinding.parseServerEndpoint("ncacn_ip_tcp:127.0.0.1"),
					TransportSecurity.forServer(certificate.toKeyManagerFactory()).build())
			.build();
		this.server.register(Increment.class, (value) -> value + 1);
		this.server.start();
		Endpoint samba = client().resolve(BindingHandle.of("ncacn_ip_tcp:" + address()), RpcEcho.class)
			.toCompletableFuture()
			.join();
		Path pem = state.resolve("stock.pem");
		Files.writeString(pem, certificate.getCertificatePathPEM() + certificate.getPrivateKeyPEM());
		this.stunnelPort = FreePorts.find();
		this.stunnel = PeerProcess.start(Command.of(Command.PEERS.resolve("stunnel.sh").toString(), state.toString(),
				String.valueOf(this.stunnelPort), address() + ":" + samba.endpoint(), pem.toString()));
	}

	@AfterAll
	void stopServers() throws IOException {
		if (this.stunnel != null) {
			this.stunnel.close();
		}
		if (this.server != null) {
			this.server.close();
		}
	}

	@ParameterizedTest
	@ValueSource(strings = { "-tls1_2", "-tls1_3" })
	void opensslVerifiesTheServerAndCallsIt(String version) throws Exception {
		Process openssl = new ProcessBuilder(openssl(version).words()).redirectError(ProcessBuilder.Redirect.DISCARD)
			.start();
		try (OutputStream requests = openssl.getOutputStream()) {
			requests.write(BIND);
			requests.flush();
			assertThat(nextPdu(openssl).get(2)).isEqualTo((byte) BIND_ACK);
			requests.write(ADD_ONE);
			requests.flush();
			ByteBuffer response = nextPdu(openssl);
			assertThat(response.get(2)).isEqualTo((byte) RESPONSE);
			assertThat(response.getInt(12)).as("call_id").isEqualTo(2);
			assertThat(response.getInt(24)).isEqualTo(42);
		}
		finally {
			openssl.destroyForcibly();
		}
	}

	@Test
	void opensslIsRefusedWithAnOldVersion() throws Exception {
		Command.Result refused = openssl("-tls1_1", "-cipher", "DEFAULT@SECLEVEL=0").run();
		assertThat(refused.exitCode()).isEqualTo(1);
		assertThat(refused.output()).contains("alert protocol version");
	}

	@Test
	void callsSambaBehindStunnel() throws Exception {
		RpcEcho echo = echo("localhost", this.authority);
		assertThat(echo.addOne(41)).isEqualTo(42);
		byte[] sent = new byte[100_000];
		for (int i = 0; i < sent.length; i++) {
			sent[i] = (byte) (i * 7);
		}
		Out<byte[]> received = new Out<>();
		echo.echoData(sent.length, sent, received);
		assertThat(received.get()).isEqualTo(sent);
	}

	@Test
	void saysThatTheAuthorityIsNotTrusted() throws Exception {
		RpcEcho echo = echo("localhost", authority("Strangers"));
		assertThatExceptionOfType(RpcAccessDeniedException.class).isThrownBy(() -> echo.addOne(41))
			.withMessageContaining("trust its authority")
			.satisfies((ex) -> assertThat(ex.didNotExecute()).isTrue());
	}

	@Test
	void saysThatTheCertificateIsForAnotherHost() throws Exception {
		RpcEcho echo = echo("127.0.0.1", this.authority);
		assertThatExceptionOfType(RpcAccessDeniedException.class).isThrownBy(() -> echo.addOne(41))
			.withMessageContaining("the certificate of the server is not for '127.0.0.1'")
			.satisfies((ex) -> assertThat(ex.didNotExecute()).isTrue());
	}

	private RpcEcho echo(String host, X509Bundle trusted) throws Exception {
		TransportSecurity security = TransportSecurity.forClient().trust(trusted.toTrustManagerFactory()).build();
		return client().proxy(RpcEcho.class, BindingHandle.of("ncacn_ip_tcp:%s[%d]".formatted(host, this.stunnelPort))
			.with(TransportSecurity.OPTION, security));
	}

	/**
	 * OpenSSL's client, which goes on only if it has verified the server, and not for
	 * long.
	 */
	private Command openssl(String... options) {
		return Command
			.of("timeout", "30", "openssl", "s_client", "-quiet", "-connect",
					"127.0.0.1:" + this.server.secureBindings().get(0).endpoint(), "-CAfile", this.trusted.toString(),
					"-verify_return_error", "-verify_hostname", "localhost")
			.with(options);
	}

	private static ByteBuffer nextPdu(Process openssl) throws IOException {
		byte[] header = openssl.getInputStream().readNBytes(16);
		assertThat(header).as("header of a PDU").hasSize(16);
		int length = ByteBuffer.wrap(header).order(ByteOrder.LITTLE_ENDIAN).getShort(8);
		byte[] body = openssl.getInputStream().readNBytes(length - header.length);
		return ByteBuffer.allocate(length).order(ByteOrder.LITTLE_ENDIAN).put(header).put(body);
	}

	private static X509Bundle authority(String name) throws Exception {
		return new CertificateBuilder().algorithm(Algorithm.ecp256)
			.subject("CN=" + name)
			.setIsCertificateAuthority(true)
			.buildSelfSigned();
	}

	@RpcInterface(uuid = "60a15ec5-4de8-11d7-a637-005056a20182", version = "1.0")
	interface Increment {

		int addOne(int value);

	}

}
