package io.opnum.rpc.sample.server;

import java.util.Optional;
import java.util.concurrent.CompletableFuture;

import io.opnum.rpc.InOut;
import io.opnum.rpc.Out;
import io.opnum.rpc.RpcFaultException;
import io.opnum.rpc.RpcStatus;
import io.opnum.rpc.sample.api.RpcEcho.EnumChoice;
import io.opnum.rpc.sample.api.RpcEcho.EnumPair;
import io.opnum.rpc.sample.api.RpcEcho.Info;
import io.opnum.rpc.sample.api.RpcEcho.Surrounding;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

/**
 * What {@link EchoService} answers. That smbtorture is content with it is shown
 * elsewhere.
 */
class EchoServiceTests {

	private final EchoService service = new EchoService();

	@Test
	void addsOneAndBeginsAgainAfterTheLargestNumber() {
		assertThat(this.service.addOne(0x7fffffff)).isEqualTo(0x80000000);
		assertThat(this.service.addOne(-1)).isZero();
	}

	@Test
	void countsUpInSourceData() {
		Out<byte[]> data = new Out<>();
		this.service.sourceData(258, data);
		assertThat(data.get()).hasSize(258).startsWith(0, 1, 2).endsWith(255, 0, 1);
	}

	@ParameterizedTest
	@ValueSource(ints = { EchoService.MAX_SOURCE_DATA + 1, Integer.MIN_VALUE, -1 })
	void refusesToSourceWithoutBound(int length) {
		assertThatExceptionOfType(RpcFaultException.class)
			.isThrownBy(() -> this.service.sourceData(length, new Out<>()))
			.withMessageContaining(Integer.toUnsignedString(length))
			.satisfies((ex) -> assertThat(ex.status()).isEqualTo(RpcStatus.INVALID_BOUND));
	}

	@Test
	void hasAnArmForEachLevel() {
		for (short level = 1; level <= 7; level++) {
			Out<Info> info = new Out<>();
			assertThat(this.service.testCall2(level, info)).isZero();
			assertThat(info.get().getClass().getSimpleName()).isEqualTo("Info" + level);
		}
	}

	@ParameterizedTest
	@ValueSource(shorts = { 0, 8, -1 })
	void hasNoOtherLevel(short level) {
		assertThatExceptionOfType(RpcFaultException.class).isThrownBy(() -> this.service.testCall2(level, new Out<>()))
			.satisfies((ex) -> assertThat(ex.status()).isEqualTo(RpcStatus.INVALID_TAG));
	}

	@Test
	void sleepsWithoutHoldingTheThread() {
		CompletableFuture<Integer> asleep = this.service.testSleep(EchoService.MAX_SLEEP_SECONDS);
		assertThat(asleep).isNotDone();
		assertThat(this.service.testSleep(0).join()).isZero();
	}

	@Test
	void doesNotSleepForYears() {
		assertThatExceptionOfType(RpcFaultException.class).isThrownBy(() -> this.service.testSleep(-1))
			.satisfies((ex) -> assertThat(ex.status()).isEqualTo(RpcStatus.INVALID_BOUND));
	}

	@Test
	void takesNumbersThatAreNoConstants() {
		InOut<Integer> number = new InOut<>(1);
		InOut<EnumPair> pair = new InOut<>(new EnumPair(76, 1));
		InOut<EnumChoice> choice = new InOut<>(new EnumChoice.One(2));
		this.service.testEnum(number, pair, choice);
		assertThat(pair.get()).isEqualTo(new EnumPair(2, 1));
		assertThat(choice.get()).isEqualTo(new EnumChoice.One(2));
	}

	@Test
	void doublesASurroundingStructure() {
		InOut<Surrounding> data = new InOut<>(new Surrounding(2, new short[] { 7, 8 }));
		this.service.testSurrounding(data);
		assertThat(data.get().size()).isEqualTo(4);
		assertThat(data.get().data()).containsExactly(0, 0, 0, 0);
	}

	@Test
	void followsPointersToPointers() {
		assertThat(this.service.testDoublePointer(Optional.of(Optional.of((short) 12)))).isEqualTo((short) 12);
		assertThat(this.service.testDoublePointer(Optional.of(Optional.empty()))).isZero();
		assertThat(this.service.testDoublePointer(Optional.empty())).isZero();
	}

}
