package io.opnum.rpc.mgmt;

import java.util.Arrays;
import java.util.List;
import java.util.concurrent.CompletableFuture;

import io.opnum.rpc.InOut;
import io.opnum.rpc.Out;
import io.opnum.rpc.RpcCallContext;
import io.opnum.rpc.RpcFaultException;
import io.opnum.rpc.RpcServerStatistics;
import io.opnum.rpc.RpcStatus;
import io.opnum.rpc.ndr.NdrInterfaceId;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The management interface of a server. Everybody may inquire; to stop the server it has
 * to {@linkplain ManagedServer#isRemoteStopAllowed() allow} it.
 * <p>
 * Thread-safe. Nothing blocks, so that an event loop may run it.
 *
 * @since 0.1.0
 */
public final class ManagementService implements Management {

	private static final Logger logger = LoggerFactory.getLogger(ManagementService.class);

	private final ManagedServer server;

	/**
	 * Create a service.
	 * @param server the server that is managed
	 */
	public ManagementService(ManagedServer server) {
		this.server = server;
	}

	@Override
	public CompletableFuture<Integer> inqIfIds(Out<@Nullable RpcIfIdVector> ifIdVector) {
		List<@Nullable NdrInterfaceId> ifIds = this.server.interfaceIds()
			.stream()
			.<@Nullable NdrInterfaceId>map(NdrInterfaceId::of)
			.toList();
		ifIdVector.set(new RpcIfIdVector(ifIds.size(), ifIds));
		return status(RpcStatus.SUCCESS);
	}

	@Override
	public CompletableFuture<Integer> inqStats(InOut<Integer> count, Out<int[]> statistics) {
		RpcServerStatistics counted = this.server.statistics();
		// The wire has 32 bits: the counters wrap
		int[] all = { (int) counted.callsIn(), (int) counted.callsOut(), (int) counted.packetsIn(),
				(int) counted.packetsOut() };
		int asked = count.get();
		int returned = (Integer.compareUnsigned(asked, all.length) < 0) ? asked : all.length;
		count.set(returned);
		statistics.set(Arrays.copyOf(all, returned));
		return status(RpcStatus.SUCCESS);
	}

	@Override
	public CompletableFuture<Integer> isServerListening(Out<Integer> status) {
		status.set(RpcStatus.SUCCESS.code());
		return CompletableFuture.completedFuture(this.server.isListening() ? 1 : 0);
	}

	@Override
	public CompletableFuture<Integer> stopServerListening() {
		RpcCallContext context = RpcCallContext.current();
		if (!this.server.isRemoteStopAllowed()) {
			logger.debug("Refused to stop listening for {}", context.callerAddress());
			return status(RpcStatus.ACCESS_DENIED);
		}
		logger.warn("Stopping to listen: {} asked for it", context.callerAddress());
		this.server.stopListening();
		return status(RpcStatus.SUCCESS);
	}

	@Override
	public CompletableFuture<Integer> inqPrincName(int authnProto, int princNameSize, Out<String> princName) {
		if (princNameSize == 0) {
			throw new RpcFaultException(RpcStatus.BAD_STUB_DATA,
					"princ_name_size is 0: there is no room for the terminator of any answer");
		}
		String name = this.server.principalName(authnProto);
		boolean fits = name != null && Integer.compareUnsigned(name.length(), princNameSize) < 0;
		princName.set((name != null && fits) ? name : "");
		if (name == null) {
			return status(RpcStatus.UNKNOWN_AUTHN_SERVICE);
		}
		return status(fits ? RpcStatus.SUCCESS : RpcStatus.INSUFFICIENT_BUFFER);
	}

	private static CompletableFuture<Integer> status(RpcStatus status) {
		return CompletableFuture.completedFuture(status.code());
	}

}
