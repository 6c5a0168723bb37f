package io.opnum.rpc.epm;

import java.util.UUID;

import io.opnum.rpc.binding.Endpoint;
import io.opnum.rpc.binding.EndpointEntry;
import io.opnum.rpc.binding.InterfaceId;
import io.opnum.rpc.binding.ProtocolSequence;
import io.opnum.rpc.binding.SyntaxId;
import org.jspecify.annotations.Nullable;

/**
 * Entries of endpoint maps for tests.
 */
final class Entries {

	static final UUID INVENTORY = UUID.fromString("5f2d1a6e-0000-4000-8000-000000000001");

	static final UUID OTHER = UUID.fromString("5f2d1a6e-0000-4000-8000-000000000002");

	static final UUID OBJECT = UUID.fromString("0b1ec700-0000-4000-8000-000000000001");

	static final UUID OTHER_OBJECT = UUID.fromString("0b1ec700-0000-4000-8000-000000000002");

	private Entries() {
	}

	static InterfaceId inventory(int majorVersion, int minorVersion) {
		return new InterfaceId(INVENTORY, majorVersion, minorVersion);
	}

	static EndpointEntry tcp(int port) {
		return tcp(inventory(1, 0), null, port);
	}

	static EndpointEntry tcp(InterfaceId interfaceId, @Nullable UUID objectUuid, int port) {
		return entry(interfaceId, objectUuid, new Endpoint(ProtocolSequence.NCACN_IP_TCP, "", Integer.toString(port)));
	}

	static EndpointEntry inProcess(String name) {
		return entry(inventory(1, 0), null, new Endpoint(ProtocolSequence.IN_PROCESS, "", name));
	}

	static EndpointEntry entry(InterfaceId interfaceId, @Nullable UUID objectUuid, Endpoint endpoint) {
		return new EndpointEntry(interfaceId, SyntaxId.NDR, objectUuid, endpoint, "Inventory");
	}

	static EndpointEntry at(EndpointEntry entry, String address) {
		return new EndpointEntry(entry.interfaceId(), entry.transferSyntax(), entry.objectUuid(),
				new Endpoint(entry.endpoint().protocolSequence(), address, entry.endpoint().endpoint()),
				entry.annotation());
	}

	static EndpointEntry annotated(EndpointEntry entry, String annotation) {
		return new EndpointEntry(entry.interfaceId(), entry.transferSyntax(), entry.objectUuid(), entry.endpoint(),
				annotation);
	}

}
