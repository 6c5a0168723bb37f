package io.opnum.rpc.pipe;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufAllocator;
import io.netty.buffer.ByteBufUtil;
import io.netty.buffer.Unpooled;
import io.opnum.rpc.PipeException;
import io.opnum.rpc.PipeSink;
import io.opnum.rpc.PipeSource;
import io.opnum.rpc.RpcInterface;
import io.opnum.rpc.RpcStatus;
import io.opnum.rpc.ndr.InterfaceStub;
import io.opnum.rpc.ndr.NdrFormat;
import io.opnum.rpc.ndr.OperationStub;
import io.opnum.rpc.ndr.PipeStub;
import io.opnum.rpc.testing.HexDumps;
import io.opnum.rpc.testing.NoBufferLeaks;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

/**
 * Pipes on the wire. No peer at hand speaks pipes: the octets are built from the rules of
 * C706 14.3.9 and MS-RPCE 2.2.5.3.4.5.
 */
@ExtendWith(NoBufferLeaks.class)
class ChunkTests {

	private static final String OCTETS = "03000000 616263 00 02000000 6465 0000 00000000";

	private static final String OCTETS_BIG_ENDIAN = "00000003 616263 00 00000002 6465 0000 00000000";

	private static final String OCTETS_64 = "0300000000000000 616263 0000000000 fdffffffffffffff"
			+ "0200000000000000 6465 000000000000 feffffffffffffff 0000000000000000 0000000000000000";

	private static final String RECORDS = "02000000 00000000 0700000000000000 01000000 00000000"
			+ "0800000000000000 02000000 00000000";

	static Stream<Golden> goldens() {
		return Stream.of(new Golden(NdrFormat.NDR, OCTETS), new Golden(NdrFormat.NDR_BIG_ENDIAN, OCTETS_BIG_ENDIAN),
				new Golden(NdrFormat.NDR64, OCTETS_64));
	}

	@ParameterizedTest
	@MethodSource("goldens")
	void chunksAreReadWhereverTheStubIsCut(Golden golden) throws IOException {
		byte[] stub = ByteBufUtil.getBytes(HexDumps.parse(golden.hex));
		for (int size = 1; size <= stub.length; size++) {
			IncomingPipes pipes = incoming("octets", golden.format, stub, size);
			InputStream stream = pipes.stream(pipe("octets", 0));
			assertThat(new String(stream.readAllBytes(), StandardCharsets.US_ASCII)).as("cut at %d", size)
				.isEqualTo("abcde");
			assertThat(stream.read()).isEqualTo(-1);
			pipes.finish();
			pipes.release();
		}
	}

	@ParameterizedTest
	@MethodSource("goldens")
	void truncatedPipesAreBadStubData(Golden golden) {
		byte[] stub = ByteBufUtil.getBytes(HexDumps.parse(golden.hex));
		for (int length = 0; length < stub.length; length++) {
			IncomingPipes pipes = incoming("octets", golden.format, java.util.Arrays.copyOf(stub, length), 7);
			InputStream stream = pipes.stream(pipe("octets", 0));
			assertThat(catchThrowableOfType(PipeException.class, stream::readAllBytes)).as("%d octets", length)
				.extracting(PipeException::status)
				.isEqualTo(RpcStatus.BAD_STUB_DATA);
			pipes.release();
		}
	}

	@ParameterizedTest
	@MethodSource("goldens")
	void whatIsFlushedIsChunkOfItsOwn(Golden golden) throws IOException {
		Written written = new Written("octets", golden.format);
		PipeSink<Object> sink = written.pipes.sink(pipe("octets", 0));
		sink.push("abc".getBytes(StandardCharsets.US_ASCII));
		sink.flush();
		sink.push("de".getBytes(StandardCharsets.US_ASCII));
		written.finish();
		assertThat(written.hex()).isEqualTo(golden.hex.replace(" ", ""));
	}

	@Test
	void recordsAreAlignedInEachChunk() throws IOException {
		Written written = new Written("records", NdrFormat.NDR);
		PipeSink<Object> sink = written.pipes.sink(pipe("records", 0));
		sink.push(new Sample(7, 1));
		sink.push(new Sample(8, 2));
		written.finish();
		// The count of the last chunk follows the last field at once
		assertThat(written.hex()).isEqualTo((RECORDS.substring(0, RECORDS.length() - 9) + "00000000").replace(" ", ""));
	}

	@Test
	void anElementWithoutFormIsTakenBack() throws IOException {
		Written written = new Written("records", NdrFormat.NDR);
		PipeSink<Object> sink = written.pipes.sink(pipe("records", 0));
		assertThat(catchThrowableOfType(RuntimeException.class, () -> sink.push("no sample"))).isNotNull();
		sink.push(new Sample(7, 1));
		written.finish();
		assertThat(written.hex()).isEqualTo("0100000000000000" + "0700000000000000" + "01000000" + "00000000");
	}

	@ParameterizedTest
	@ValueSource(ints = { 1, 2, 3, 4, 5, 6, 7, 8, 9, 11, 13, 64 })
	void allThatIsFlushedCanBeReadByThePeer(int length) throws IOException {
		for (NdrFormat format : List.of(NdrFormat.NDR, NdrFormat.NDR_BIG_ENDIAN, NdrFormat.NDR64)) {
			Written written = new Written("octets", format);
			PipeSink<Object> sink = written.pipes.sink(pipe("octets", 0));
			sink.push(new byte[length]);
			sink.flush();
			byte[] sent = written.octets();
			assertThat(sent.length % 8).isZero();
			IncomingPipes pipes = incoming("octets", format, sent, sent.length);
			assertThat(pipes.stream(pipe("octets", 0)).readNBytes(length)).hasSize(length);
			pipes.release();
			written.pipes.release();
		}
	}

	@Test
	void countsAreClaims() {
		// Four thousand million octets, of which two come
		assertBad(NdrFormat.NDR, "ffffffff 0102");
		assertBad(NdrFormat.NDR64, "ffffffffffffffff 0102");
		assertBad(NdrFormat.NDR64, "0000008000000000 0102");
		assertBad(NdrFormat.NDR64, "0200000000000000 0102 000000000000 0200000000000000");
		assertBad(NdrFormat.NDR64, "0000000000000000 0100000000000000");
	}

	private void assertBad(NdrFormat format, String hex) {
		IncomingPipes pipes = incoming("octets", format, ByteBufUtil.getBytes(HexDumps.parse(hex)), 4);
		assertThatExceptionOfType(PipeException.class).isThrownBy(pipes.stream(pipe("octets", 0))::readAllBytes)
			.satisfies((ex) -> assertThat(ex.status()).isEqualTo(RpcStatus.BAD_STUB_DATA));
		pipes.release();
	}

	@Test
	void pipeThatCouldNotBeReadIsNotReadOn() {
		// Behind the wrong count stands what looks like the end
		String hex = "0200000000000000 0102 000000000000 0200000000000000 feffffffffffffff 0000000000000000"
				+ "0000000000000000";
		IncomingPipes pipes = incoming("octets", NdrFormat.NDR64, ByteBufUtil.getBytes(HexDumps.parse(hex)), 100);
		InputStream stream = pipes.stream(pipe("octets", 0));
		for (int i = 0; i < 3; i++) {
			assertThatExceptionOfType(PipeException.class).isThrownBy(stream::readAllBytes)
				.withMessageContaining("the count of the chunk negated");
		}
		assertThatExceptionOfType(PipeException.class).isThrownBy(pipes::finish)
			.satisfies((ex) -> assertThat(ex.status()).isEqualTo(RpcStatus.BAD_STUB_DATA));
		pipes.release();
	}

	@Test
	void pipeWithElementThatIsRefusedIsNotReadOn() {
		// An enum without the number 9, then one that it has
		byte[] stub = ByteBufUtil.getBytes(HexDumps.parse("02000000 0900 0100 00000000"));
		IncomingPipes pipes = incoming("units", NdrFormat.NDR, stub, 100);
		PipeSource<Object> source = pipes.source(pipe("units", 0));
		for (int i = 0; i < 3; i++) {
			assertThat(catchThrowableOfType(PipeException.class, source::pull).status())
				.isEqualTo(RpcStatus.ENUM_VALUE_OUT_OF_RANGE);
		}
		pipes.release();
	}

	@Test
	void pipesAreReadInTheirOrder() throws IOException {
		byte[] stub = ByteBufUtil.getBytes(HexDumps.parse("01000000 61 000000 00000000 02000000 6263 0000 00000000"));
		IncomingPipes pipes = incoming("two", NdrFormat.NDR, stub, 5);
		InputStream second = pipes.stream(pipe("two", 1));
		assertThat(catchThrowableOfType(PipeException.class, second::read).status()).isEqualTo(RpcStatus.PIPE_ORDER);
		assertThat(catchThrowableOfType(PipeException.class, pipes::finish).status())
			.isEqualTo(RpcStatus.PIPE_DISCIPLINE);
		// Closed: the rest is not wanted
		pipes.stream(pipe("two", 0)).close();
		assertThat(second.readAllBytes()).containsExactly('b', 'c');
		pipes.finish();
		pipes.release();
		assertThat(catchThrowableOfType(PipeException.class, second::read)).isNull();
		assertThat(catchThrowableOfType(PipeException.class, pipes.stream(pipe("two", 0))::read).status())
			.isEqualTo(RpcStatus.PIPE_CLOSED);
	}

	@Test
	void pipesAreWrittenInTheirOrder() throws IOException {
		Written written = new Written("two", NdrFormat.NDR);
		PipeSink<Object> first = written.pipes.sink(pipe("two", 0));
		PipeSink<Object> second = written.pipes.sink(pipe("two", 1));
		assertThat(catchThrowableOfType(PipeException.class, () -> second.push(new byte[1])).status())
			.isEqualTo(RpcStatus.PIPE_ORDER);
		first.close();
		assertThat(catchThrowableOfType(PipeException.class, () -> first.push(new byte[1])).status())
			.isEqualTo(RpcStatus.PIPE_CLOSED);
		second.push(new byte[] { 5 });
		written.finish();
		assertThat(written.hex()).isEqualTo("00000000" + "01000000" + "05000000" + "00000000");
	}

	@Test
	void elementsComeOneByOne() throws IOException {
		Written written = new Written("records", NdrFormat.NDR64);
		PipeSink<Object> sink = written.pipes.sink(pipe("records", 0));
		List<Object> samples = new ArrayList<>();
		for (int i = 0; i < 10_000; i++) {
			samples.add(new Sample(i, -i));
			sink.push(samples.get(i));
		}
		written.finish();
		for (int size : new int[] { 1, 13, 16, 1000, 100_000 }) {
			IncomingPipes pipes = incoming("records", NdrFormat.NDR64, written.octets(), size);
			List<Object> read = new ArrayList<>();
			PipeSource<Object> source = pipes.source(pipe("records", 0));
			source.transferTo(read::add);
			assertThat(read).isEqualTo(samples);
			assertThat(source.pull()).isNull();
			pipes.release();
		}
	}

	private static OperationStub operation(String name) {
		return InterfaceStub.of(Pipes.class)
			.operations()
			.stream()
			.filter((operation) -> operation.name().equals(name))
			.findFirst()
			.orElseThrow();
	}

	private static PipeStub pipe(String operation, int index) {
		return operation(operation).inPipes().get(index);
	}

	private static IncomingPipes incoming(String operation, NdrFormat format, byte[] stub, int size) {
		IncomingStub input = new IncomingStub(format, Long.MAX_VALUE, Integer.MAX_VALUE, (taken) -> {
		}, () -> {
		}, () -> true);
		for (int from = 0; from < stub.length; from += size) {
			assertThat(input.add(Unpooled.wrappedBuffer(stub, from, Math.min(size, stub.length - from)))).isTrue();
		}
		input.complete();
		return new IncomingPipes(operation(operation).inPipes(), input);
	}

	private static final class Written {

		private final ByteArrayOutputStream sent = new ByteArrayOutputStream();

		private final OutgoingPipes pipes;

		Written(String operation, NdrFormat format) {
			OutgoingStub output = new OutgoingStub(format, ByteBufAllocator.DEFAULT, 0, this::send);
			this.pipes = new OutgoingPipes(operation(operation).inPipes(), output, null);
		}

		private void send(ByteBuf part, boolean first, boolean last) throws IOException {
			part.readBytes(this.sent, part.readableBytes());
			part.release();
		}

		void finish() throws IOException {
			this.pipes.finish((rest) -> {
			});
		}

		byte[] octets() {
			return this.sent.toByteArray();
		}

		String hex() {
			return ByteBufUtil.hexDump(octets());
		}

	}

	record Golden(NdrFormat format, String hex) {

	}

	enum Unit {

		METRE, SECOND

	}

	record Sample(long time, int value) {

	}

	@RpcInterface(uuid = "b0a2c1f6-8d57-4e0c-9a66-1f2a4f8d5e02", version = "1.0")
	interface Pipes {

		void octets(PipeSource<byte[]> octets);

		void records(PipeSource<Sample> records);

		void units(PipeSource<Unit> units);

		void two(PipeSource<byte[]> first, PipeSource<byte[]> second);

	}

}
