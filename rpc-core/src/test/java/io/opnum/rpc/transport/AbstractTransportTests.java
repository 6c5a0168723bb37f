package io.opnum.rpc.transport;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.function.Function;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufUtil;
import io.netty.buffer.Unpooled;
import io.opnum.rpc.binding.Endpoint;
import io.opnum.rpc.transport.Transport.TransportServer;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * What every transport does.
 */
abstract class AbstractTransportTests {

	static final TransportOptions OPTIONS = TransportOptions.DEFAULT.withThreadName("opnum-test");

	private static final long PATIENCE_SECONDS = 20;

	final BlockingQueue<Peer> accepted = new LinkedBlockingQueue<>();

	final List<Peer> peers = new ArrayList<>();

	Transport transport;

	abstract Transport create(TransportOptions options);

	/** An endpoint that the transport chooses the name of. */
	abstract Endpoint dynamicEndpoint();

	@BeforeEach
	void create() {
		this.transport = create(OPTIONS);
	}

	@AfterEach
	void close() throws Exception {
		this.transport.close();
		for (Peer peer : this.peers) {
			peer.awaitClosed();
			assertThat(peer.violations).isEmpty();
		}
	}

	@Test
	void framesAreEchoed() throws Exception {
		Peer client = connect(listen(Peer::echoing));
		for (int length : new int[] { 16, 17, 24, 5840, 65535 }) {
			client.connection.send(Frames.frame(length, length));
			assertThat(client.nextFrame()).isEqualTo(bytes(Frames.frame(length, length)));
		}
	}

	// Helpers

	TransportServer listen(Function<TransportConnection, Peer> peer) throws Exception {
		return listen(dynamicEndpoint(), peer);
	}

	TransportServer listen(Endpoint endpoint, Function<TransportConnection, Peer> peer) throws Exception {
		return get(this.transport.listen(endpoint, (connection) -> {
			Peer made = peer.apply(connection);
			this.accepted.add(made);
			return made;
		}));
	}

	Peer connect(TransportServer server) throws Exception {
		return connect(server.endpoint());
	}

	Peer connect(Endpoint endpoint) throws Exception {
		BlockingQueue<Peer> made = new LinkedBlockingQueue<>();
		get(this.transport.connect(endpoint, Duration.ofSeconds(PATIENCE_SECONDS), (connection) -> {
			Peer peer = Peer.reading(connection);
			made.add(peer);
			return peer;
		}));
		Peer peer = made.remove();
		this.peers.add(peer);
		return peer;
	}

	Peer accept() throws InterruptedException {
		Peer peer = this.accepted.poll(PATIENCE_SECONDS, TimeUnit.SECONDS);
		assertThat(peer).as("a connection that comes in time").isNotNull();
		this.peers.add(peer);
		return peer;
	}

	static <T> T get(CompletionStage<T> stage) throws Exception {
		try {
			return stage.toCompletableFuture().get(PATIENCE_SECONDS, TimeUnit.SECONDS);
		}
		catch (ExecutionException ex) {
			if (ex.getCause() instanceof Exception cause) {
				throw cause;
			}
			throw ex;
		}
	}

	static byte[] bytes(ByteBuf buffer) {
		try {
			return ByteBufUtil.getBytes(buffer);
		}
		finally {
			buffer.release();
		}
	}

	static ByteBuf join(ByteBuf... frames) {
		return Unpooled.wrappedBuffer(frames);
	}

}
