package io.opnum.rpc.sample.interop;

import io.opnum.rpc.Operation;
import io.opnum.rpc.Out;
import io.opnum.rpc.RpcInterface;
import io.opnum.rpc.SwitchIs;
import io.opnum.rpc.UnionCase;
import org.jspecify.annotations.Nullable;

/**
 * An operation of the workstation service (MS-WKST), declared from its IDL.
 */
@RpcInterface(uuid = "6bffd098-a112-3610-9833-46c3f87e345a", version = "1.0")
interface Wkssvc {

	@Operation(0)
	int netrWkstaGetInfo(@Nullable String serverName, int level, @SwitchIs("level") Out<WorkstationInfo> info);

	/** {@code WKSTA_INFO}. */
	sealed interface WorkstationInfo {

		@UnionCase(100)
		record Level100(@Nullable Workstation100 info) implements WorkstationInfo {
		}

	}

	/** {@code WKSTA_INFO_100}. */
	record Workstation100(int platformId, @Nullable String computerName, @Nullable String lanGroup, int versionMajor,
			int versionMinor) {
	}

}
