package io.opnum.rpc.epm;

import java.util.List;

import io.opnum.rpc.RpcFaultException;
import io.opnum.rpc.RpcStatus;
import io.opnum.rpc.binding.EndpointEntry;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A process that registers its endpoints over its association. What it registered leaves
 * the map with the association, so that one that crashed leaves nothing stale.
 * Thread-safe.
 */
final class EndpointRegistrant implements AutoCloseable {

	private static final Logger logger = LoggerFactory.getLogger(EndpointRegistrant.class);

	private final EndpointMap endpointMap;

	private boolean closed;

	EndpointRegistrant(EndpointMap endpointMap) {
		this.endpointMap = endpointMap;
	}

	synchronized void register(List<EndpointEntry> entries, boolean replace) {
		if (this.closed) {
			throw new RpcFaultException(RpcStatus.CONTEXT_MISMATCH,
					"The association of the registrant ended while it registered endpoints");
		}
		this.endpointMap.register(entries, replace, this);
	}

	@Override
	public synchronized void close() {
		this.closed = true;
		int count = this.endpointMap.unregisterAllOf(this);
		if (count > 0) {
			logger.info("{} endpoints left the endpoint map: the association that registered them ended", count);
		}
	}

}
