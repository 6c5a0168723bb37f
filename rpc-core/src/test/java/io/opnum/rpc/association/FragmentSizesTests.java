package io.opnum.rpc.association;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

/**
 * Tests for {@link FragmentSizes}.
 */
class FragmentSizesTests {

	/** As captured from Samba 4.17, which is tuned against Windows 2012 R2. */
	@ParameterizedTest
	@CsvSource({ "65535, 65535, 5840", "0, 0, 2048", "3199, 3199, 3192", "1432, 1432, 2048", "2049, 5840, 2048",
			"5840, 2064, 2064", "4280, 4280, 4280", "0, 3199, 2048", "65535, 3199, 3192", "3199, 0, 2048" })
	void negotiatesAsRecorded(int maxXmitFrag, int maxRecvFrag, int expected) {
		assertThat(FragmentSizes.negotiate(maxXmitFrag, maxRecvFrag, FragmentSizes.DEFAULT)).isEqualTo(expected);
	}

	@Test
	void limitOfTheServerWinsAndIsRoundedDown() {
		assertThat(FragmentSizes.negotiate(5840, 5840, FragmentSizes.NAMED_PIPE)).isEqualTo(4280);
		assertThat(FragmentSizes.negotiate(0xffff, 0xffff, 0xffff)).isEqualTo(0xfff8);
		assertThat(FragmentSizes.negotiate(5840, 5840, 1437)).isEqualTo(1432);
	}

	@Test
	void clientSendsWhatBothCan() {
		assertThat(FragmentSizes.toSend(5840, 4280)).isEqualTo(4280);
		assertThat(FragmentSizes.toSend(5840, 0xffff)).isEqualTo(5840);
		assertThat(FragmentSizes.toSend(5840, 1432)).isEqualTo(1432);
	}

	@Test
	void clientRefusesServerThatTakesTooLittle() {
		assertThatExceptionOfType(NegotiationException.class).isThrownBy(() -> FragmentSizes.toSend(5840, 1431))
			.withMessageContaining("1431")
			.withMessageContaining("1432");
	}

}
