package io.opnum.rpc.epm;

import java.net.InetSocketAddress;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.function.Predicate;

import io.opnum.rpc.BadStubDataException;
import io.opnum.rpc.InOut;
import io.opnum.rpc.Out;
import io.opnum.rpc.RpcCallContext;
import io.opnum.rpc.RpcFaultException;
import io.opnum.rpc.RpcStatus;
import io.opnum.rpc.binding.Endpoint;
import io.opnum.rpc.binding.EndpointEntry;
import io.opnum.rpc.binding.InterfaceId;
import io.opnum.rpc.binding.ProtocolSequence;
import io.opnum.rpc.ndr.NdrContextHandle;
import io.opnum.rpc.ndr.NdrInterfaceId;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Serves an {@link EndpointMap} to the network.
 * <ul>
 * <li>A lookup sees the map as it was at its first call. Its handle belongs to the
 * association; one that is unknown draws the fault
 * {@code nca_s_fault_context_mismatch}.</li>
 * <li>A lookup ends with the null handle: with the last entries, if these are fewer than
 * the caller has room for, else with the status {@code ept_s_not_registered} after them.
 * Samba's {@code rpcclient}, which asks for one entry at a time, looks at nothing but the
 * status; impacket, which asks for 500, takes that status for a failure.</li>
 * <li>{@code ept_map} is never continued: its handle stays the null handle, and a caller
 * who asks again is given the next ones in turn.</li>
 * <li>Towers hold the address that the caller reached, unless an entry has one of its
 * own. Clients should use the port only.</li>
 * <li>Whoever calls from this host may register endpoints; others draw the fault
 * {@code ERROR_ACCESS_DENIED}. Such entries leave when the association that registered
 * them ends, at the latest: a registrant keeps it open.</li>
 * <li>Endpoints of {@code opnum_inproc} are registered by and shown to callers in the
 * same virtual machine only; of others they are ignored.</li>
 * </ul>
 * Thread-safe. Nothing blocks, so that an event loop may run it.
 *
 * @since 0.1.0
 */
public final class EndpointMapService implements EndpointMapper {

	/** The most entries or towers of one answer (the range of MS-RPCE 2.2.1.2.4). */
	static final int MAX_PAGE = 500;

	private static final Logger logger = LoggerFactory.getLogger(EndpointMapService.class);

	private final EndpointMap endpointMap;

	/**
	 * Create a service.
	 * @param endpointMap the map that it serves
	 */
	public EndpointMapService(EndpointMap endpointMap) {
		this.endpointMap = endpointMap;
	}

	@Override
	public CompletableFuture<Integer> insert(int numEnts, List<EptEntry> entries, int replace) {
		RpcCallContext context = requireLocalCaller("ept_insert");
		List<EndpointEntry> decoded;
		try {
			decoded = decode(entries).stream().filter(visibleTo(context)).toList();
		}
		catch (BadStubDataException ex) {
			return invalid("ept_insert", context, ex, RpcStatus.EPT_INVALID_ENTRY);
		}
		EndpointRegistrant registrant = context.association()
			.attribute(EndpointRegistrant.class, () -> new EndpointRegistrant(this.endpointMap));
		try {
			registrant.register(decoded, replace != 0);
			return status(RpcStatus.SUCCESS);
		}
		catch (IllegalArgumentException ex) {
			return invalid("ept_insert", context, ex, RpcStatus.EPT_INVALID_ENTRY);
		}
		catch (IllegalStateException ex) {
			return invalid("ept_insert", context, ex, RpcStatus.EPT_NO_MEMORY);
		}
	}

	@Override
	public CompletableFuture<Integer> delete(int numEnts, List<EptEntry> entries) {
		RpcCallContext context = requireLocalCaller("ept_delete");
		try {
			boolean all = this.endpointMap.unregisterAll(decode(entries));
			return status(all ? RpcStatus.SUCCESS : RpcStatus.EPT_NOT_REGISTERED);
		}
		catch (BadStubDataException ex) {
			return invalid("ept_delete", context, ex, RpcStatus.EPT_INVALID_ENTRY);
		}
	}

	@Override
	public CompletableFuture<Integer> lookup(int inquiryType, @Nullable UUID object,
			@Nullable NdrInterfaceId interfaceId, int versOption, InOut<NdrContextHandle> entryHandle, int maxEnts,
			Out<Integer> numEnts, Out<List<EptEntry>> entries) {
		RpcCallContext context = RpcCallContext.current();
		NdrContextHandle handle = entryHandle.get();
		EndpointInquiry inquiry = inquiry(inquiryType, object, interfaceId, versOption);
		if (inquiry == null || maxEnts == 0) {
			return answer(numEnts, entries, List.of(), RpcStatus.EPT_CANT_PERFORM_OP);
		}
		EndpointLookup lookup = handle.isNil() ? this.endpointMap.lookup(inquiry, visibleTo(context))
				: handles(context).get(handle);
		List<EndpointEntry> page = lookup.next(page(maxEnts));
		if (page.size() < page(maxEnts)) {
			if (!handle.isNil()) {
				handles(context).free(handle);
			}
			entryHandle.set(NdrContextHandle.NIL);
		}
		else if (handle.isNil()) {
			NdrContextHandle opened = handles(context).open(lookup);
			if (opened == null) {
				return answer(numEnts, entries, List.of(), RpcStatus.EPT_NO_MEMORY);
			}
			entryHandle.set(opened);
		}
		String reached = reachedAddress(context);
		return answer(numEnts, entries, page.stream().map((entry) -> EptEntry.of(atAddress(entry, reached))).toList(),
				page.isEmpty() ? RpcStatus.EPT_NOT_REGISTERED : RpcStatus.SUCCESS);
	}

	private static LookupHandles handles(RpcCallContext context) {
		return context.association().attribute(LookupHandles.class, LookupHandles::new);
	}

	@Override
	public CompletableFuture<Integer> map(@Nullable UUID object, @Nullable Twr mapTower,
			InOut<NdrContextHandle> entryHandle, int maxTowers, Out<Integer> numTowers,
			Out<List<@Nullable Twr>> towers) {
		RpcCallContext context = RpcCallContext.current();
		if (!entryHandle.get().isNil()) {
			throw LookupHandles.unknown(entryHandle.get());
		}
		if (mapTower == null || maxTowers == 0) {
			return answer(numTowers, towers, List.of(), RpcStatus.EPT_CANT_PERFORM_OP);
		}
		List<EndpointEntry> found;
		try {
			Tower tower = mapTower.decode();
			InterfaceId interfaceId = tower.interfaceId();
			ProtocolSequence protocolSequence = tower.protocolSequence();
			found = (protocolSequence == null) ? List.of() : this.endpointMap.map(interfaceId, tower.transferSyntax(),
					protocolSequence, object, page(maxTowers));
		}
		catch (BadStubDataException ex) {
			logger.debug("Answered the ept_map of {} with {}", context.callerAddress(), RpcStatus.EPT_CANT_PERFORM_OP,
					ex);
			return answer(numTowers, towers, List.of(), RpcStatus.EPT_CANT_PERFORM_OP);
		}
		String reached = reachedAddress(context);
		List<@Nullable Twr> answer = new ArrayList<>(found.size());
		for (EndpointEntry entry : found) {
			answer.add(EptEntry.of(atAddress(entry, reached)).tower());
		}
		return answer(numTowers, towers, answer, found.isEmpty() ? RpcStatus.EPT_NOT_REGISTERED : RpcStatus.SUCCESS);
	}

	@Override
	public CompletableFuture<Integer> lookupHandleFree(InOut<NdrContextHandle> entryHandle) {
		handles(RpcCallContext.current()).free(entryHandle.get());
		entryHandle.set(NdrContextHandle.NIL);
		return status(RpcStatus.SUCCESS);
	}

	@Override
	public CompletableFuture<Integer> inqObject(UUID object) {
		return status(RpcStatus.EPT_CANT_PERFORM_OP);
	}

	@Override
	public CompletableFuture<Integer> mgmtDelete(int objectSpeced, @Nullable UUID object, @Nullable Twr tower) {
		RpcCallContext context = requireLocalCaller("ept_mgmt_delete");
		if (tower == null) {
			return status(RpcStatus.EPT_INVALID_ENTRY);
		}
		EndpointEntry entry;
		try {
			entry = new EptEntry((object != null) ? object : EptEntry.NIL_OBJECT, tower, "").toEntry();
		}
		catch (BadStubDataException ex) {
			return invalid("ept_mgmt_delete", context, ex, RpcStatus.EPT_INVALID_ENTRY);
		}
		EntryKey key = EntryKey.of(entry);
		int count = this.endpointMap.unregisterIf(entry.interfaceId().uuid(), (candidate) -> {
			EntryKey other = EntryKey.of(candidate);
			return key.equals((objectSpeced != 0) ? other : other.withObject(key.objectUuid()));
		});
		return status((count > 0) ? RpcStatus.SUCCESS : RpcStatus.EPT_NOT_REGISTERED);
	}

	private static RpcCallContext requireLocalCaller(String operation) {
		RpcCallContext context = RpcCallContext.current();
		if (!context.isCallerLocal()) {
			throw new RpcFaultException(RpcStatus.ACCESS_DENIED,
					"%s is for callers on this host, not for %s".formatted(operation, context.callerAddress()));
		}
		return context;
	}

	private static List<EndpointEntry> decode(List<EptEntry> entries) {
		return entries.stream().map(EptEntry::toEntry).toList();
	}

	private static @Nullable EndpointInquiry inquiry(int inquiryType, @Nullable UUID object,
			@Nullable NdrInterfaceId interfaceId, int versOption) {
		InquiryType type = InquiryType.of(inquiryType);
		EndpointInquiry inquiry = EndpointInquiry.all();
		if (type == null) {
			return null;
		}
		if (type.byInterface()) {
			VersionOption versionOption = VersionOption.of(versOption);
			if (interfaceId == null || versionOption == null) {
				return null;
			}
			inquiry = EndpointInquiry.ofInterface(interfaceId.toInterfaceId(), versionOption);
		}
		return type.byObject() ? inquiry.andObject(object) : inquiry;
	}

	/** In-process endpoints mean nothing in another virtual machine. */
	private static Predicate<EndpointEntry> visibleTo(RpcCallContext context) {
		boolean inProcess = context.localEndpoint().protocolSequence().equals(ProtocolSequence.IN_PROCESS);
		return (entry) -> inProcess || !entry.endpoint().protocolSequence().equals(ProtocolSequence.IN_PROCESS);
	}

	private static String reachedAddress(RpcCallContext context) {
		return (context.localAddress() instanceof InetSocketAddress local && local.getAddress() != null)
				? local.getAddress().getHostAddress() : "";
	}

	private static EndpointEntry atAddress(EndpointEntry entry, String reached) {
		Endpoint endpoint = entry.endpoint();
		TowerTransport transport = TowerTransport.of(endpoint.protocolSequence());
		if (transport == null || !transport.hasIpAddress() || Ipv4.isSpecified(endpoint.networkAddress())
				|| !Ipv4.isSpecified(reached)) {
			return entry;
		}
		return new EndpointEntry(entry.interfaceId(), entry.transferSyntax(), entry.objectUuid(),
				new Endpoint(endpoint.protocolSequence(), reached, endpoint.endpoint()), entry.annotation());
	}

	private static int page(int max) {
		return (Integer.compareUnsigned(max, MAX_PAGE) < 0) ? max : MAX_PAGE;
	}

	private static <T extends @Nullable Object> CompletableFuture<Integer> answer(Out<Integer> count,
			Out<List<T>> holder, List<T> values, RpcStatus status) {
		count.set(values.size());
		holder.set(values);
		return status(status);
	}

	private static CompletableFuture<Integer> invalid(String operation, RpcCallContext context, RuntimeException ex,
			RpcStatus status) {
		logger.debug("Answered the {} of {} with {}: {}", operation, context.callerAddress(), status, ex.getMessage());
		return status(status);
	}

	private static CompletableFuture<Integer> status(RpcStatus status) {
		return CompletableFuture.completedFuture(status.code());
	}

}
