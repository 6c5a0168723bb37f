package io.opnum.rpc.server;

import java.time.Instant;
import java.util.List;

import io.netty.buffer.ByteBuf;
import io.opnum.rpc.ExtendedErrorException;
import io.opnum.rpc.ExtendedErrorInfo;
import io.opnum.rpc.ExtendedErrorInfo.Text;
import io.opnum.rpc.RpcStatus;
import io.opnum.rpc.eerr.ExtendedErrors;
import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;

class FaultDetailsTests {

	private final FaultDetails details = FaultDetails.ofExceptions();

	@Test
	void chainOfSixteenIsToldWhole() {
		List<ExtendedErrorInfo> records = told(chain(16, new IllegalStateException("the root")));
		assertThat(records).hasSize(16).allMatch((record) -> record.flags() == 0);
		assertThat(records.get(15).exceptionMessage()).isEqualTo("the root");
	}

	@Test
	void whereTheChainIsCutTheLastRecordSaysSo() {
		List<ExtendedErrorInfo> records = told(chain(17, new IllegalStateException("the root")));
		assertThat(records).hasSize(16);
		assertThat(records.get(15).flags()).isEqualTo(ExtendedErrorInfo.NEXT_RECORDS_MISSING);
	}

	@Test
	void recordOfAnotherServerSaysSoToo() {
		ExtendedErrorInfo record = new ExtendedErrorInfo("ELSEWHERE", 1, Instant.EPOCH, 2, RpcStatus.SERVER_TOO_BUSY, 3,
				ExtendedErrorInfo.PREVIOUS_RECORDS_MISSING, List.of(new Text("queue")));
		ExtendedErrorException passed = new ExtendedErrorException(record, new ExtendedErrorException(record, null));
		List<ExtendedErrorInfo> whole = told(chain(15, passed));
		assertThat(whole).hasSize(16).endsWith(record, record);
		List<ExtendedErrorInfo> cut = told(chain(16, passed));
		assertThat(cut).hasSize(16);
		assertThat(cut.get(15).flags())
			.isEqualTo(ExtendedErrorInfo.PREVIOUS_RECORDS_MISSING | ExtendedErrorInfo.NEXT_RECORDS_MISSING);
		assertThat(cut.get(15).parameters()).containsExactly(new Text("queue"));
	}

	@Test
	void longMessageIsNotCutWithinACharacter() {
		String told = told(new IllegalStateException("x".repeat(499) + "\ud83d\ude00" + "y".repeat(500))).get(0)
			.exceptionMessage();
		assertThat(told).isEqualTo("x".repeat(499) + "\u2026");
	}

	/** An exception and its causes, as many as are said, the last among them. */
	private static Throwable chain(int length, Throwable last) {
		Throwable result = last;
		for (int i = 1; i < length; i++) {
			result = new IllegalStateException("link " + i, result);
		}
		return result;
	}

	private List<ExtendedErrorInfo> told(Throwable thrown) {
		ByteBuf octets = this.details.encode(thrown, RpcStatus.CALL_FAILED, Integer.MAX_VALUE);
		try {
			return ExtendedErrors.decode(octets);
		}
		finally {
			octets.release();
		}
	}

}
