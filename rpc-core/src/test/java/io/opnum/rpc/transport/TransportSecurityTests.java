package io.opnum.rpc.transport;

import java.io.ByteArrayOutputStream;
import java.io.FilterInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.security.cert.X509Certificate;
import java.time.Duration;
import java.time.Instant;
import java.util.Arrays;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;

import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLSocket;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.netty.pkitesting.X509Bundle;
import io.opnum.rpc.InvalidBindingException;
import io.opnum.rpc.RpcAccessDeniedException;
import io.opnum.rpc.RpcCommunicationException;
import io.opnum.rpc.RpcException;
import io.opnum.rpc.RpcProtocolException;
import io.opnum.rpc.RpcStatus;
import io.opnum.rpc.binding.Endpoint;
import io.opnum.rpc.binding.ProtocolSequence;
import io.opnum.rpc.testing.CapturedLog;
import io.opnum.rpc.testing.Certificates;
import io.opnum.rpc.transport.Transport.TransportServer;
import io.opnum.rpc.transport.TransportSecurity.ClientAuthentication;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import static io.opnum.rpc.transport.AbstractTransportTests.get;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

/**
 * What TLS lets through, what it does not, and what is said then.
 */
class TransportSecurityTests {

	private static final Certificates AUTHORITY = new Certificates("Opnum Tests");

	private static final Certificates STRANGERS = new Certificates("Strangers");

	private static final int APPLICATION_DATA = 23;

	private final Transport transport = new TcpTransport(AbstractTransportTests.OPTIONS);

	private final BlockingQueue<Peer> accepted = new LinkedBlockingQueue<>();

	@AfterEach
	void close() {
		this.transport.close();
	}

	// ---- what is agreed

	@ParameterizedTest
	@ValueSource(strings = { "TLSv1.3", "TLSv1.2" })
	void bothProtocolsWork(String protocol) throws Exception {
		Peer client = connect(listen(AUTHORITY.forServer().protocols(protocol).build()), AUTHORITY.forClient().build());
		echo(client);
		assertThat(client.connection.tlsSession().getProtocol()).isEqualTo(protocol);
	}

	@Test
	void serverSeesTheCertificateOfItsClient() throws Exception {
		TransportServer server = listen(
				AUTHORITY.forServer().clientAuthentication(ClientAuthentication.REQUIRED).build());
		Peer client = connect(server, AUTHORITY.forClient().keys(Certificates.keys(AUTHORITY.client("alice"))).build());
		echo(client);
		X509Certificate seen = (X509Certificate) this.accepted.take().connection.tlsSession().getPeerCertificates()[0];
		assertThat(seen.getSubjectX500Principal().getName()).isEqualTo("CN=alice");
	}

	@Test
	void certificateThatIsOnlyWantedMayBeMissing() throws Exception {
		TransportServer server = listen(
				AUTHORITY.forServer().clientAuthentication(ClientAuthentication.WANTED).build());
		echo(connect(server, AUTHORITY.forClient().build()));
	}

	@Test
	void contextsOfTheJdkWork() throws Exception {
		SSLContext keys = SSLContext.getInstance("TLS");
		keys.init(Certificates.keys(AUTHORITY.server()).getKeyManagers(), null, null);
		SSLContext trust = SSLContext.getInstance("TLS");
		trust.init(null, AUTHORITY.trust().getTrustManagers(), null);
		TransportServer server = listen(TransportSecurity.forServer(keys).build());
		echo(connect(server, TransportSecurity.forClient(trust).build()));
		assertThatExceptionOfType(RpcAccessDeniedException.class).isThrownBy(
				() -> connect(new Endpoint(ProtocolSequence.NCACN_IP_TCP, "127.0.0.2", server.endpoint().endpoint()),
						TransportSecurity.forClient(trust).build()));
	}

	@Test
	void secondConnectionResumesTheSession() throws Exception {
		TransportServer server = listen(AUTHORITY.forServer().protocols("TLSv1.2").build());
		TransportSecurity security = AUTHORITY.forClient().build();
		Peer first = connect(server, security);
		echo(first);
		byte[] session = first.connection.tlsSession().getId();
		first.connection.close();
		first.awaitClosed();
		Peer second = connect(server, security);
		echo(second);
		assertThat(second.connection.tlsSession().getId()).isEqualTo(session);
	}

	@Test
	void newConnectionsUseTheRenewedCertificate() throws Exception {
		TransportSecurity security = AUTHORITY.forServer().build();
		TransportServer server = listen(security);
		Peer before = connect(server, AUTHORITY.forClient().build());
		security.renew(STRANGERS.forServer().build());
		echo(before);
		echo(connect(server, STRANGERS.forClient().build()));
		assertThatExceptionOfType(RpcAccessDeniedException.class)
			.isThrownBy(() -> connect(server, AUTHORITY.forClient().build()));
	}

	@Test
	void fragmentsOfOneFlushShareRecords() throws Exception {
		TransportServer server = listen(AUTHORITY.forServer().protocols("TLSv1.2").build());
		try (RecordingSocket socket = new RecordingSocket(server);
				SSLSocket client = (SSLSocket) context().getSocketFactory()
					.createSocket(socket, "localhost", 0, false)) {
			client.startHandshake();
			Peer peer = this.accepted.take();
			peer.connection.execute(() -> {
				for (int i = 0; i < 64; i++) {
					peer.connection.send(Frames.frame(i, 500));
				}
			});
			assertThat(client.getInputStream().readNBytes(64 * 500)).hasSize(32_000);
			assertThat(socket.records(APPLICATION_DATA)).isEqualTo(2);
		}
	}

	// ---- what is refused

	@Test
	void unknownAuthorityIsRefused() throws Exception {
		TransportServer server = listen(AUTHORITY.forServer().build());
		refused(server, STRANGERS.forClient().build(), "trust its authority");
		assertThat(this.accepted.take().awaitClosed()).isInstanceOf(RpcException.class);
	}

	@Test
	void certificateOfAnotherHostIsRefused() throws Exception {
		X509Bundle other = AUTHORITY.issue("CN=other",
				(builder) -> builder.addSanDnsName("other.example.org").addExtendedKeyUsageServerAuth());
		TransportServer server = listen(TransportSecurity.forServer(Certificates.keys(other)).build());
		refused(server, AUTHORITY.forClient().build(), "the certificate of the server is not for '127.0.0.1'");
		echo(connect(server, AUTHORITY.forClient().hostNameVerification(false).build()));
	}

	@Test
	void expiredCertificateIsRefused() throws Exception {
		X509Bundle old = AUTHORITY.issue("CN=stock",
				(builder) -> builder.addSanIpAddress("127.0.0.1").notAfter(Instant.now().minus(Duration.ofDays(1))));
		TransportServer server = listen(TransportSecurity.forServer(Certificates.keys(old)).build());
		refused(server, AUTHORITY.forClient().build(), "has expired");
	}

	@Test
	void certificateOfTheFutureIsRefused() throws Exception {
		X509Bundle early = AUTHORITY.issue("CN=stock",
				(builder) -> builder.addSanIpAddress("127.0.0.1").notBefore(Instant.now().plus(Duration.ofDays(1))));
		TransportServer server = listen(TransportSecurity.forServer(Certificates.keys(early)).build());
		refused(server, AUTHORITY.forClient().build(), "is not valid yet: check the clocks");
	}

	@Test
	void clientWithoutTheCertificateThatIsRequiredIsTold() throws Exception {
		TransportServer server = listen(
				AUTHORITY.forServer().protocols("TLSv1.2").clientAuthentication(ClientAuthentication.REQUIRED).build());
		// Servers of newer JDKs say handshake_failure, which may mean other things, too
		assertThatExceptionOfType(RpcException.class).isThrownBy(() -> connect(server, AUTHORITY.forClient().build()))
			.withMessageContaining("give the binding keys whose certificate the server trusts")
			.satisfies((ex) -> assertThat(ex.didNotExecute()).isTrue());
	}

	@ParameterizedTest
	@ValueSource(booleans = { true, false })
	void clientIsToldAfterTheHandshakeOfTls13(boolean stranger) throws Exception {
		TransportServer server = listen(
				AUTHORITY.forServer().clientAuthentication(ClientAuthentication.REQUIRED).build());
		TransportSecurity.Builder security = AUTHORITY.forClient();
		if (stranger) {
			security.keys(Certificates.keys(STRANGERS.client("mallory")));
		}
		Peer client = connect(server, security.build());
		assertThat(client.awaitClosed()).isInstanceOf(RpcAccessDeniedException.class)
			.hasMessageContaining("give the binding keys whose certificate the server trusts");
	}

	@Test
	void protocolsMustMeet() throws Exception {
		TransportServer server = listen(AUTHORITY.forServer().protocols("TLSv1.3").build());
		notAgreed(server, AUTHORITY.forClient().protocols("TLSv1.2").build(), "no protocol version or cipher suite");
	}

	@Test
	void cipherSuitesMustMeet() throws Exception {
		TransportServer server = listen(AUTHORITY.forServer().cipherSuites("TLS_AES_256_GCM_SHA384").build());
		notAgreed(server, AUTHORITY.forClient().cipherSuites("TLS_AES_128_GCM_SHA256").build(),
				"no protocol version or cipher suite");
	}

	@Test
	void plainServerIsNoneOfTls() throws Exception {
		TransportServer server = get(this.transport.listen(dynamic(), this::accept));
		notAgreed(server, AUTHORITY.forClient().build(), "check that it speaks TLS on this endpoint");
		assertThat(this.accepted.take().awaitClosed()).isInstanceOf(RpcProtocolException.class)
			.hasMessageContaining("A handshake of TLS came where PDUs are spoken");
	}

	@Test
	void serverThatAnswersWithoutTlsIsNoneOfTls() throws Exception {
		try (ServerSocket plain = new ServerSocket(0)) {
			Thread answer = new Thread(() -> {
				try (Socket socket = plain.accept()) {
					socket.getOutputStream().write("220 mail.example.org\r\n".getBytes(StandardCharsets.US_ASCII));
					socket.getInputStream().transferTo(OutputStream.nullOutputStream());
				}
				catch (IOException ex) {
					// The client goes
				}
			});
			answer.start();
			Endpoint endpoint = new Endpoint(ProtocolSequence.NCACN_IP_TCP, "127.0.0.1",
					Integer.toString(plain.getLocalPort()));
			assertThatExceptionOfType(RpcCommunicationException.class)
				.isThrownBy(() -> connect(endpoint, AUTHORITY.forClient().build()))
				.withMessageContaining("the server answers without TLS: name the endpoint where it speaks TLS")
				.withMessageNotContaining("3232302");
			answer.join();
		}
	}

	@Test
	void serverThatSaysNothingIsNotWaitedForLongerThanTold() throws Exception {
		try (ServerSocket silent = new ServerSocket(0)) {
			Endpoint endpoint = new Endpoint(ProtocolSequence.NCACN_IP_TCP, "127.0.0.1",
					Integer.toString(silent.getLocalPort()));
			assertThatExceptionOfType(RpcCommunicationException.class)
				.isThrownBy(() -> get(this.transport.connect(endpoint, Duration.ofMillis(100),
						AUTHORITY.forClient().build(), Peer::reading)))
				.withMessageContaining("PT0.1S")
				.withMessageContaining("speaks TLS on this endpoint");
			assertThatExceptionOfType(RpcCommunicationException.class)
				.isThrownBy(
						() -> connect(endpoint, AUTHORITY.forClient().handshakeTimeout(Duration.ofMillis(100)).build()))
				.withMessageContaining("did not go through with the handshake in time");
		}
	}

	@Test
	void clientWithoutTlsCostsOneConnectionAndOneLine() throws Exception {
		TransportServer server = listen(AUTHORITY.forServer().build());
		try (CapturedLog log = CapturedLog.of("io.opnum.rpc.transport"); Socket socket = plain(server)) {
			socket.getOutputStream().write(AbstractTransportTests.bytes(Frames.frame(1, 200)));
			Peer peer = this.accepted.take();
			assertThat(peer.awaitClosed()).isInstanceOf(RpcCommunicationException.class)
				.hasMessageContaining("what came is not TLS");
			assertThat(peer.frames).isEmpty();
			assertThat(log.lines()).hasSize(1).first().asString().contains("what came is not TLS");
			// An alert may come before the end
			socket.getInputStream().transferTo(OutputStream.nullOutputStream());
		}
		echo(connect(server, AUTHORITY.forClient().build()));
	}

	@Test
	void clientThatOnlyKnocksIsNotWorthALine() throws Exception {
		TransportServer server = listen(AUTHORITY.forServer().build());
		try (CapturedLog log = CapturedLog.of("io.opnum.rpc.transport")) {
			plain(server).close();
			this.accepted.take().awaitClosed();
			assertThat(log.lines()).isEmpty();
		}
	}

	@Test
	void clientThatDoesNotGoThroughWithTheHandshakeIsGivenUp() throws Exception {
		TransportServer server = listen(AUTHORITY.forServer().handshakeTimeout(Duration.ofMillis(100)).build());
		try (Socket socket = plain(server)) {
			assertThat(this.accepted.take().awaitClosed()).isInstanceOf(RpcCommunicationException.class)
				.hasMessageContaining("the client did not go through with the handshake in time");
			assertThat(socket.getInputStream().read()).isEqualTo(-1);
		}
	}

	@Test
	void connectionThatEndsWithoutCloseNotifyWasCutOff() throws Exception {
		TransportServer server = listen(AUTHORITY.forServer().build());
		Socket socket = plain(server);
		SSLSocket client = (SSLSocket) context().getSocketFactory().createSocket(socket, "localhost", 0, false);
		client.startHandshake();
		client.getOutputStream().write(AbstractTransportTests.bytes(Frames.frame(1, 20)));
		Peer peer = this.accepted.take();
		assertThat(client.getInputStream().readNBytes(20)).hasSize(20);
		socket.close();
		assertThat(peer.awaitClosed()).isInstanceOf(IOException.class).hasMessageContaining("without a close_notify");
	}

	@Test
	void halfClosedConnectionEnds() throws Exception {
		TransportServer server = listen(AUTHORITY.forServer().build());
		try (SSLSocket client = socket(server)) {
			client.startHandshake();
			client.shutdownOutput();
			assertThat(this.accepted.take().awaitClosed()).isNull();
			assertThat(client.getInputStream().read()).isEqualTo(-1);
		}
	}

	@Test
	void renegotiationEndsTheConnection() throws Exception {
		TransportServer server = listen(AUTHORITY.forServer().protocols("TLSv1.2").build());
		try (SSLSocket client = socket(server)) {
			client.startHandshake();
			client.startHandshake();
			assertThatExceptionOfType(IOException.class).isThrownBy(() -> {
				client.getOutputStream().write(AbstractTransportTests.bytes(Frames.frame(1, 20)));
				client.getInputStream().read();
				client.getOutputStream().write(AbstractTransportTests.bytes(Frames.frame(1, 20)));
				throw new IOException("ended in order");
			});
			Peer peer = this.accepted.take();
			assertThat(peer.awaitClosed()).isInstanceOf(RpcCommunicationException.class)
				.hasMessageContaining("renegotiate");
			assertThat(peer.frames).isEmpty();
		}
	}

	@Test
	void garbageWithinTlsCostsTheConnection() throws Exception {
		TransportServer server = listen(AUTHORITY.forServer().build());
		try (Socket socket = plain(server);
				SSLSocket client = (SSLSocket) context().getSocketFactory()
					.createSocket(socket, "localhost", 0, false)) {
			client.startHandshake();
			byte[] record = new byte[40];
			Arrays.fill(record, (byte) 7);
			record[0] = 0x17;
			record[1] = 3;
			record[2] = 3;
			record[3] = 0;
			record[4] = 35;
			socket.getOutputStream().write(record);
			Peer peer = this.accepted.take();
			assertThat(peer.awaitClosed()).isInstanceOf(RpcCommunicationException.class);
			assertThat(peer.frames).isEmpty();
		}
	}

	@Test
	void handshakeMayBeSplitAtEveryOctet() throws Exception {
		TransportServer server = listen(AUTHORITY.forServer().build());
		Peer client = connect(server, AUTHORITY.forClient().build());
		byte[] frame = AbstractTransportTests.bytes(Frames.frame(1, 70));
		for (int split = 1; split < frame.length; split++) {
			client.connection.send(Unpooled.copiedBuffer(frame, 0, split));
			client.connection.send(Unpooled.copiedBuffer(frame, split, frame.length - split));
			assertThat(client.nextFrame()).isEqualTo(frame);
		}
	}

	// ---- what can't be asked for

	@Test
	void otherTransportsHaveNone() {
		TransportSecurity security = AUTHORITY.forClient().build();
		try (Transport local = new LocalTransport(); Transport process = new InProcessTransport()) {
			for (Transport other : new Transport[] { local, process }) {
				Endpoint endpoint = new Endpoint(other.protocolSequence(), "", "name");
				assertThatExceptionOfType(InvalidBindingException.class)
					.isThrownBy(() -> get(other.connect(endpoint, Duration.ofSeconds(1), security, Peer::reading)))
					.withMessageContaining("There is no TLS for " + endpoint)
					.satisfies((ex) -> assertThat(ex.status()).isEqualTo(RpcStatus.CANNOT_SUPPORT));
				assertThatExceptionOfType(InvalidBindingException.class)
					.isThrownBy(() -> get(other.listen(endpoint, AUTHORITY.forServer().build(), Peer::reading)));
			}
		}
	}

	@Test
	void oldProtocolsAndUnknownCipherSuitesAreRefused() {
		assertThatIllegalArgumentException().isThrownBy(() -> AUTHORITY.forClient().protocols("TLSv1.1"))
			.withMessageContaining("[TLSv1.3, TLSv1.2]");
		assertThatIllegalArgumentException().isThrownBy(() -> AUTHORITY.forClient().cipherSuites("TLS_MADE_UP").build())
			.withMessageContaining("TLS_MADE_UP");
		assertThatIllegalArgumentException()
			.isThrownBy(() -> TransportSecurity.forClient(context()).cipherSuites("TLS_MADE_UP").build())
			.withMessageContaining("TLS_MADE_UP");
		assertThatIllegalArgumentException()
			.isThrownBy(() -> TransportSecurity.forClient(context()).trust(AUTHORITY.trust()));
		assertThatIllegalArgumentException()
			.isThrownBy(() -> AUTHORITY.forClient().clientAuthentication(ClientAuthentication.REQUIRED));
		assertThatIllegalArgumentException().isThrownBy(() -> AUTHORITY.forServer().hostNameVerification(false));
		assertThatIllegalArgumentException().isThrownBy(() -> AUTHORITY.forClient().handshakeTimeout(Duration.ZERO));
		assertThatIllegalArgumentException()
			.isThrownBy(() -> AUTHORITY.forClient().build().renew(AUTHORITY.forServer().build()));
	}

	// ---- helpers

	private void refused(TransportServer server, TransportSecurity security, String why) {
		assertThatExceptionOfType(RpcAccessDeniedException.class).isThrownBy(() -> connect(server, security))
			.withMessageMatching("(?s)Can't connect to ncacn_ip_tcp:127.0.0.1\\[\\d+] with TLS: .*")
			.withMessageContaining(why)
			.satisfies((ex) -> {
				assertThat(ex.status()).isEqualTo(RpcStatus.SEC_PKG_ERROR);
				assertThat(ex.didNotExecute()).isTrue();
			});
	}

	private void notAgreed(TransportServer server, TransportSecurity security, String why) {
		assertThatExceptionOfType(RpcCommunicationException.class).isThrownBy(() -> connect(server, security))
			.withMessageMatching("(?s)Can't connect to ncacn_ip_tcp:127.0.0.1\\[\\d+] with TLS: .*")
			.withMessageContaining(why)
			.satisfies((ex) -> {
				assertThat(ex.status()).isEqualTo(RpcStatus.SERVER_UNAVAILABLE);
				assertThat(ex.didNotExecute()).isTrue();
			});
	}

	private TransportServer listen(TransportSecurity security) throws Exception {
		return get(this.transport.listen(dynamic(), security, this::accept));
	}

	private Peer accept(TransportConnection connection) {
		Peer peer = Peer.echoing(connection);
		this.accepted.add(peer);
		return peer;
	}

	private static Endpoint dynamic() {
		return new Endpoint(ProtocolSequence.NCACN_IP_TCP, "", "");
	}

	private Peer connect(TransportServer server, TransportSecurity security) throws Exception {
		return connect(new Endpoint(ProtocolSequence.NCACN_IP_TCP, "127.0.0.1", server.endpoint().endpoint()),
				security);
	}

	private Peer connect(Endpoint endpoint, TransportSecurity security) throws Exception {
		BlockingQueue<Peer> made = new LinkedBlockingQueue<>();
		get(this.transport.connect(endpoint, Duration.ofSeconds(20), security, (connection) -> {
			Peer peer = Peer.reading(connection);
			made.add(peer);
			return peer;
		}));
		return made.remove();
	}

	private static void echo(Peer client) throws Exception {
		client.connection.send(Frames.frame(7, 20_000));
		assertThat(client.nextFrame()).isEqualTo(AbstractTransportTests.bytes(Frames.frame(7, 20_000)));
	}

	private static Socket plain(TransportServer server) throws IOException {
		return new Socket("127.0.0.1", Integer.parseInt(server.endpoint().endpoint()));
	}

	private static SSLContext context() {
		try {
			SSLContext context = SSLContext.getInstance("TLS");
			context.init(null, AUTHORITY.trust().getTrustManagers(), null);
			return context;
		}
		catch (Exception ex) {
			throw new IllegalStateException(ex);
		}
	}

	private static SSLSocket socket(TransportServer server) throws IOException {
		return (SSLSocket) context().getSocketFactory()
			.createSocket("127.0.0.1", Integer.parseInt(server.endpoint().endpoint()));
	}

	/**
	 * A socket that keeps what it received, to count the records of TLS.
	 */
	private static final class RecordingSocket extends Socket {

		private final ByteArrayOutputStream received = new ByteArrayOutputStream();

		RecordingSocket(TransportServer server) throws IOException {
			super("127.0.0.1", Integer.parseInt(server.endpoint().endpoint()));
		}

		@Override
		public InputStream getInputStream() throws IOException {
			return new FilterInputStream(super.getInputStream()) {

				@Override
				public int read(byte[] octets, int offset, int length) throws IOException {
					int read = super.read(octets, offset, length);
					RecordingSocket.this.received.write(octets, offset, Math.max(0, read));
					return read;
				}

			};
		}

		int records(int type) {
			ByteBuf octets = Unpooled.wrappedBuffer(this.received.toByteArray());
			int count = 0;
			while (octets.isReadable()) {
				count += (octets.readByte() == type) ? 1 : 0;
				octets.skipBytes(2);
				octets.skipBytes(octets.readUnsignedShort());
			}
			return count;
		}

	}

}
