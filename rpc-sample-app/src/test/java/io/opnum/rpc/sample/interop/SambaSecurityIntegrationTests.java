package io.opnum.rpc.sample.interop;

/**
 * Samba as it is, but for level connect, which it does not allow by itself.
 */
@RequiresPeer(Peer.SAMBA)
class SambaSecurityIntegrationTests extends AbstractSambaSecurityTests {

	SambaSecurityIntegrationTests() {
		super("allow dcerpc auth level connect = yes");
	}

}
