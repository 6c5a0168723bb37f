package io.opnum.rpc.ndr;

import java.nio.charset.Charset;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.stream.Stream;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.opnum.rpc.BadStubDataException;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

/**
 * Strings of all lengths around those that are marshalled four characters at once, held
 * to what the JDK's charsets make of them.
 */
class StringTypeTests {

	private static final List<NdrFormat> FORMATS = List.of(NdrFormat.NDR, NdrFormat.NDR_BIG_ENDIAN, NdrFormat.NDR64);

	static Stream<String> texts() {
		return Stream.of("a", "\u00ff", "\u0100", "\uffff", "\ud83d\ude00", "a\u4e2d")
			.flatMap((unit) -> Stream
				.concat(Stream.iterate(1, (length) -> length + 1).limit(19), Stream.of(63, 1023, 1024, 5000))
				.map((length) -> "0123456789".repeat(length / 10 + 1).substring(0, length - 1) + unit));
	}

	@ParameterizedTest
	@MethodSource("texts")
	void isCountedAndTerminated(String text) {
		for (NdrFormat format : FORMATS) {
			for (int before = 0; before < 9; before++) {
				ByteBuf stub = Unpooled.buffer(1);
				NdrWriter writer = new NdrWriter(stub, format);
				for (int i = 0; i < before; i++) {
					writer.writeByte(0xff);
				}
				StringType.WIDE.write(writer, text);
				NdrReader reader = new NdrReader(stub, format);
				reader.readBytes(before);
				assertThat(reader.readCount()).isEqualTo(text.length() + 1);
				assertThat(reader.readCount()).isZero();
				assertThat(reader.readCount()).isEqualTo(text.length() + 1);
				byte[] octets = reader.readBytes(reader.remaining());
				assertThat(octets).isEqualTo((text + "\0").getBytes(charset(format)));
			}
		}
	}

	@ParameterizedTest
	@MethodSource("texts")
	void isReadAgain(String text) {
		for (NdrFormat format : FORMATS) {
			ByteBuf stub = written(text, format);
			stub.writeByte(1);
			NdrReader reader = new NdrReader(stub, format);
			assertThat(StringType.WIDE.read(reader)).isEqualTo(text);
			assertThat(reader.remaining()).isOne();
		}
	}

	@ParameterizedTest
	@MethodSource("texts")
	void endsAtItsFirstNul(String text) {
		for (NdrFormat format : FORMATS) {
			ByteBuf stub = written(text, format);
			int characters = stub.writerIndex() - 2 * (text.length() + 1);
			for (int i = Math.max(0, text.length() - 10); i < text.length(); i++) {
				ByteBuf altered = stub.copy().setShort(characters + 2 * i, 0);
				NdrReader reader = new NdrReader(altered, format);
				assertThat(StringType.WIDE.read(reader)).isEqualTo(text.substring(0, i));
				assertThat(reader.remaining()).isZero();
			}
		}
	}

	@ParameterizedTest
	@MethodSource("texts")
	void isRefusedWithoutItsNul(String text) {
		for (NdrFormat format : FORMATS) {
			ByteBuf stub = written(text, format);
			stub.setShort(stub.writerIndex() - 2, 0x4100);
			assertThatExceptionOfType(BadStubDataException.class)
				.isThrownBy(() -> StringType.WIDE.read(new NdrReader(stub, format)))
				.withMessageContaining("expected a terminating NUL");
		}
	}

	@ParameterizedTest
	@MethodSource("texts")
	void isRefusedWhereOctetsAreMissing(String text) {
		for (NdrFormat format : FORMATS) {
			ByteBuf stub = written(text, format);
			for (int length = Math.max(0, stub.writerIndex() - 40); length < stub.writerIndex(); length++) {
				NdrReader reader = new NdrReader(stub.slice(0, length), format);
				assertThatExceptionOfType(BadStubDataException.class).isThrownBy(() -> StringType.WIDE.read(reader));
				assertThat(reader.isStarved()).isTrue();
			}
		}
	}

	@ParameterizedTest
	@MethodSource("texts")
	void isNotSentWithNulInside(String text) {
		for (NdrFormat format : FORMATS) {
			for (int i = Math.max(0, text.length() - 10); i <= text.length(); i++) {
				String broken = text.substring(0, i) + '\0' + text.substring(i);
				assertThatIllegalArgumentException().isThrownBy(() -> written(broken, format))
					.withMessage("contains a NUL, which would end it");
			}
		}
	}

	@ParameterizedTest
	@MethodSource("texts")
	void isNotLongerThanItsMaximum(String text) {
		for (NdrFormat format : FORMATS) {
			ByteBuf stub = written(text, format);
			new NdrWriter(stub.duplicate().writerIndex(0), format).writeCount(text.length());
			assertThatExceptionOfType(BadStubDataException.class)
				.isThrownBy(() -> StringType.WIDE.read(new NdrReader(stub, format)))
				.withMessageContaining("expected at most %d characters", text.length());
		}
	}

	@ParameterizedTest
	@MethodSource("texts")
	void isHeldToTheLimits(String text) {
		NdrLimits limits = new NdrLimits(1, text.length());
		for (NdrFormat format : FORMATS) {
			assertThatExceptionOfType(BadStubDataException.class)
				.isThrownBy(() -> StringType.WIDE.read(new NdrReader(written(text, format), format, limits)))
				.withMessageContaining("expected at most %d elements", text.length());
		}
	}

	private static ByteBuf written(String text, NdrFormat format) {
		ByteBuf stub = Unpooled.buffer();
		StringType.WIDE.write(new NdrWriter(stub, format), text);
		return stub;
	}

	private static Charset charset(NdrFormat format) {
		return (format == NdrFormat.NDR_BIG_ENDIAN) ? StandardCharsets.UTF_16BE : StandardCharsets.UTF_16LE;
	}

}
