package io.opnum.rpc.association;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufUtil;
import io.netty.buffer.Unpooled;
import io.opnum.rpc.pdu.DataRepresentation;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
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
		RemainingTime.append(little, DataRepresentation.LITTLE_ENDIAN, 0x0102030405L);
		assertThat(ByteBufUtil.hexDump(little))
			.isEqualTo("0000000000" + "000000" + SIGNATURE + "216d" + "0800" + "0504030201000000");
		ByteBuf big = stub(4);
		RemainingTime.append(big, DataRepresentation.BIG_ENDIAN, RemainingTime.NONE);
		assertThat(ByteBufUtil.hexDump(big)).isEqualTo("00000000" + SIGNATURE + "6d21" + "0008" + "ffffffffffffffff");
		int command = 0x6d21;
		assertThat(command & 0x8000).as("SEC_VT_MUST_PROCESS_COMMAND").isZero();
		assertThat(command & 0x4000).as("SEC_VT_COMMAND_END").isNotZero();
	}

	@ParameterizedTest
	@EnumSource
	void isTakenOffAgain(DataRepresentation drep) {
		for (int length = 0; length < 9; length++) {
			for (long micros : new long[] { 0, 1, 30_000_000, Long.MAX_VALUE, RemainingTime.NONE }) {
				// Aligned from the first octet of the stub, wherever that lies
				ByteBuf stub = Unpooled.buffer().writeZero(3 + length).readerIndex(3);
				RemainingTime.append(stub, drep, micros);
				assertThat(stub.readableBytes()).isLessThanOrEqualTo(length + RemainingTime.MAX_LENGTH);
				assertThat(RemainingTime.take(stub, drep)).isEqualTo(micros);
				assertThat(stub.readableBytes()).isEqualTo((length + 3) / 4 * 4);
				assertThat(RemainingTime.take(stub, drep)).isEqualTo(RemainingTime.NONE);
			}
		}
	}

	@Test
	void stubWithoutIsLeftAsItIs() {
		ByteBuf stub = stub(0);
		RemainingTime.append(stub, DataRepresentation.LITTLE_ENDIAN, 77);
		for (int length = 0; length < stub.readableBytes(); length++) {
			ByteBuf truncated = stub.copy(0, length);
			assertThat(RemainingTime.take(truncated, DataRepresentation.LITTLE_ENDIAN)).isEqualTo(RemainingTime.NONE);
			assertThat(truncated.readableBytes()).isEqualTo(length);
		}
		assertThat(RemainingTime.take(stub, DataRepresentation.BIG_ENDIAN)).isEqualTo(RemainingTime.NONE);
		assertThat(stub.readableBytes()).isEqualTo(20);
	}

	@ParameterizedTest
	@ValueSource(strings = { "0140" + "0800" + "0100000000000000", "216d" + "0400" + "0100000000000000",
			"21ed" + "0800" + "0100000000000000" })
	void otherCommandsAreNotOurs(String command) {
		ByteBuf stub = Unpooled.wrappedBuffer(ByteBufUtil.decodeHexDump(SIGNATURE + command));
		assertThat(RemainingTime.take(stub, DataRepresentation.LITTLE_ENDIAN)).isEqualTo(RemainingTime.NONE);
		assertThat(stub.readableBytes()).isEqualTo(20);
	}

	@Test
	void noTimeIsNegative() {
		ByteBuf stub = Unpooled.buffer();
		RemainingTime.append(stub, DataRepresentation.LITTLE_ENDIAN, -5);
		assertThat(RemainingTime.take(stub, DataRepresentation.LITTLE_ENDIAN)).isEqualTo(RemainingTime.NONE);
	}

}
