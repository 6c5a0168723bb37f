package io.opnum.rpc.mgmt;

import java.util.concurrent.CompletableFuture;

import io.opnum.rpc.Ansi;
import io.opnum.rpc.InOut;
import io.opnum.rpc.Operation;
import io.opnum.rpc.Out;
import io.opnum.rpc.RpcInterface;
import io.opnum.rpc.SizeIs;
import io.opnum.rpc.Unique;
import io.opnum.rpc.Unsigned;
import org.jspecify.annotations.Nullable;

/**
 * The remote management interface, which every server offers on every endpoint (C706
 * appendix Q {@code mgmt}, MS-RPCE 2.2.1.3).
 * <p>
 * A status is {@code 0} where the operation succeeded. {@code [out]} parameters are set
 * before the future completes.
 *
 * @since 0.1.0
 */
@RpcInterface(uuid = Management.UUID, version = "1.0")
public interface Management {

	/** The UUID of this interface. */
	String UUID = "afa8bd80-7d8a-11c9-bef4-08002b102989";

	/**
	 * Inquire the interfaces of the server ({@code rpc_mgmt_inq_if_ids}).
	 * @param ifIdVector the interfaces
	 * @return the status
	 */
	@Operation(0)
	CompletableFuture<Integer> inqIfIds(Out<@Unique @Nullable RpcIfIdVector> ifIdVector);

	/**
	 * Inquire statistics ({@code rpc_mgmt_inq_stats}).
	 * @param count how many numbers to return at most; how many there are
	 * @param statistics calls received, calls made, PDUs received, PDUs sent
	 * @return the status
	 */
	@Operation(1)
	CompletableFuture<Integer> inqStats(@Unsigned InOut<Integer> count,
			@Unsigned @SizeIs("count") Out<int[]> statistics);

	/**
	 * Inquire whether the server accepts calls ({@code rpc_mgmt_is_server_listening}).
	 * @param status the status
	 * @return not 0: it does
	 */
	@Operation(2)
	CompletableFuture<Integer> isServerListening(@Unsigned Out<Integer> status);

	/**
	 * Have the server accept no more calls ({@code rpc_mgmt_stop_server_listening}).
	 * @return the status: {@code ERROR_ACCESS_DENIED} unless the server allows it
	 */
	@Operation(3)
	CompletableFuture<Integer> stopServerListening();

	/**
	 * Inquire the principal name of the server ({@code rpc_mgmt_inq_princ_name}).
	 * @param authnProto the authentication service
	 * @param princNameSize how many octets there is room for, terminator included
	 * @param princName the principal name
	 * @return the status: {@code RPC_S_UNKNOWN_AUTHN_SERVICE} where there is none,
	 * {@code ERROR_INSUFFICIENT_BUFFER} where there is no room for it
	 */
	@Operation(4)
	CompletableFuture<Integer> inqPrincName(@Unsigned int authnProto, @Unsigned int princNameSize,
			@Ansi @SizeIs("princNameSize") Out<String> princName);

}
