package io.opnum.rpc.epm;

import java.util.UUID;

import io.opnum.rpc.binding.EndpointEntry;
import io.opnum.rpc.binding.InterfaceId;
import io.opnum.rpc.binding.ProtocolSequence;
import io.opnum.rpc.binding.SyntaxId;
import org.jspecify.annotations.Nullable;

/**
 * What tells entries of an endpoint map apart. The network address does not: a map
 * describes one host, whose clients keep the address that they reached it at, and a
 * server that listens on several addresses of the host at one port is one entry.
 *
 * @param interfaceId the interface
 * @param transferSyntax the transfer syntax
 * @param objectUuid the object, or {@code null}
 * @param protocolSequence the protocol sequence
 * @param endpoint the endpoint
 * @since 0.1.0
 */
public record EntryKey(InterfaceId interfaceId, SyntaxId transferSyntax, @Nullable UUID objectUuid,
		ProtocolSequence protocolSequence, String endpoint) {

	/**
	 * Return the key of an entry.
	 * @param entry the entry
	 * @return its key
	 */
	public static EntryKey of(EndpointEntry entry) {
		return new EntryKey(entry.interfaceId(), entry.transferSyntax(), entry.objectUuid(),
				entry.endpoint().protocolSequence(), entry.endpoint().endpoint());
	}

	/**
	 * Return whether {@code RpcEpRegister} of one entry removes another: what they offer
	 * is the same, only somewhere else.
	 * @param other the key of the entry that is registered
	 * @return whether the entry of this key would be removed
	 */
	public boolean isReplacedWith(EntryKey other) {
		return this.interfaceId.equals(other.interfaceId) && slot().equals(other.slot());
	}

	EntryKey withObject(@Nullable UUID objectUuid) {
		return new EntryKey(this.interfaceId, this.transferSyntax, objectUuid, this.protocolSequence, this.endpoint);
	}

	Slot slot() {
		return new Slot(this.interfaceId.uuid(), this.interfaceId.majorVersion(), this.transferSyntax,
				this.protocolSequence, this.objectUuid);
	}

	/**
	 * What {@code ept_map} asks for, but for the minor version.
	 *
	 * @param interfaceUuid the interface UUID
	 * @param majorVersion the major version of the interface
	 * @param transferSyntax the transfer syntax
	 * @param protocolSequence the protocol sequence
	 * @param objectUuid the object, or {@code null}
	 */
	record Slot(UUID interfaceUuid, int majorVersion, SyntaxId transferSyntax, ProtocolSequence protocolSequence,
			@Nullable UUID objectUuid) {

	}

}
