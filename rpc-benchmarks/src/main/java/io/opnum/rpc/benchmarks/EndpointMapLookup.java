package io.opnum.rpc.benchmarks;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;

import io.opnum.rpc.binding.Endpoint;
import io.opnum.rpc.binding.EndpointEntry;
import io.opnum.rpc.binding.InterfaceId;
import io.opnum.rpc.binding.ProtocolSequence;
import io.opnum.rpc.binding.StringBinding;
import io.opnum.rpc.binding.SyntaxId;
import io.opnum.rpc.epm.EndpointMap;

/**
 * Finds the endpoint of an interface among many. The figure is nanoseconds of processor
 * time.
 */
final class EndpointMapLookup implements Growth.Measured {

	/** Interfaces that are looked for in turns, so that caches serve all sizes alike. */
	private static final int LOOKED_FOR = 10;

	private final EndpointMap map = new EndpointMap();

	private final List<InterfaceId> interfaces = new ArrayList<>();

	EndpointMapLookup(int size) {
		Endpoint endpoint = Endpoint.of(StringBinding.parse("ncacn_ip_tcp:127.0.0.1[9135]"));
		List<EndpointEntry> entries = new ArrayList<>();
		for (int i = 0; i < size; i++) {
			InterfaceId interfaceId = InterfaceId.derived("org.example.Interface" + i, "1.0");
			if (i % (size / LOOKED_FOR) == 0) {
				this.interfaces.add(interfaceId);
			}
			entries.add(new EndpointEntry(interfaceId, SyntaxId.NDR, null, endpoint, ""));
		}
		this.map.register(entries, true);
	}

	static List<Integer> sizes() {
		return List.of(10, 1_000, 100_000);
	}

	@Override
	public double run(int size, int millis) {
		long start = Usage.threadCpuNanos();
		long end = start + TimeUnit.MILLISECONDS.toNanos(millis);
		long now = start;
		long count = 0;
		while (now < end) {
			for (int i = 0; i < 1000; i++) {
				InterfaceId interfaceId = this.interfaces.get(i % LOOKED_FOR);
				if (this.map.map(interfaceId, SyntaxId.NDR, ProtocolSequence.NCACN_IP_TCP, null, 1).size() != 1) {
					throw new IllegalStateException("Not found");
				}
			}
			count += 1000;
			now = Usage.threadCpuNanos();
		}
		return (double) (now - start) / count;
	}

}
