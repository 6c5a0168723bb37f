package io.opnum.rpc.sample.interop;

import io.opnum.rpc.InOut;
import io.opnum.rpc.Operation;
import io.opnum.rpc.Out;
import io.opnum.rpc.RpcInterface;
import org.jspecify.annotations.Nullable;

/**
 * Some operations of the remote registry (MS-RRP), declared from its IDL.
 */
@RpcInterface(uuid = "338cd001-2244-31f1-aaaa-900038001003", version = "1.0")
interface Winreg {

	int MAXIMUM_ALLOWED = 0x02000000;

	@Operation(2)
	int openLocalMachine(@Nullable Short serverName, int desiredAccess, Out<PolicyHandle> key);

	@Operation(5)
	int baseRegCloseKey(InOut<PolicyHandle> key);

	@Operation(26)
	int baseRegGetVersion(PolicyHandle key, Out<Integer> version);

}
