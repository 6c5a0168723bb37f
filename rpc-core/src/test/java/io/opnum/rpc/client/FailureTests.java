package io.opnum.rpc.client;

import io.opnum.rpc.RpcFaultException;
import io.opnum.rpc.RpcStatus;
import io.opnum.rpc.client.Failure.Remedy;
import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Tests for {@link Failure}.
 */
class FailureTests {

	private static final Failure FAULT = new Failure(RpcFaultException::new, RpcStatus.ACCESS_DENIED, true,
			Remedy.RECONNECT, "no", null, true);

	@Test
	void faultRemainsOneWhereTheCallCannotBeMadeAgain() {
		// Else the exception that the operation declares for it would not be thrown
		Failure failure = FAULT.notRepeatable();
		assertThat(failure.fault()).isTrue();
		assertThat(failure.didNotExecute()).isFalse();
		assertThat(failure.remedy()).isEqualTo(Remedy.NONE);
	}

	@Test
	void faultOfACallThatWasNotSentRemainsOne() {
		Failure uncertain = new Failure(FAULT.kind(), FAULT.status(), false, Remedy.NONE, "no", null, true);
		assertThat(uncertain.notSent().fault()).isTrue();
		assertThat(uncertain.notSent().didNotExecute()).isTrue();
	}

}
