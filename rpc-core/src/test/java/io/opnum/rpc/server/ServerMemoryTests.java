package io.opnum.rpc.server;

import java.util.ArrayList;
import java.util.List;

import io.opnum.rpc.RpcServer;
import io.opnum.rpc.RpcServerLimits;
import io.opnum.rpc.RpcStatus;
import io.opnum.rpc.pdu.PacketFlag;
import io.opnum.rpc.pdu.Response;
import io.opnum.rpc.testing.NoBufferLeaks;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.ExtendWith;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Peers that together would have the server hold more than it has memory for.
 */
@Timeout(30)
@ExtendWith(NoBufferLeaks.class)
class ServerMemoryTests {

	/** A request of 40 octets: what is behind the parameters is ignored. */
	private static final String FORTY = Calculator.stub(2, 3) + "00".repeat(32);

	/** What such a request counts for. */
	private static final int CHARGE = 512;

	/** Half of it is for complete requests and answers: for two and a half requests. */
	private static final int FIVE_REQUESTS = 5 * CHARGE;

	private static final String LONG = "d0070000";

	/** More than the transport buffers. */
	private static final String VERY_LONG = "00000200";

	private final ManualTransport transport = new ManualTransport();

	private final QueuedExecutor executor = new QueuedExecutor();

	private RpcServer server;

	@AfterEach
	void close() {
		this.server.close();
		assertThat(this.server.statistics().bufferedOctets()).isZero();
	}

	private void start(long maxBufferedSize) {
		this.server = TestServer.start(this.transport, (builder) -> builder.executor(this.executor)
			.limits(RpcServerLimits.DEFAULT.withMaxBufferedSize(maxBufferedSize)));
	}

	private RawPeer connect() {
		return this.transport.connect().bound(PacketFlag.CONC_MPX, Calculator.ID);
	}

	private static RawPeer sendThree(RawPeer peer) {
		return peer.send(RawPeer.request(1, 0, 0, FORTY), RawPeer.request(2, 0, 0, FORTY),
				RawPeer.request(3, 0, 0, FORTY));
	}

	@Test
	void connectionsWithStuckCallsAreNotReadWhereTheServerHoldsTooMuch() {
		start(FIVE_REQUESTS);
		List<RawPeer> greedy = new ArrayList<>();
		for (int i = 0; i < 6; i++) {
			greedy.add(sendThree(connect()));
		}
		// The first may have three, the others one each, which is not read further
		assertThat(this.server.statistics().bufferedOctets()).isEqualTo(8 * CHARGE);
		assertThat(greedy).noneMatch(RawPeer::isReading);
		assertThat(greedy).extracting(RawPeer::unread).containsExactly(0, 2, 2, 2, 2, 2);
		RawPeer modest = connect();
		for (int callId = 1; callId < 4; callId++) {
			modest.send(RawPeer.request(callId, 0, 0, FORTY));
			this.executor.runLast();
			modest.expectResponse(callId);
			assertThat(modest.isReading()).isTrue();
		}
		greedy.get(5).disconnect();
		assertThat(this.executor.size()).isEqualTo(8);
		this.executor.runAll();
		for (RawPeer peer : greedy.subList(0, 5)) {
			for (int callId = 1; callId < 4; callId++) {
				peer.expectResponse(callId);
			}
			assertThat(peer.isReading()).isTrue();
			peer.expectSilence().assertAllReleased();
		}
		assertThat(this.server.statistics().bufferedOctets()).isZero();
		assertThat(this.server.statistics().rejectedCalls()).isZero();
	}

	@Test
	void callsThatWaitForTheirTurnOnTheirConnectionCount() {
		start(FIVE_REQUESTS);
		RawPeer peer = sendThree(this.transport.connect().bound(Calculator.ID));
		assertThat(this.executor.size()).isOne();
		assertThat(this.server.statistics().bufferedOctets()).isEqualTo(3 * CHARGE);
		peer.disconnect();
		// The one that was begun has its request until it finds out
		assertThat(this.server.statistics().bufferedOctets()).isEqualTo(CHARGE);
		this.executor.runAll();
		assertThat(this.server.statistics().bufferedOctets()).isZero();
	}

	@Test
	void connectionIsReadAgainWhenOthersGiveBackWhatTheyHold() {
		start(FIVE_REQUESTS);
		RawPeer first = sendThree(connect());
		RawPeer second = sendThree(connect());
		assertThat(second.isReading()).isFalse();
		// Its own call is still in flight
		first.disconnect();
		this.executor.runNext();
		assertThat(second.unread()).as("three of two and a half are held").isEqualTo(2);
		this.executor.runNext();
		assertThat(second.unread()).as("two of two and a half were held, then three").isOne();
		this.executor.runAll();
		for (int callId = 1; callId < 4; callId++) {
			second.expectResponse(callId);
		}
	}

	@Test
	void longRequestThatThereIsNoRoomForIsNotRunAndItsConnectionGoesOn() {
		start(24_000);
		RawPeer first = sendLong(connect());
		RawPeer second = sendLong(connect());
		second.expectFault(RpcStatus.SERVER_TOO_BUSY, true);
		assertThat(this.server.statistics().rejectedCalls()).isOne();
		assertThat(this.server.statistics().bufferedOctets()).isEqualTo(10_000);
		this.executor.runAll();
		first.expectResponse(1);
		sendLong(second);
		this.executor.runAll();
		second.expectResponse(1);
	}

	private static RawPeer sendLong(RawPeer peer) {
		return peer.send(RawPeer.request(PacketFlag.FIRST_FRAG, 1, 0, 0, Calculator.stub(2, 3) + "00".repeat(4_992)),
				RawPeer.request(PacketFlag.LAST_FRAG, 1, 0, 0, "00".repeat(5_000)));
	}

	@Test
	void requestThatIsIncompleteMayComeToItsEndOrBeLate() {
		start(FIVE_REQUESTS);
		RawPeer late = connect();
		RawPeer inTime = connect();
		for (RawPeer peer : List.of(late, inTime)) {
			peer.send(RawPeer.request(1, 0, 0, FORTY), RawPeer.request(PacketFlag.FIRST_FRAG, 2, 0, 0, "02000000"));
		}
		sendThree(connect());
		for (RawPeer peer : List.of(late, inTime)) {
			peer.setWritable(false).setWritable(true);
			assertThat(peer.isReading()).isTrue();
		}
		inTime.send(RawPeer.request(PacketFlag.LAST_FRAG, 2, 0, 0, "03000000"));
		assertThat(inTime.isReading()).isFalse();
		this.transport.advance(RpcServerLimits.DEFAULT.fragmentTimeout());
		assertThat(late.isClosed()).isTrue();
		this.executor.runAll();
		late.expectClosed();
		inTime.expectResponse(1);
		inTime.expectResponse(2);
	}

	@Test
	void answersArePlacedOnPeersThatReadThem() {
		start(4_000);
		RawPeer deaf = connect();
		deaf.send(RawPeer.request(1, 0, 2, LONG), RawPeer.request(2, 0, 2, LONG), RawPeer.request(3, 0, 0, FORTY));
		deaf.setWritable(false);
		this.executor.runAll();
		// One answer there is always room for, and for what is short
		deaf.expectResponse(1);
		deaf.expectFault(RpcStatus.REMOTE_NO_MEMORY, false);
		deaf.expectResponse(3);
		assertThat(this.server.statistics().bufferedOctets()).isGreaterThan(2_000);
		RawPeer other = connect();
		other.send(RawPeer.request(1, 0, 2, LONG), RawPeer.request(2, 0, 2, LONG));
		this.executor.runAll();
		other.expectResponse(1);
		other.expectResponse(2);
		deaf.setWritable(true);
		assertThat(this.server.statistics().bufferedOctets()).isZero();
		deaf.send(RawPeer.request(4, 0, 2, LONG));
		this.executor.runAll();
		deaf.expectResponse(4);
	}

	@Test
	void longAnswersAreLostWherePeersThatDoNotReadHoldFarTooMuch() {
		start(200_000);
		List<RawPeer> deaf = new ArrayList<>();
		for (int i = 0; i < 2; i++) {
			RawPeer peer = connect();
			peer.send(RawPeer.request(1, 0, 2, VERY_LONG));
			peer.setWritable(false);
			this.executor.runAll();
			expectLongResponse(peer);
			deaf.add(peer);
		}
		// Whether this one reads is not known before it got something
		RawPeer other = connect();
		other.send(RawPeer.request(1, 0, 2, VERY_LONG));
		this.executor.runAll();
		other.expectFault(RpcStatus.REMOTE_NO_MEMORY, false);
		other.send(RawPeer.request(2, 0, 2, LONG));
		this.executor.runAll();
		other.expectResponse(2);
		deaf.get(0).disconnect();
		other.send(RawPeer.request(3, 0, 2, VERY_LONG));
		this.executor.runAll();
		expectLongResponse(other);
	}

	private static void expectLongResponse(RawPeer peer) {
		while (!PacketFlag.isSet(peer.next(Response.class).flags(), PacketFlag.LAST_FRAG)) {
			assertThat(peer.answers()).isPositive();
		}
	}

	@Test
	void tinyRequestsCountForMoreThanTheirOctets() {
		start(FIVE_REQUESTS);
		RawPeer peer = connect();
		for (int callId = 1; callId <= 4; callId++) {
			peer.send(RawPeer.request(callId, 0, 4, ""));
		}
		assertThat(this.server.statistics().bufferedOctets()).isEqualTo(3 * CHARGE);
		assertThat(peer.unread()).isOne();
		this.executor.runAll();
		assertThat(peer.answers()).isEqualTo(4);
	}

	@Test
	void unreadAnswersAreForgottenWithTheirConnection() {
		start(2_000);
		RawPeer deaf = connect();
		deaf.send(RawPeer.request(1, 0, 2, LONG));
		deaf.setWritable(false);
		this.executor.runAll();
		assertThat(this.server.statistics().bufferedOctets()).isGreaterThan(2_000);
		deaf.disconnect();
		assertThat(this.server.statistics().bufferedOctets()).isZero();
	}

	@Test
	void halfOfTheMemoryIsTheLimitWhereNoneIsSet() {
		start(0);
		RawPeer peer = sendThree(connect());
		assertThat(peer.isReading()).isTrue();
		this.executor.runAll();
	}

	@Test
	void whoeverWaitsForRoomIsToldOnce() {
		start(0);
		BufferedOctets octets = new BufferedOctets(80);
		List<String> told = new ArrayList<>();
		Runnable one = () -> told.add("one");
		Runnable other = () -> told.add("other");
		assertThat(octets.hold(80)).isTrue();
		assertThat(octets.hold(1)).isFalse();
		octets.add(10);
		assertThat(octets.awaitRoom(one)).isTrue();
		assertThat(octets.awaitRoom(one)).isTrue();
		assertThat(octets.awaitRoom(other)).isTrue();
		octets.release(10);
		octets.release(9);
		assertThat(told).isEmpty();
		octets.forget(other);
		octets.release(1);
		octets.release(70);
		assertThat(told).containsExactly("one");
		// There is room: who looks for itself must not be told in the middle of it
		assertThat(octets.awaitRoom(other)).isFalse();
		assertThat(octets.hold(80)).isTrue();
		octets.release(80);
		assertThat(told).containsExactly("one");
		assertThat(octets.octets()).isZero();
	}

}
