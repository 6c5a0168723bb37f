package io.opnum.rpc.server;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.SocketException;
import java.time.Duration;
import java.util.Arrays;
import java.util.Random;
import java.util.function.BooleanSupplier;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufUtil;
import io.netty.buffer.Unpooled;
import io.opnum.rpc.RpcServer;
import io.opnum.rpc.RpcServerLimits;
import io.opnum.rpc.RpcStatus;
import io.opnum.rpc.pdu.AlterContextResponse;
import io.opnum.rpc.pdu.BindNak;
import io.opnum.rpc.pdu.Fault;
import io.opnum.rpc.pdu.PacketFlag;
import io.opnum.rpc.pdu.PduCodec;
import io.opnum.rpc.pdu.Request;
import io.opnum.rpc.pdu.Response;
import io.opnum.rpc.testing.NoBufferLeaks;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.ExtendWith;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

/**
 * Peers that break the rules, over TCP: each costs its own connection at most. Another
 * client calls before and after, and nothing is left when they have gone.
 */
@Timeout(120)
@ExtendWith(NoBufferLeaks.class)
class MisbehavingPeerTests {

	private static final Duration PATIENCE = Duration.ofSeconds(20);

	private static final RpcServerLimits LIMITS = RpcServerLimits.DEFAULT.withBindTimeout(Duration.ofMillis(300))
		.withFragmentTimeout(Duration.ofMillis(300))
		.withWriteTimeout(Duration.ofMillis(500));

	private RpcServer server = server(LIMITS);

	private SocketPeer bystander;

	private int calls;

	@BeforeEach
	void begin() throws IOException {
		this.bystander = SocketPeer.connect(this.server).bound(Calculator.ID);
		call();
	}

	@AfterEach
	void end() throws Exception {
		call();
		this.bystander.close();
		await(() -> this.server.statistics().connections() == 0 && this.server.statistics().callsInFlight() == 0
				&& this.server.statistics().associations() == 0);
		this.server.close();
	}

	private static RpcServer server(RpcServerLimits limits) {
		RpcServer server = RpcServer.builder().endpoint("ncacn_ip_tcp:127.0.0.1").limits(limits).build();
		server.register(Calculator.class, new SimpleCalculator());
		server.start();
		return server;
	}

	private void restart(RpcServerLimits limits) throws IOException {
		this.bystander.close();
		this.server.close();
		this.server = server(limits);
		begin();
	}

	private void call() throws IOException {
		int callId = ++this.calls;
		Response response = this.bystander.send(RawPeer.request(callId, 0, 0, Calculator.stub(callId, 1)))
			.receive(Response.class);
		assertThat(response.callId()).isEqualTo(callId);
		assertThat(response.stub().getIntLE(0)).isEqualTo(callId + 1);
	}

	private SocketPeer connect() throws IOException {
		return SocketPeer.connect(this.server);
	}

	private SocketPeer bound() throws IOException {
		return connect().bound(Calculator.ID);
	}

	private static byte[] octets(Request request) {
		ByteBuf octets = Unpooled.buffer();
		PduCodec.encode(request, octets);
		return ByteBufUtil.getBytes(octets);
	}

	private static Request request(int flags, int length) {
		return new Request(flags, RawPeer.LE, 2, 0, 0, 0, null, Unpooled.wrappedBuffer(new byte[length]), null);
	}

	// What comes before a bind

	@Test
	void peerThatSaysNothing() throws IOException {
		try (SocketPeer peer = connect()) {
			peer.expectEnd();
		}
	}

	@Test
	void peerThatSpeaksHttp() throws IOException {
		try (SocketPeer peer = connect()) {
			peer.send("GET / HTTP/1.1\r\nHost: localhost\r\n\r\n".getBytes()).expectEnd();
		}
	}

	@Test
	void requestBeforeBind() throws IOException {
		try (SocketPeer peer = connect()) {
			BindNak nak = peer.send(RawPeer.request(2, 0, 0, Calculator.stub(1, 1))).receive(BindNak.class);
			assertThat(nak.reason()).isEqualTo(BindNak.PROTOCOL_VERSION_NOT_SUPPORTED);
			peer.expectEnd();
		}
	}

	@Test
	void wrongVersion() throws IOException {
		try (SocketPeer peer = connect()) {
			BindNak nak = peer.sendHex("04000b03100000001c00000001000000d016d0160000000000000000")
				.receive(BindNak.class);
			assertThat(nak.reason()).isEqualTo(BindNak.PROTOCOL_VERSION_NOT_SUPPORTED);
			peer.expectEnd();
		}
	}

	// Lengths that lie

	@Test
	void fragLengthShorterThanTheHeader() throws IOException {
		try (SocketPeer peer = bound()) {
			peer.sendHex("05000003100000000800000002000000").expectEnd();
		}
	}

	@Test
	void fragLengthThatNothingFollows() throws IOException {
		try (SocketPeer peer = bound()) {
			peer.sendHex("0500000310000000ffff000002000000").expectEnd();
		}
	}

	@Test
	void authLengthLongerThanThePdu() throws IOException {
		try (SocketPeer peer = bound()) {
			Fault fault = peer.sendHex("05000003100000001800ffff020000000000000000000000").receive(Fault.class);
			assertThat(fault.status()).isEqualTo(RpcStatus.PROTO_ERROR.code());
			peer.expectEnd();
		}
	}

	@Test
	void moreContextItemsThanThereAre() throws IOException {
		try (SocketPeer peer = connect()) {
			BindNak nak = peer.sendHex("05000b03100000001c00000001000000d016d01600000000ff000000")
				.receive(BindNak.class);
			assertThat(nak.reason()).isEqualTo(BindNak.PROTOCOL_VERSION_NOT_SUPPORTED);
			peer.expectEnd();
		}
	}

	@Test
	void countsThatPromiseMoreThanThereIs() throws IOException {
		try (SocketPeer peer = bound()) {
			Fault fault = peer.send(RawPeer.request(2, 0, 3, "ffffff7f00000000ffffff7f61006200")).receive(Fault.class);
			assertThat(fault.status()).isEqualTo(RpcStatus.BAD_STUB_DATA.code());
			// The stub was wrong, not the protocol
			peer.send(RawPeer.request(3, 0, 0, Calculator.stub(1, 1))).receive(Response.class);
		}
	}

	// Fragments

	@Test
	void fragmentThatIsTooLong() throws IOException {
		try (SocketPeer peer = bound()) {
			Fault fault = peer.send(request(PacketFlag.WHOLE, 5817)).receive(Fault.class);
			assertThat(fault.status()).isEqualTo(RpcStatus.PROTO_ERROR.code());
			peer.expectEnd();
		}
	}

	@Test
	void fragmentsInTheWrongOrder() throws IOException {
		try (SocketPeer peer = bound()) {
			Fault fault = peer.send(request(PacketFlag.LAST_FRAG, 8), request(PacketFlag.FIRST_FRAG, 8))
				.receive(Fault.class);
			assertThat(fault.status()).isEqualTo(RpcStatus.PROTO_ERROR.code());
			peer.expectEnd();
		}
	}

	@Test
	void endlessFragments() throws IOException {
		try (SocketPeer peer = bound()) {
			peer.send(request(PacketFlag.FIRST_FRAG, 5816));
			byte[] fragment = octets(request(0, 5816));
			assertThatExceptionOfType(SocketException.class).isThrownBy(() -> {
				while (true) {
					peer.send(fragment);
				}
			});
		}
	}

	@Test
	void requestThatNeverEnds() throws IOException {
		try (SocketPeer peer = bound()) {
			peer.send(request(PacketFlag.FIRST_FRAG, 8)).expectEnd();
		}
	}

	@Test
	void connectionThatBreaksWithinARequest() throws IOException {
		byte[] octets = octets(RawPeer.request(2, 0, 0, Calculator.stub(1, 1)));
		for (int length = 1; length < octets.length; length++) {
			try (SocketPeer peer = bound()) {
				peer.send(request(PacketFlag.FIRST_FRAG, 100));
				peer.send(Arrays.copyOf(octets, length));
			}
		}
	}

	// Numbers

	@Test
	void tenThousandContexts() throws IOException {
		try (SocketPeer peer = bound()) {
			int accepted = 1;
			for (int id = 1; id <= 10_000; id++) {
				AlterContextResponse answer = peer.send(RawPeer.alter(RawPeer.context(id, Calculator.ID)))
					.receive(AlterContextResponse.class);
				accepted += answer.results().get(0).isAccepted() ? 1 : 0;
			}
			assertThat(accepted).isEqualTo(LIMITS.maxContexts());
			peer.send(RawPeer.request(2, 0, 0, Calculator.stub(1, 1))).receive(Response.class);
		}
	}

	@Test
	void connectionsOfOneAddress() throws Exception {
		restart(LIMITS.withMaxConnectionsPerAddress(2));
		try (SocketPeer second = bound(); SocketPeer third = connect()) {
			third.expectEnd();
			second.send(RawPeer.request(2, 0, 0, Calculator.stub(1, 1))).receive(Response.class);
		}
		await(() -> this.server.statistics().connections() == 1);
		try (SocketPeer again = bound()) {
			again.send(RawPeer.request(2, 0, 0, Calculator.stub(1, 1))).receive(Response.class);
		}
	}

	@Test
	void connectionsOfAll() throws Exception {
		restart(LIMITS.withMaxConnections(2));
		try (SocketPeer second = bound(); SocketPeer third = connect()) {
			third.expectEnd();
			second.send(RawPeer.request(2, 0, 0, Calculator.stub(1, 1))).receive(Response.class);
		}
		await(() -> this.server.statistics().connections() == 1);
	}

	// Reading and writing

	@Test
	void peerThatNeverReads() throws Exception {
		try (SocketPeer peer = SocketPeer.connect(this.server, 4096).bound(PacketFlag.CONC_MPX, Calculator.ID)) {
			byte[] request = octets(RawPeer.request(2, 0, 2, "00000100"));
			assertThatExceptionOfType(SocketException.class).isThrownBy(() -> {
				while (true) {
					peer.send(request);
				}
			});
			await(() -> this.server.statistics().connections() == 1);
		}
	}

	@Test
	void peerThatPipelinesWithoutWaiting() throws Exception {
		byte[] request = octets(RawPeer.request(2, 0, 0, Calculator.stub(1, 1)));
		int count = 50_000;
		try (SocketPeer peer = bound()) {
			Thread sender = new Thread(() -> {
				try {
					for (int i = 0; i < count; i++) {
						peer.send(request);
					}
				}
				catch (IOException ex) {
					throw new UncheckedIOException(ex);
				}
			});
			sender.start();
			for (int i = 0; i < count; i++) {
				assertThat(peer.receive(Response.class).callId()).isEqualTo(2);
			}
			sender.join();
		}
	}

	// Chance

	@Test
	void randomOctets() throws IOException {
		Random random = new Random(4711);
		for (int i = 0; i < 300; i++) {
			try (SocketPeer peer = random.nextBoolean() ? bound() : connect()) {
				byte[] octets = new byte[1 + random.nextInt(300)];
				random.nextBytes(octets);
				send(peer, octets);
			}
		}
	}

	@Test
	void randomPdus() throws IOException {
		Random random = new Random(4712);
		byte[] valid = octets(RawPeer.request(2, 0, 3, "0300000000000000030000006100620000000000"));
		for (int i = 0; i < 500; i++) {
			byte[] octets = valid.clone();
			for (int j = random.nextInt(4); j >= 0; j--) {
				octets[random.nextInt(octets.length)] = (byte) random.nextInt(256);
			}
			try (SocketPeer peer = bound()) {
				send(peer, octets);
			}
		}
	}

	private static void send(SocketPeer peer, byte[] octets) {
		try {
			peer.send(octets);
		}
		catch (IOException ex) {
			// Closed already
		}
	}

	private static void await(BooleanSupplier condition) throws InterruptedException {
		long deadline = System.nanoTime() + PATIENCE.toNanos();
		while (!condition.getAsBoolean()) {
			assertThat(System.nanoTime()).as("patience").isLessThan(deadline);
			Thread.sleep(1);
		}
	}

}
