package io.opnum.rpc.sample.interop;

import java.util.Optional;

import io.opnum.rpc.InOut;
import io.opnum.rpc.Operation;
import io.opnum.rpc.Out;
import io.opnum.rpc.RpcInterface;
import io.opnum.rpc.SizeIs;
import io.opnum.rpc.SwitchIs;
import io.opnum.rpc.UnionCase;
import org.jspecify.annotations.Nullable;

/**
 * Some operations of the server service (MS-SRVS), declared from its IDL.
 */
@RpcInterface(uuid = "4b324fc8-1670-01d3-1278-5a47bf6ee188", version = "3.0")
interface Srvsvc {

	int ANY_LENGTH = -1;

	@Operation(15)
	int netrShareEnum(@Nullable String serverName, InOut<ShareEnumeration> info, int preferredMaximumLength,
			Out<Integer> totalEntries, InOut<Optional<Integer>> resumeHandle);

	@Operation(28)
	int netrRemoteTod(@Nullable String serverName, Out<Optional<TimeOfDay>> buffer);

	/** {@code SHARE_ENUM_STRUCT}. */
	record ShareEnumeration(int level, @SwitchIs("level") Shares shares) {
	}

	/** {@code SHARE_ENUM_UNION}. */
	sealed interface Shares {

		@UnionCase(0)
		record Level0(@Nullable Container0 container) implements Shares {
		}

		@UnionCase(1)
		record Level1(@Nullable Container1 container) implements Shares {
		}

	}

	/** {@code SHARE_INFO_0_CONTAINER}. */
	record Container0(int entriesRead, @SizeIs("entriesRead") Share0 @Nullable [] buffer) {
	}

	/** {@code SHARE_INFO_1_CONTAINER}. */
	record Container1(int entriesRead, @SizeIs("entriesRead") Share1 @Nullable [] buffer) {
	}

	/** {@code SHARE_INFO_0}. */
	record Share0(@Nullable String name) {
	}

	/** {@code SHARE_INFO_1}. */
	record Share1(@Nullable String name, int type, @Nullable String remark) {
	}

	/** {@code TIME_OF_DAY_INFO}. */
	record TimeOfDay(int elapsed, int milliseconds, int hours, int minutes, int seconds, int hundredths, int timezone,
			int tickInterval, int day, int month, int year, int weekday) {
	}

}
