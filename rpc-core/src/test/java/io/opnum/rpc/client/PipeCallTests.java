package io.opnum.rpc.client;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.stream.IntStream;

import io.opnum.rpc.ClosesContext;
import io.opnum.rpc.ContextHandle;
import io.opnum.rpc.FixedSize;
import io.opnum.rpc.InOut;
import io.opnum.rpc.Out;
import io.opnum.rpc.Pipe;
import io.opnum.rpc.PipeSink;
import io.opnum.rpc.PipeSource;
import io.opnum.rpc.RpcCallContext;
import io.opnum.rpc.RpcCancelledException;
import io.opnum.rpc.RpcFaultException;
import io.opnum.rpc.RpcInterface;
import io.opnum.rpc.RpcServer;
import io.opnum.rpc.RpcServerLimits;
import io.opnum.rpc.RpcTimeoutException;
import io.opnum.rpc.binding.BindingHandle;
import io.opnum.rpc.transport.InProcessTransport;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Calls with pipes between the client and the server of this library.
 */
class PipeCallTests extends AbstractClientTests {

	private static final Random RANDOM = new Random(20240711);

	private RpcServer server;

	@ParameterizedTest
	@EnumSource
	void octetsFlowBothWays(Way way) throws IOException {
		Shelf shelf = shelf(way);
		for (int length : new int[] { 0, 1, 5, 8, 1407, 5800, 5816, 65536, 65537, 1_000_003 }) {
			byte[] octets = octets(length);
			assertThat(shelf.sum("name", new ByteArrayInputStream(octets))).as("%d up", length)
				.isEqualTo(sumOf(octets));
			ByteArrayOutputStream received = new ByteArrayOutputStream();
			assertThat(shelf.produce(length, received)).as("%d down", length).isEqualTo(length);
			assertThat(received.toByteArray()).isEqualTo(numbered(length));
		}
	}

	@ParameterizedTest
	@EnumSource
	void elementsFlowBothWays(Way way) throws IOException {
		Shelf shelf = shelf(way);
		List<Reading> readings = readings(20_000);
		List<Reading> echoed = new ArrayList<>();
		assertThat(shelf.echo(Pipe.of(PipeSource.of(readings), echoed::add))).isEqualTo(20_000);
		assertThat(echoed).isEqualTo(readings);
		List<int[]> doubled = new ArrayList<>();
		shelf.doubled(source(new int[] { 1, 2, 3 }, new int[0], IntStream.range(0, 100_000).toArray()), doubled::add);
		assertThat(doubled.stream().flatMapToInt(Arrays::stream).toArray()).isEqualTo(
				IntStream.concat(IntStream.of(2, 4, 6), IntStream.range(0, 100_000).map((i) -> 2 * i)).toArray());
	}

	@ParameterizedTest
	@EnumSource
	void elementsMayBeConverted(Way way) throws IOException {
		Shelf shelf = shelf(way);
		List<Instant> times = RANDOM.longs(10_000, 0, 1L << 40).mapToObj(Instant::ofEpochMilli).toList();
		List<Instant> echoed = new ArrayList<>();
		List<Boolean> odd = new ArrayList<>();
		shelf.times(Pipe.of(PipeSource.of(times), echoed::add), odd::add);
		assertThat(echoed).isEqualTo(times);
		assertThat(odd).isEqualTo(times.stream().map((time) -> time.toEpochMilli() % 2 == 1).toList());
	}

	@ParameterizedTest
	@EnumSource
	void elementMayBeLargerThanWhatIsSentAtOnce(Way way) throws IOException {
		Shelf shelf = shelf(way);
		List<byte[]> echoed = new ArrayList<>();
		List<Page> pages = IntStream.range(0, 5).mapToObj((i) -> new Page((byte) i, octets(200_000))).toList();
		shelf.pages(Pipe.of(PipeSource.of(pages), (page) -> echoed.add(page.content())));
		assertThat(echoed).hasSize(5);
		for (int i = 0; i < 5; i++) {
			assertThat(echoed.get(i)).isEqualTo(pages.get(i).content());
		}
	}

	@ParameterizedTest
	@EnumSource
	void contextHandlesGoWithPipes(Way way) throws IOException {
		Boxes boxes = boxes(way);
		byte[] octets = octets(300_000);
		ContextHandle<Box> box = boxes.open(new ByteArrayInputStream(octets));
		assertThat(boxes.add(box, 7, new ByteArrayInputStream(octets))).isEqualTo(600_007);
		ByteArrayOutputStream taken = new ByteArrayOutputStream();
		InOut<ContextHandle<Box>> holder = new InOut<>(box);
		assertThat(boxes.empty(holder, taken)).isEqualTo(600_007);
		assertThat(taken.toByteArray()).hasSize(600_007).startsWith(octets);
		assertThat(holder.getOrNull()).isNull();
		assertThat(box.isClosed()).isTrue();
		assertThat(this.server.statistics().contextHandles()).isZero();
	}

	@ParameterizedTest
	@EnumSource
	void contextHandleOutlivesPipeThatFails(Way way) throws IOException {
		Boxes boxes = boxes(way);
		ContextHandle<Box> box = boxes.open(new ByteArrayInputStream(octets(10)));
		InputStream failing = new InputStream() {

			private int left = 500_000;

			@Override
			public int read() throws IOException {
				if (this.left-- <= 0) {
					throw new IOException("no more");
				}
				return 0;
			}

		};
		failure(RpcCancelledException.class, () -> boxes.add(box, 0, failing));
		OutputStream full = new OutputStream() {

			@Override
			public void write(int octet) throws IOException {
				throw new IOException("disk full");
			}

		};
		failure(RpcCancelledException.class, () -> boxes.read(box, full));
		// Exclusive: the calls before it have let go of the handle
		ByteArrayOutputStream read = new ByteArrayOutputStream();
		boxes.read(box, read);
		assertThat(read.size()).isGreaterThanOrEqualTo(10);
		box.close();
	}

	@ParameterizedTest
	@EnumSource
	void contextHandleOutlivesFaultThatComesWhileItsPipeIsSent(Way way) throws IOException {
		Boxes boxes = boxes(way);
		ContextHandle<Box> box = boxes.open(new ByteArrayInputStream(octets(10)));
		InputStream endless = new InputStream() {

			@Override
			public int read() {
				return 0;
			}

		};
		failure(RpcFaultException.class, () -> boxes.add(box, -1, endless));
		assertThat(box.isClosed()).isFalse();
		ByteArrayOutputStream read = new ByteArrayOutputStream();
		boxes.read(box, read);
		assertThat(read.size()).isEqualTo(10);
		box.close();
	}

	@ParameterizedTest
	@EnumSource
	void severalPipesFlowOneAfterTheOther(Way way) throws IOException {
		Shelf shelf = shelf(way);
		ByteArrayOutputStream left = new ByteArrayOutputStream();
		ByteArrayOutputStream right = new ByteArrayOutputStream();
		Out<String> note = new Out<>();
		byte[] first = octets(100_000);
		byte[] second = octets(33);
		assertThat(shelf.swap("note", new ByteArrayInputStream(first), left, new ByteArrayInputStream(second), right,
				note))
			.isEqualTo(100_033);
		assertThat(left.toByteArray()).isEqualTo(second);
		assertThat(right.toByteArray()).isEqualTo(first);
		assertThat(note.get()).isEqualTo("note");
	}

	@ParameterizedTest
	@EnumSource
	void asynchronousOperationsHavePipes(Way way) {
		Shelf shelf = shelf(way);
		List<CompletableFuture<Long>> sums = new ArrayList<>();
		byte[] octets = octets(300_000);
		for (int i = 0; i < 12; i++) {
			sums.add(shelf.sumLater(new ByteArrayInputStream(octets)));
		}
		assertThat(sums).allSatisfy((sum) -> assertThat(sum.join()).isEqualTo(sumOf(octets)));
	}

	@ParameterizedTest
	@ValueSource(ints = { 1432, 1500, 2047, 4280, 5840, 65535 })
	void fragmentsOfAnySizeCarryPipes(int maxFrag) throws IOException {
		Shelf shelf = shelf(Way.TCP, maxFrag);
		byte[] octets = octets(200_001);
		assertThat(shelf.sum("x".repeat(5000), new ByteArrayInputStream(octets))).isEqualTo(sumOf(octets));
		ByteArrayOutputStream received = new ByteArrayOutputStream();
		shelf.produce(200_001, received);
		assertThat(received.toByteArray()).isEqualTo(numbered(200_001));
		List<Reading> readings = readings(999);
		List<Reading> echoed = new ArrayList<>();
		shelf.echo(Pipe.of(PipeSource.of(readings), echoed::add));
		assertThat(echoed).isEqualTo(readings);
	}

	@Test
	void otherCallsDoNotWaitBehindPipe() throws Exception {
		Shelf shelf = shelf(Way.TCP);
		try (java.io.PipedOutputStream slow = new java.io.PipedOutputStream()) {
			CompletableFuture<Long> sum = shelf.sumLater(new java.io.PipedInputStream(slow));
			slow.write(1);
			for (int i = 0; i < 100; i++) {
				assertThat(shelf.plain(i)).isEqualTo(i);
			}
			assertThat(sum).isNotDone();
			slow.close();
			assertThat(sum.join()).isEqualTo(1);
		}
	}

	@Test
	void operationThatDoesNotReadLearnsThatItsCallerGaveUp() throws Exception {
		CountDownLatch learned = new CountDownLatch(1);
		RpcServer server = closeLater(RpcServer.builder().endpoint("ncacn_ip_tcp:127.0.0.1").build());
		server.register(Deaf.class, (content) -> {
			content.read();
			RpcCallContext.current().onCancel(learned::countDown);
			try {
				learned.await();
			}
			catch (InterruptedException ex) {
				throw new IOException(ex);
			}
		});
		server.start();
		client((builder) -> builder.timeout(Duration.ofMillis(500)));
		Deaf deaf = client().proxy(Deaf.class, BindingHandle.of(server.bindings().get(0)));
		InputStream endless = new InputStream() {

			@Override
			public int read() {
				return 0;
			}

		};
		failure(RpcTimeoutException.class, () -> deaf.take(endless));
		// What was sent fills the buffers of both hosts: a cancel could not follow it
		assertThat(learned.await(20, TimeUnit.SECONDS)).isTrue();
	}

	private static PipeSource<int[]> source(int[]... portions) {
		return PipeSource.of(List.of(portions));
	}

	static byte[] octets(int length) {
		byte[] octets = new byte[length];
		RANDOM.nextBytes(octets);
		return octets;
	}

	static byte[] numbered(int length) {
		byte[] octets = new byte[length];
		for (int i = 0; i < length; i++) {
			octets[i] = (byte) i;
		}
		return octets;
	}

	static long sumOf(byte[] octets) {
		long sum = 0;
		for (byte octet : octets) {
			sum += octet;
		}
		return sum;
	}

	private static List<Reading> readings(int count) {
		return RANDOM.ints(count)
			.mapToObj((i) -> new Reading((byte) i, i * 3.5, (short) i, new UUID(i, -i), new Flags((short) i, (byte) 9),
					(i % 2 == 0) ? Unit.METRE : Unit.SECOND))
			.toList();
	}

	private Shelf shelf(Way way) {
		return shelf(way, 5840);
	}

	private Boxes boxes(Way way) {
		shelf(way);
		this.server.register(Boxes.class, new DefaultBoxes());
		return client().proxy(Boxes.class, BindingHandle.of(this.server.bindings().get(0)));
	}

	private Shelf shelf(Way way, int maxFrag) {
		InProcessTransport transport = closeLater(new InProcessTransport());
		RpcServer.Builder builder = RpcServer.builder()
			.limits(RpcServerLimits.DEFAULT.withMaxFrag(maxFrag))
			.endpoint((way == Way.TCP) ? "ncacn_ip_tcp:127.0.0.1[0]" : "ncalrpc:[shelf]");
		if (way == Way.IN_PROCESS) {
			builder.transport(transport);
		}
		RpcServer server = closeLater(builder.build());
		this.server = server;
		server.register(Shelf.class, new DefaultShelf());
		server.start();
		client((client) -> {
			if (way == Way.IN_PROCESS) {
				client.transport(transport);
			}
		});
		return client().proxy(Shelf.class, BindingHandle.of(server.bindings().get(0)));
	}

	enum Way {

		TCP, IN_PROCESS

	}

	enum Unit {

		METRE, SECOND

	}

	record Reading(byte sensor, double value, short quality, UUID id, Flags flags, Unit unit) {

	}

	record Page(byte number, @FixedSize(200_000) byte[] content) {

	}

	record Flags(short first, byte second) {

	}

	@RpcInterface(uuid = "b0a2c1f6-8d57-4e0c-9a66-1f2a4f8d5e01", version = "1.0")
	interface Shelf {

		long sum(String name, InputStream content) throws IOException;

		int produce(int length, OutputStream content) throws IOException;

		int echo(Pipe<Reading> readings) throws IOException;

		void doubled(PipeSource<int[]> numbers, PipeSink<int[]> doubled) throws IOException;

		int swap(String note, InputStream first, OutputStream left, InputStream second, OutputStream right,
				Out<String> echoedNote) throws IOException;

		CompletableFuture<Long> sumLater(InputStream content);

		int plain(int number);

		void times(Pipe<Instant> times, PipeSink<Boolean> odd) throws IOException;

		void pages(Pipe<Page> pages) throws IOException;

	}

	static class DefaultShelf implements Shelf {

		@Override
		public long sum(String name, InputStream content) throws IOException {
			long sum = 0;
			byte[] buffer = new byte[1000];
			int count;
			while ((count = content.read(buffer)) >= 0) {
				sum += sumOf(Arrays.copyOf(buffer, count));
			}
			return sum;
		}

		@Override
		public int produce(int length, OutputStream content) throws IOException {
			content.write(numbered(length));
			return length;
		}

		@Override
		public int echo(Pipe<Reading> readings) throws IOException {
			List<Reading> all = new ArrayList<>();
			readings.source().transferTo(all::add);
			for (Reading reading : all) {
				readings.sink().push(reading);
			}
			return all.size();
		}

		@Override
		public void doubled(PipeSource<int[]> numbers, PipeSink<int[]> doubled) throws IOException {
			List<int[]> all = new ArrayList<>();
			numbers.transferTo(all::add);
			for (int[] some : all) {
				doubled.push(Arrays.stream(some).map((number) -> 2 * number).toArray());
			}
		}

		@Override
		public int swap(String note, InputStream first, OutputStream left, InputStream second, OutputStream right,
				Out<String> echoedNote) throws IOException {
			byte[] one = first.readAllBytes();
			byte[] two = second.readAllBytes();
			left.write(two);
			left.close();
			right.write(one);
			echoedNote.set(note);
			return one.length + two.length;
		}

		@Override
		public CompletableFuture<Long> sumLater(InputStream content) {
			return CompletableFuture.supplyAsync(() -> {
				try {
					return sum("", content);
				}
				catch (IOException ex) {
					throw new UncheckedIOException(ex);
				}
			}, (task) -> new Thread(task).start());
		}

		@Override
		public int plain(int number) {
			return number;
		}

		@Override
		public void pages(Pipe<Page> pages) throws IOException {
			List<Page> all = new ArrayList<>();
			pages.source().transferTo(all::add);
			for (Page page : all) {
				pages.sink().push(page);
			}
		}

		@Override
		public void times(Pipe<Instant> times, PipeSink<Boolean> odd) throws IOException {
			List<Instant> all = new ArrayList<>();
			times.source().transferTo(all::add);
			for (Instant time : all) {
				times.sink().push(time);
			}
			times.sink().close();
			for (Instant time : all) {
				odd.push(time.toEpochMilli() % 2 == 1);
			}
		}

	}

	@RpcInterface(uuid = "b0a2c1f6-8d57-4e0c-9a66-1f2a4f8d5e07", version = "1.0")
	interface Deaf {

		void take(InputStream content) throws IOException;

	}

	@RpcInterface(uuid = "b0a2c1f6-8d57-4e0c-9a66-1f2a4f8d5e06", version = "1.0")
	interface Boxes {

		ContextHandle<Box> open(InputStream content) throws IOException;

		int add(ContextHandle<Box> box, int fill, InputStream content) throws IOException;

		void read(ContextHandle<Box> box, OutputStream content) throws IOException;

		int empty(InOut<ContextHandle<Box>> box, OutputStream content) throws IOException;

		@ClosesContext
		void close(InOut<ContextHandle<Box>> box);

	}

	interface Box {

	}

	private static final class DefaultBoxes implements Boxes {

		@Override
		public ContextHandle<Box> open(InputStream content) throws IOException {
			FilledBox box = new FilledBox();
			content.transferTo(box.octets);
			return ContextHandle.of(box);
		}

		@Override
		public int add(ContextHandle<Box> box, int fill, InputStream content) throws IOException {
			if (fill < 0) {
				throw new IllegalArgumentException("Can't take anything out");
			}
			ByteArrayOutputStream octets = octets(box);
			content.transferTo(octets);
			octets.write(new byte[fill]);
			return octets.size();
		}

		@Override
		public void read(ContextHandle<Box> box, OutputStream content) throws IOException {
			octets(box).writeTo(content);
		}

		@Override
		public int empty(InOut<ContextHandle<Box>> box, OutputStream content) throws IOException {
			ByteArrayOutputStream octets = octets(box.get());
			box.set(null);
			octets.writeTo(content);
			return octets.size();
		}

		@Override
		public void close(InOut<ContextHandle<Box>> box) {
			box.set(null);
		}

		private static ByteArrayOutputStream octets(ContextHandle<Box> box) {
			return ((FilledBox) box.state()).octets;
		}

	}

	private static final class FilledBox implements Box {

		private final ByteArrayOutputStream octets = new ByteArrayOutputStream();

	}

}
