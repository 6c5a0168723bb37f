package io.opnum.rpc.epm;

import java.util.List;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;

import io.opnum.rpc.Full;
import io.opnum.rpc.InOut;
import io.opnum.rpc.LengthIs;
import io.opnum.rpc.Operation;
import io.opnum.rpc.Out;
import io.opnum.rpc.Ref;
import io.opnum.rpc.RpcInterface;
import io.opnum.rpc.SizeIs;
import io.opnum.rpc.Unsigned;
import io.opnum.rpc.ndr.NdrContextHandle;
import io.opnum.rpc.ndr.NdrInterfaceId;
import org.jspecify.annotations.Nullable;

/**
 * The endpoint mapper (C706 appendix O {@code ept}, MS-RPCE 2.2.1.2).
 * <p>
 * The interface as it is on the wire: {@link EndpointMapResolver},
 * {@link EndpointMapReader} and {@link RemoteEndpointRegistrar} are easier to use. Each
 * operation returns a status, {@code 0} where it succeeded. {@code [out]} parameters are
 * set before the future completes.
 *
 * @since 0.1.0
 */
@RpcInterface(uuid = EndpointMapper.UUID, version = "3.0",
		endpoints = { "ncacn_ip_tcp:[135]", "ncacn_np:[\\\\pipe\\\\epmapper]", "ncalrpc:[EPMAPPER]" })
public interface EndpointMapper {

	/** The UUID of this interface. */
	String UUID = "e1af8308-5d1f-11c9-91a4-08002b14a0fa";

	/** The port of the endpoint mapper over TCP. */
	int PORT = 135;

	/** The pipe of the endpoint mapper over {@code ncacn_np}. */
	String PIPE = "\\pipe\\epmapper";

	/** The name of the endpoint mapper over {@code ncalrpc}, in the case of Samba. */
	String LOCAL_NAME = "EPMAPPER";

	/** The name of the endpoint mapper over {@code opnum_inproc}. */
	String NAME = "epmapper";

	/**
	 * Register endpoints ({@code ept_insert}). For callers on the same host.
	 * @param numEnts the number of entries
	 * @param entries the entries
	 * @param replace not 0: older entries of the same interface, object and protocol
	 * sequence go
	 * @return the status
	 */
	@Operation(0)
	CompletableFuture<Integer> insert(@Unsigned int numEnts, @SizeIs("numEnts") List<EptEntry> entries,
			@Unsigned int replace);

	/**
	 * Unregister endpoints ({@code ept_delete}). For callers on the same host.
	 * @param numEnts the number of entries
	 * @param entries the entries
	 * @return the status: {@code ept_s_not_registered} if one of them was not registered
	 */
	@Operation(1)
	CompletableFuture<Integer> delete(@Unsigned int numEnts, @SizeIs("numEnts") List<EptEntry> entries);

	/**
	 * Enumerate the map ({@code ept_lookup}, MS-RPCE 2.2.1.2.4).
	 * @param inquiryType 0 for all entries, 1 for those of the interface, 2 for those of
	 * the object, 3 for those of both
	 * @param object the object
	 * @param interfaceId the interface
	 * @param versOption which versions of the interface, 1 to 5
	 * @param entryHandle the null handle to begin; as long as another one is returned
	 * there is more
	 * @param maxEnts how many entries at most
	 * @param numEnts how many entries there are
	 * @param entries the entries
	 * @return the status: {@code ept_s_not_registered} if there are none
	 */
	@Operation(2)
	CompletableFuture<Integer> lookup(@Unsigned int inquiryType, @Full @Nullable UUID object,
			@Full @Nullable NdrInterfaceId interfaceId, @Unsigned int versOption, InOut<NdrContextHandle> entryHandle,
			@Unsigned int maxEnts, @Unsigned Out<Integer> numEnts,
			@SizeIs("maxEnts") @LengthIs("numEnts") Out<List<EptEntry>> entries);

	/**
	 * Find the endpoints of an interface ({@code ept_map}, MS-RPCE 2.2.1.2.5).
	 * @param object the object, {@code null} or nil for none
	 * @param mapTower interface, transfer syntax and protocols; endpoint and address are
	 * not looked at
	 * @param entryHandle the null handle
	 * @param maxTowers how many towers at most
	 * @param numTowers how many towers there are
	 * @param towers the towers
	 * @return the status: {@code ept_s_not_registered} if there are none
	 */
	@Operation(3)
	CompletableFuture<Integer> map(@Full @Nullable UUID object, @Full @Nullable Twr mapTower,
			InOut<NdrContextHandle> entryHandle, @Unsigned int maxTowers, @Unsigned Out<Integer> numTowers,
			@SizeIs("maxTowers") @LengthIs("numTowers") Out<List<@Full @Nullable Twr>> towers);

	/**
	 * End a lookup early ({@code ept_lookup_handle_free}).
	 * @param entryHandle the handle; the null handle afterwards
	 * @return the status
	 */
	@Operation(4)
	CompletableFuture<Integer> lookupHandleFree(InOut<NdrContextHandle> entryHandle);

	/**
	 * Inquire an object ({@code ept_inq_object}). Taken out by MS-RPCE 2.2.1.2.9.
	 * @param object the object
	 * @return the status: {@code ept_s_cant_perform_op}
	 */
	@Operation(5)
	CompletableFuture<Integer> inqObject(@Ref UUID object);

	/**
	 * Unregister whatever matches ({@code ept_mgmt_delete}). For callers on the same
	 * host.
	 * @param objectSpeced not 0: only the entries of the object
	 * @param object the object
	 * @param tower interface and endpoint
	 * @return the status: {@code ept_s_not_registered} if nothing matched
	 */
	@Operation(6)
	CompletableFuture<Integer> mgmtDelete(@Unsigned int objectSpeced, @Full @Nullable UUID object,
			@Full @Nullable Twr tower);

}
