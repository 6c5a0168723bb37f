package io.opnum.rpc.sample.interop;

import java.util.UUID;

import io.opnum.rpc.FixedSize;
import io.opnum.rpc.Operation;
import io.opnum.rpc.Out;
import io.opnum.rpc.RpcInterface;
import io.opnum.rpc.SizeIs;
import io.opnum.rpc.sample.interop.Lsarpc.Sid;
import org.jspecify.annotations.Nullable;

/**
 * Operations of the Netlogon service that need no secure channel (MS-NRPC), declared from
 * its IDL.
 */
@RpcInterface(uuid = "12345678-1234-abcd-ef00-01234567cffb", version = "1.0")
interface Netlogon {

	int ERROR_NO_SUCH_DOMAIN = 1355;

	/** Of {@link #getDcName}: return DNS names. */
	int RETURN_DNS_NAME = 0x40000000;

	/** Domains of any kind. */
	int ALL_DOMAINS = 0x3f;

	@Operation(4)
	int serverRequestChallenge(@Nullable String primaryName, String computerName, @FixedSize(8) byte[] clientChallenge,
			@FixedSize(8) Out<byte[]> serverChallenge);

	@Operation(20)
	int getDcName(@Nullable String computerName, @Nullable String domainName, @Nullable UUID domain,
			@Nullable UUID site, int flags, Out<@Nullable DomainControllerInformation> information);

	@Operation(28)
	int getSiteName(@Nullable String computerName, Out<@Nullable String> site);

	@Operation(40)
	int enumerateDomainTrusts(@Nullable String serverName, int flags, Out<TrustedDomains> domains);

	/** {@code DOMAIN_CONTROLLER_INFOW}. */
	record DomainControllerInformation(@Nullable String name, @Nullable String address, int addressType, UUID domain,
			@Nullable String domainName, @Nullable String forestName, int flags, @Nullable String site,
			@Nullable String clientSite) {

	}

	/** {@code NETLOGON_TRUSTED_DOMAIN_ARRAY}. */
	record TrustedDomains(int count, @SizeIs("count") TrustedDomain @Nullable [] domains) {

	}

	/** {@code DS_DOMAIN_TRUSTSW}. */
	record TrustedDomain(@Nullable String netbiosName, @Nullable String dnsName, int flags, int parentIndex,
			int trustType, int trustAttributes, @Nullable Sid sid, UUID uuid) {

	}

}
