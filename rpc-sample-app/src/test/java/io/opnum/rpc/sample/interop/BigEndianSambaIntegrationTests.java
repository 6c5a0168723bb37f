package io.opnum.rpc.sample.interop;

/**
 * Samba as it would be on a big-endian machine: its PDUs are, those of the client are
 * not. Its srvsvc and wkssvc answer no bind then.
 */
@RequiresPeer(Peer.SAMBA)
class BigEndianSambaIntegrationTests extends AbstractSambaTests {

	BigEndianSambaIntegrationTests() {
		super("rpc big endian = yes");
	}

}
