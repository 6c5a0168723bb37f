package io.opnum.rpc.association;

import java.util.List;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufUtil;
import io.netty.buffer.Unpooled;
import io.opnum.rpc.security.VerificationTrailer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * The signature is that of MS-RPCE 2.2.2.13.
 */
class RemainingTimeTests {

	private static final String SIGNATURE = "8ae3137102f43671";

	private static ByteBuf stub(int length) {
		return Unpooled.buffer().writeZero(length);
	}

	@Test
	void isAnIgnorableCommandOfAVerificationTrailer() {
		ByteBuf little = stub(5);
		RemainingTime.append(little, 0x0102030405L);
		assertThat(ByteBufUtil.hexDump(little))
			.isEqualTo("0000000000" + "000000" + SIGNATURE + "216d" + "0800" + "0504030201000000");
		ByteBuf unlimited = stub(4);
		RemainingTime.append(unlimited, RemainingTime.NONE);
		assertThat(ByteBufUtil.hexDump(unlimited))
			.isEqualTo("00000000" + SIGNATURE + "216d" + "0800" + "ffffffffffffffff");
		int command = 0x6d21;
		assertThat(command & 0x8000).as("SEC_VT_MUST_PROCESS_COMMAND").isZero();
		assertThat(command & 0x4000).as("SEC_VT_COMMAND_END").isNotZero();
	}

	@Test
	void isOneOfTheCommandsOfTheTrailerOfProtectedRequest() {
		for (long micros : new long[] { 0, 1, Long.MAX_VALUE, RemainingTime.NONE }) {
			ByteBuf stub = stub(5);
			new VerificationTrailer(List.of(new VerificationTrailer.Bitmask1(1), RemainingTime.command(micros)))
				.append(stub);
			VerificationTrailer trailer = VerificationTrailer.take(stub);
			assertThat(trailer).isNotNull();
			assertThat(RemainingTime.of(trailer)).isEqualTo(micros);
		}
		assertThat(RemainingTime.of(new VerificationTrailer(List.of(new VerificationTrailer.Bitmask1(1)))))
			.isEqualTo(RemainingTime.NONE);
	}

	@Test
	void aloneIsTheSameAsTheTrailerWithItAsItsOnlyCommand() {
		ByteBuf alone = stub(5);
		RemainingTime.append(alone, 77);
		ByteBuf trailer = stub(5);
		new VerificationTrailer(List.of(RemainingTime.command(77))).append(trailer);
		assertThat(trailer).isEqualTo(alone);
	}

	@Test
	void isTakenOffAgain() {
		for (int length = 0; length < 9; length++) {
			for (long micros : new long[] { 0, 1, 30_000_000, Long.MAX_VALUE, RemainingTime.NONE }) {
				// Aligned from the first octet of the stub, wherever that lies
				ByteBuf stub = Unpooled.buffer().writeZero(3 + length).readerIndex(3);
				RemainingTime.append(stub, micros);
				assertThat(stub.readableBytes()).isLessThanOrEqualTo(length + RemainingTime.MAX_LENGTH);
				assertThat(RemainingTime.take(stub)).isEqualTo(micros);
				assertThat(stub.readableBytes()).isEqualTo((length + 3) / 4 * 4);
				assertThat(RemainingTime.take(stub)).isEqualTo(RemainingTime.NONE);
			}
		}
	}

	@Test
	void stubWithoutIsLeftAsItIs() {
		ByteBuf stub = stub(0);
		RemainingTime.append(stub, 77);
		for (int length = 0; length < stub.readableBytes(); length++) {
			ByteBuf truncated = stub.copy(0, length);
			assertThat(RemainingTime.take(truncated)).isEqualTo(RemainingTime.NONE);
			assertThat(truncated.readableBytes()).isEqualTo(length);
		}
		stub.setShort(8, stub.getShortLE(8));
		assertThat(RemainingTime.take(stub)).isEqualTo(RemainingTime.NONE);
		assertThat(stub.readableBytes()).isEqualTo(20);
	}

	@ParameterizedTest
	@ValueSource(strings = { "0140" + "0800" + "0100000000000000", "216d" + "0400" + "0100000000000000",
			"21ed" + "0800" + "0100000000000000" })
	void otherCommandsAreNotOurs(String command) {
		ByteBuf stub = Unpooled.wrappedBuffer(ByteBufUtil.decodeHexDump(SIGNATURE + command));
		assertThat(RemainingTime.take(stub)).isEqualTo(RemainingTime.NONE);
		assertThat(stub.readableBytes()).isEqualTo(20);
	}

	@Test
	void noTimeIsNegative() {
		ByteBuf stub = Unpooled.buffer();
		RemainingTime.append(stub, -5);
		assertThat(RemainingTime.take(stub)).isEqualTo(RemainingTime.NONE);
	}

}
