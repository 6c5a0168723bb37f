package io.opnum.rpc.pdu;

import io.netty.buffer.ByteBuf;
import io.opnum.rpc.testing.HexDumps;
import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

/**
 * Tests for {@link CommonHeader}.
 */
class CommonHeaderTests {

	@Test
	void readsLittleEndian() {
		assertThat(CommonHeader.peek(HexDumps.parse("05000b13 10000000 4801 0802 78563412")))
			.isEqualTo(new CommonHeader(5, 0, 11, 0x13, DataRepresentation.LITTLE_ENDIAN, 0x148, 0x208, 0x12345678));
	}

	@Test
	void readsBigEndian() {
		assertThat(CommonHeader.peek(HexDumps.parse("05000b13 00000000 0148 0208 12345678")))
			.isEqualTo(new CommonHeader(5, 0, 11, 0x13, DataRepresentation.BIG_ENDIAN, 0x148, 0x208, 0x12345678));
	}

	@Test
	void readsWhatIsWrong() {
		CommonHeader header = CommonHeader.peek(HexDumps.parse("04ff63ff f1ffffff ffff ffff ffffffff"));
		assertThat(header)
			.isEqualTo(new CommonHeader(4, 255, 99, 255, DataRepresentation.LITTLE_ENDIAN, 0xffff, 0xffff, -1));
		assertThat(header.type()).isNull();
	}

	@Test
	void consumesNothing() {
		ByteBuf octets = HexDumps.parse("ff 05000b13 10000000 4800 0000 01000000 ff").skipBytes(1);
		assertThat(CommonHeader.peek(octets).type()).isEqualTo(PacketType.BIND);
		assertThat(octets.readerIndex()).isEqualTo(1);
	}

	@Test
	void needsSixteenOctets() {
		assertThatIllegalArgumentException().isThrownBy(() -> CommonHeader.peek(HexDumps.parse("0500")))
			.withMessageContaining("there are 2");
	}

}
