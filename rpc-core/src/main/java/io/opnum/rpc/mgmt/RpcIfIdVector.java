package io.opnum.rpc.mgmt;

import java.util.List;

import io.opnum.rpc.SizeIs;
import io.opnum.rpc.Unique;
import io.opnum.rpc.Unsigned;
import io.opnum.rpc.ndr.NdrInterfaceId;
import org.jspecify.annotations.Nullable;

/**
 * Interface ids (C706 {@code rpc_if_id_vector_t}, MS-RPCE 2.2.1.3.1).
 *
 * @param count how many
 * @param ifId the interface ids
 * @since 0.1.0
 */
public record RpcIfIdVector(@Unsigned int count, @SizeIs("count") List<@Unique @Nullable NdrInterfaceId> ifId) {

}
