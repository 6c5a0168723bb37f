package io.opnum.rpc.association;

import java.util.List;
import java.util.UUID;

import io.opnum.rpc.binding.SyntaxId;
import io.opnum.rpc.pdu.Bind;
import io.opnum.rpc.pdu.BindAck;
import io.opnum.rpc.pdu.ContextElement;
import io.opnum.rpc.pdu.ContextResult;
import io.opnum.rpc.pdu.GoldenPdus;
import io.opnum.rpc.pdu.PduCodec;
import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

/**
 * Tests for {@link BindTimeFeatures}.
 */
class BindTimeFeaturesTests {

	private static final SyntaxId MASK_3 = new SyntaxId(UUID.fromString("6cb71c2c-9812-4540-0300-000000000000"), 1, 0);

	private static final SyntaxId INTERFACE = new SyntaxId(UUID.fromString("e1af8308-5d1f-11c9-91a4-08002b14a0fa"), 3,
			0);

	private final BindTimeFeatures both = new BindTimeFeatures(
			BindTimeFeatures.SECURITY_CONTEXT_MULTIPLEXING | BindTimeFeatures.KEEP_CONNECTION_ON_ORPHAN);

	@Test
	void elementIsThatOfSambasClient() {
		Bind bind = (Bind) PduCodec.decode(GoldenPdus.named("epm-samba-client#1").octets());
		assertThat(this.both.toElement(1, INTERFACE)).isEqualTo(bind.contexts().get(1));
		assertThat(BindTimeFeatures.of(bind.contexts().get(1))).isEqualTo(this.both);
		assertThat(BindTimeFeatures.of(bind.contexts().get(0))).isNull();
	}

	@Test
	void maskIsLittleEndianInBigEndianPdusToo() {
		Bind bind = (Bind) PduCodec.decode(GoldenPdus.named("bigendian-client-anon#1").octets());
		assertThat(bind.contexts().stream().map(BindTimeFeatures::of).filter((features) -> features != null))
			.containsExactly(this.both);
	}

	@Test
	void resultIsThatOfSambasServer() {
		BindAck ack = (BindAck) PduCodec.decode(GoldenPdus.named("epm-samba-client#2").octets());
		assertThat(this.both.toResult()).isEqualTo(ack.results().get(1));
		assertThat(BindTimeFeatures.of(ack.results().get(1))).isEqualTo(this.both);
	}

	@Test
	void resultOfServerThatDoesNotKnowFeaturesGrantsNone() {
		assertThat(BindTimeFeatures.of(ContextResult.rejected(ContextResult.PROPOSED_TRANSFER_SYNTAXES_NOT_SUPPORTED)))
			.isEqualTo(BindTimeFeatures.NONE);
		assertThat(BindTimeFeatures.of(ContextResult.accepted(SyntaxId.NDR))).isEqualTo(BindTimeFeatures.NONE);
	}

	@Test
	void onlyFirstTransferSyntaxIsLookedAt() {
		assertThat(BindTimeFeatures.of(new ContextElement(0, INTERFACE, List.of(MASK_3, SyntaxId.NDR))))
			.isEqualTo(this.both);
		assertThat(BindTimeFeatures.of(new ContextElement(0, INTERFACE, List.of(SyntaxId.NDR, MASK_3)))).isNull();
		assertThat(BindTimeFeatures.of(new ContextElement(0, INTERFACE, List.of()))).isNull();
	}

	@Test
	void commonFeaturesAreThoseOfBoth() {
		BindTimeFeatures keep = new BindTimeFeatures(BindTimeFeatures.KEEP_CONNECTION_ON_ORPHAN);
		assertThat(keep.and(this.both)).isEqualTo(keep);
		assertThat(keep.and(new BindTimeFeatures(BindTimeFeatures.SECURITY_CONTEXT_MULTIPLEXING)))
			.isEqualTo(BindTimeFeatures.NONE);
		assertThat(keep.has(BindTimeFeatures.KEEP_CONNECTION_ON_ORPHAN)).isTrue();
		assertThat(keep.has(BindTimeFeatures.SECURITY_CONTEXT_MULTIPLEXING)).isFalse();
		assertThat(keep.has(this.both.mask())).isFalse();
	}

	@Test
	void everyMaskSurvivesTheElement() {
		for (int mask = 0; mask <= 0xffff; mask++) {
			BindTimeFeatures features = new BindTimeFeatures(mask);
			assertThat(BindTimeFeatures.of(features.toElement(0, INTERFACE))).isEqualTo(features);
		}
	}

	@Test
	void maskMustFitTheResult() {
		assertThatIllegalArgumentException().isThrownBy(() -> new BindTimeFeatures(0x10000))
			.withMessageContaining("0x10000");
		assertThatIllegalArgumentException().isThrownBy(() -> new BindTimeFeatures(-1));
	}

}
