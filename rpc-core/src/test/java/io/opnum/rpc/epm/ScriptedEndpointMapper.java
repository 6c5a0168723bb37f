package io.opnum.rpc.epm;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Deque;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;

import io.opnum.rpc.InOut;
import io.opnum.rpc.Out;
import io.opnum.rpc.RpcStatus;
import io.opnum.rpc.binding.EndpointEntry;
import io.opnum.rpc.ndr.NdrContextHandle;
import io.opnum.rpc.ndr.NdrInterfaceId;
import org.jspecify.annotations.Nullable;

/**
 * An endpoint mapper that answers as foreign ones do.
 */
class ScriptedEndpointMapper implements EndpointMapper {

	final List<NdrContextHandle> freed = new ArrayList<>();

	final Deque<Page> pages = new ArrayDeque<>();

	NdrContextHandle handle = NdrContextHandle.NIL;

	CompletableFuture<Integer> answer;

	@Nullable RuntimeException failure;

	private final List<@Nullable Twr> towers;

	ScriptedEndpointMapper(int status, @Nullable Twr... towers) {
		this.answer = CompletableFuture.completedFuture(status);
		this.towers = Arrays.asList(towers);
	}

	ScriptedEndpointMapper page(RpcStatus status, boolean more, EndpointEntry... entries) {
		return page(new Page(status, more, Arrays.stream(entries).map(EptEntry::of).toList()));
	}

	ScriptedEndpointMapper page(Page page) {
		this.pages.add(page);
		return this;
	}

	@Override
	public CompletableFuture<Integer> map(@Nullable UUID object, @Nullable Twr mapTower,
			InOut<NdrContextHandle> entryHandle, int maxTowers, Out<Integer> numTowers,
			Out<List<@Nullable Twr>> towers) {
		if (this.failure != null) {
			return CompletableFuture.failedFuture(this.failure);
		}
		entryHandle.set(this.handle);
		numTowers.set(this.towers.size());
		towers.set(this.towers);
		return this.answer;
	}

	@Override
	public CompletableFuture<Integer> lookup(int inquiryType, @Nullable UUID object,
			@Nullable NdrInterfaceId interfaceId, int versOption, InOut<NdrContextHandle> entryHandle, int maxEnts,
			Out<Integer> numEnts, Out<List<EptEntry>> entries) {
		if (this.failure != null) {
			return CompletableFuture.failedFuture(this.failure);
		}
		Page page = (this.pages.size() > 1) ? this.pages.remove() : this.pages.element();
		entryHandle.set(page.more() ? this.handle : NdrContextHandle.NIL);
		numEnts.set(page.entries().size());
		entries.set(page.entries());
		return CompletableFuture.completedFuture(page.status().code());
	}

	@Override
	public CompletableFuture<Integer> lookupHandleFree(InOut<NdrContextHandle> entryHandle) {
		this.freed.add(entryHandle.get());
		return CompletableFuture.completedFuture(0);
	}

	@Override
	public CompletableFuture<Integer> insert(int numEnts, List<EptEntry> entries, int replace) {
		throw new UnsupportedOperationException();
	}

	@Override
	public CompletableFuture<Integer> delete(int numEnts, List<EptEntry> entries) {
		throw new UnsupportedOperationException();
	}

	@Override
	public CompletableFuture<Integer> inqObject(UUID object) {
		throw new UnsupportedOperationException();
	}

	@Override
	public CompletableFuture<Integer> mgmtDelete(int objectSpeced, @Nullable UUID object, @Nullable Twr tower) {
		throw new UnsupportedOperationException();
	}

	/**
	 * An answer to a lookup; the last one is given again and again.
	 *
	 * @param status the status
	 * @param more whether the handle is live
	 * @param entries the entries
	 */
	record Page(RpcStatus status, boolean more, List<EptEntry> entries) {

	}

}
