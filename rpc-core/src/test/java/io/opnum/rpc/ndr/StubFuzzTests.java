package io.opnum.rpc.ndr;

import java.lang.management.ManagementFactory;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import java.util.stream.Stream;

import com.sun.management.ThreadMXBean;
import io.netty.buffer.ByteBufUtil;
import io.netty.buffer.Unpooled;
import io.opnum.rpc.BadStubDataException;
import io.opnum.rpc.InOut;
import io.opnum.rpc.Out;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Stubs of {@link Torture}, altered at random. Each is either refused as bad stub data or
 * read; what was read can be sent, and is the same when that is read. Neither allocates
 * more than the stub is worth.
 * <p>
 * The seed of each case is a number; {@code -Dopnum.fuzz.rounds} makes more of them,
 * {@code -Dopnum.fuzz.seed} others.
 */
class StubFuzzTests {

	private static final int ROUNDS = Integer.getInteger("opnum.fuzz.rounds", 400);

	private static final long SEED = Long.getLong("opnum.fuzz.seed", 1);

	/** For each octet of a stub: that of a list of empty lists, for example. */
	private static final int WORTH = 100;

	private static final int FIXED = 64 * 1024;

	private static final ThreadMXBean THREADS = (ThreadMXBean) ManagementFactory.getThreadMXBean();

	static Stream<String> operations() {
		return InterfaceStub.of(Torture.class).operations().stream().map(OperationStub::name);
	}

	@ParameterizedTest
	@MethodSource("operations")
	void alteredStubIsReadOrRefused(String name) {
		OperationStub operation = RoundTrip.operation(Torture.class, name);
		for (NdrFormat format : List.of(NdrFormat.NDR, NdrFormat.NDR_BIG_ENDIAN, NdrFormat.NDR64)) {
			fuzz(new Request(operation, format));
			fuzz(new Response(operation, format));
		}
	}

	private static void fuzz(Direction direction) {
		byte[] original = direction.write(direction.original());
		assertThat(direction.write(direction.read(original))).isEqualTo(original);
		List<byte[]> corpus = new ArrayList<>(List.of(original));
		int read = 0;
		for (int round = 0; round < ROUNDS; round++) {
			Random random = new Random(SEED * 1_000_003 + round);
			byte[] stub = alter(corpus.get(random.nextInt(corpus.size())), random);
			try {
				if (check(direction, stub)) {
					read++;
					if (corpus.size() < 64) {
						corpus.add(stub);
					}
				}
			}
			catch (RuntimeException | Error ex) {
				throw new AssertionError("%s, round %d, stub %s".formatted(direction, round, ByteBufUtil.hexDump(stub)),
						ex);
			}
		}
		if (original.length > 0) {
			assertThat(read).as("stubs of %s that are read", direction).isPositive();
		}
	}

	private static boolean check(Direction direction, byte[] stub) {
		Object[] values = null;
		try {
			values = direction.read(stub);
		}
		catch (BadStubDataException ex) {
			assertThat(ex).hasMessageContaining("has bad stub data: ");
		}
		// Once more, now that all classes are there
		assertThat(allocated(direction, stub)).as("octets allocated").isLessThan(FIXED + (long) WORTH * stub.length);
		if (values == null) {
			return false;
		}
		byte[] again = direction.write(values);
		assertThat(direction.write(direction.read(again))).isEqualTo(again);
		return true;
	}

	private static long allocated(Direction direction, byte[] stub) {
		long before = THREADS.getThreadAllocatedBytes(Thread.currentThread().getId());
		try {
			direction.read(stub);
		}
		catch (BadStubDataException ex) {
			// As the first time
		}
		return THREADS.getThreadAllocatedBytes(Thread.currentThread().getId()) - before;
	}

	/**
	 * Alter some octets, most of them where counts, discriminants and pointers are; at
	 * times cut the stub, or put a part of it elsewhere.
	 */
	private static byte[] alter(byte[] stub, Random random) {
		byte[] altered = stub.clone();
		for (int times = 1 + random.nextInt(3); times > 0 && altered.length > 0; times--) {
			int at = random.nextInt(altered.length);
			switch (random.nextInt(8)) {
				case 0 -> altered[at] = (byte) random.nextInt();
				case 1 -> altered[at] ^= (byte) (1 << random.nextInt(8));
				case 2, 3, 4 -> setNumber(altered, at & ~3, random);
				case 5 -> altered = Arrays.copyOf(altered, at);
				case 6 -> altered = Arrays.copyOf(altered, altered.length + 4 * random.nextInt(64));
				default -> {
					int from = random.nextInt(altered.length);
					int length = random.nextInt(Math.min(32, altered.length - Math.max(at, from)) + 1);
					System.arraycopy(altered, from, altered, at, length);
				}
			}
		}
		return altered;
	}

	private static void setNumber(byte[] stub, int at, Random random) {
		int[] numbers = { 0, 1, 2, 3, 4, 9, 0x7f, 0x80, 0xff, 0xffff, 0x10000, 0x20000, 0x7fffffff, 0x80000000, -1,
				stub.length };
		int number = numbers[random.nextInt(numbers.length)];
		boolean reversed = random.nextBoolean();
		for (int i = 0; i < 4 && at + i < stub.length; i++) {
			stub[at + i] = (byte) (number >>> 8 * (reversed ? 3 - i : i));
		}
	}

	/**
	 * A stub of an operation.
	 */
	private interface Direction {

		@Nullable Object[] original();

		byte[] write(@Nullable Object[] values);

		@Nullable Object[] read(byte[] stub);

	}

	private record Request(OperationStub operation, NdrFormat format) implements Direction {

		@Override
		public @Nullable Object[] original() {
			return Torture.arguments(this.operation.name());
		}

		@Override
		public byte[] write(@Nullable Object[] values) {
			var buffer = Unpooled.buffer();
			this.operation.marshalRequest(new NdrWriter(buffer, this.format), values);
			return ByteBufUtil.getBytes(buffer);
		}

		@Override
		public @Nullable Object[] read(byte[] stub) {
			return this.operation.unmarshalRequest(new NdrReader(Unpooled.wrappedBuffer(stub), this.format));
		}

	}

	/**
	 * The result is behind the arguments.
	 */
	private record Response(OperationStub operation, NdrFormat format) implements Direction {

		@Override
		public @Nullable Object[] original() {
			return with(Torture.arguments(this.operation.name()),
					(this.operation.result() != null) ? Torture.result() : null);
		}

		@Override
		public byte[] write(@Nullable Object[] values) {
			var buffer = Unpooled.buffer();
			@Nullable Object[] arguments = Arrays.copyOf(values, values.length - 1);
			this.operation.marshalResponse(new NdrWriter(buffer, this.format), arguments, values[values.length - 1]);
			return ByteBufUtil.getBytes(buffer);
		}

		@Override
		public @Nullable Object[] read(byte[] stub) {
			@Nullable Object[] arguments = Arrays.stream(Torture.arguments(this.operation.name()))
				.map((argument) -> (argument instanceof InOut) ? new InOut<>(null)
						: (argument instanceof Out) ? new Out<>() : argument)
				.toArray();
			Object result = this.operation.unmarshalResponse(new NdrReader(Unpooled.wrappedBuffer(stub), this.format),
					arguments);
			return with(arguments, result);
		}

		private static @Nullable Object[] with(@Nullable Object[] arguments, @Nullable Object result) {
			@Nullable Object[] all = Arrays.copyOf(arguments, arguments.length + 1);
			all[arguments.length] = result;
			return all;
		}

	}

}
