package io.opnum.rpc.epm;

import java.util.ArrayList;
import java.util.List;
import java.util.Objects;

import io.opnum.rpc.BadStubDataException;
import io.opnum.rpc.InOut;
import io.opnum.rpc.Out;
import io.opnum.rpc.RpcProtocolException;
import io.opnum.rpc.RpcStatus;
import io.opnum.rpc.binding.EndpointEntry;
import io.opnum.rpc.binding.InterfaceId;
import io.opnum.rpc.ndr.NdrContextHandle;
import io.opnum.rpc.ndr.NdrInterfaceId;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Enumerates the endpoint map of a host ({@code ept_lookup}, {@code RpcMgmtEpEltInq…}).
 * <p>
 * Endpoint mappers end a lookup in different ways: with the null handle, with the status
 * {@code ept_s_not_registered}, with or without entries in that last answer. All of them
 * are understood. Entries whose towers are not are left out.
 * <p>
 * Thread-safe; blocks.
 *
 * @since 0.1.0
 */
public final class EndpointMapReader {

	private static final Logger logger = LoggerFactory.getLogger(EndpointMapReader.class);

	private static final int PAGE = 100;

	/** After how many answers without an entry to give up. */
	private static final int MAX_EMPTY_PAGES = 16;

	private final EndpointMapper endpointMapper;

	private final int maxEntries;

	/**
	 * Create a reader that takes as many entries as an {@link EndpointMap} holds by
	 * default.
	 * @param endpointMapper a proxy of the endpoint mapper
	 */
	public EndpointMapReader(EndpointMapper endpointMapper) {
		this(endpointMapper, EndpointMap.DEFAULT_MAX_ENTRIES);
	}

	/**
	 * Create a reader.
	 * @param endpointMapper a proxy of the endpoint mapper
	 * @param maxEntries after how many entries to give up
	 */
	public EndpointMapReader(EndpointMapper endpointMapper, int maxEntries) {
		this.endpointMapper = endpointMapper;
		this.maxEntries = maxEntries;
	}

	/**
	 * Read the whole map.
	 * @return its entries
	 * @throws io.opnum.rpc.RpcException if the endpoint mapper can't be asked, answers
	 * with an error, or goes on without end
	 */
	public List<EndpointEntry> read() {
		return read(EndpointInquiry.all());
	}

	/**
	 * Read a part of the map. There are endpoint mappers that return all of it,
	 * nevertheless: what does not match is left out here.
	 * @param inquiry which part
	 * @return its entries
	 * @throws io.opnum.rpc.RpcException if the endpoint mapper can't be asked, answers
	 * with an error, or goes on without end
	 */
	public List<EndpointEntry> read(EndpointInquiry inquiry) {
		List<EndpointEntry> entries = new ArrayList<>();
		InOut<NdrContextHandle> handle = new InOut<>(NdrContextHandle.NIL);
		try {
			int received = 0;
			int emptyPages = 0;
			RpcStatus status;
			do {
				List<EptEntry> page = new ArrayList<>();
				status = lookup(inquiry, handle, page);
				received += page.size();
				emptyPages += page.isEmpty() ? 1 : 0;
				if (received > this.maxEntries || emptyPages > MAX_EMPTY_PAGES) {
					throw new RpcProtocolException(
							"The endpoint mapper did not end its answer to ept_lookup: after %d entries, %d of them the most, and %d empty answers there is more"
								.formatted(received, this.maxEntries, emptyPages),
							RpcStatus.PROTOCOL_ERROR, false, null);
				}
				page.stream()
					.map(EndpointMapReader::decode)
					.filter(Objects::nonNull)
					.filter(inquiry::matches)
					.forEach(entries::add);
			}
			while (status.equals(RpcStatus.SUCCESS) && !handle.get().isNil());
			return entries;
		}
		finally {
			EndpointMapperCalls.free(this.endpointMapper, handle.get());
		}
	}

	private RpcStatus lookup(EndpointInquiry inquiry, InOut<NdrContextHandle> handle, List<EptEntry> page) {
		InterfaceId interfaceId = inquiry.interfaceId();
		Out<List<EptEntry>> entries = new Out<>();
		RpcStatus status = EndpointMapperCalls.await(this.endpointMapper.lookup(inquiry.type().code(),
				inquiry.objectUuid(), (interfaceId != null) ? NdrInterfaceId.of(interfaceId) : null,
				inquiry.versionOption().code(), handle, PAGE, new Out<>(), entries));
		if (!status.equals(RpcStatus.SUCCESS) && !status.equals(RpcStatus.EPT_NOT_REGISTERED)) {
			throw EndpointMapperCalls.failure("ept_lookup", status);
		}
		page.addAll(entries.get());
		return status;
	}

	private static @Nullable EndpointEntry decode(EptEntry entry) {
		try {
			return entry.toEntry();
		}
		catch (BadStubDataException ex) {
			logger.debug("Passed over an entry of the endpoint map", ex);
			return null;
		}
	}

}
