package io.opnum.rpc.sample.interop;

import java.util.Optional;

import io.opnum.rpc.ClosesContext;
import io.opnum.rpc.ContextHandle;
import io.opnum.rpc.FixedSize;
import io.opnum.rpc.InOut;
import io.opnum.rpc.Operation;
import io.opnum.rpc.Out;
import io.opnum.rpc.RpcInterface;
import io.opnum.rpc.SizeIs;
import io.opnum.rpc.SwitchIs;
import io.opnum.rpc.UnionCase;
import io.opnum.rpc.Unsigned;
import io.opnum.rpc.sample.interop.Samr.UnicodeString;
import org.jspecify.annotations.Nullable;

/**
 * Some operations of the local security authority (MS-LSAD, MS-LSAT), declared from its
 * IDL, with its policies as typed context handles.
 */
@RpcInterface(uuid = "12345778-1234-abcd-ef00-0123456789ab", version = "0.0")
interface Lsarpc {

	int MAXIMUM_ALLOWED = 0x02000000;

	int STATUS_SOME_NOT_MAPPED = 0x00000107;

	/** The account domain, for {@link #queryInformation}. */
	short ACCOUNT_DOMAIN = 5;

	/** {@code SidTypeUser}. */
	short USER = 1;

	/** {@code SidTypeUnknown}. */
	short UNKNOWN = 8;

	@ClosesContext
	@Operation(0)
	int close(InOut<ContextHandle<Policy>> policy);

	@Operation(3)
	int querySecurity(ContextHandle<Policy> policy, int securityInformation,
			Out<Optional<SecurityDescriptor>> securityDescriptor);

	@Operation(6)
	int openPolicy(@Nullable Short systemName, ObjectAttributes attributes, int desiredAccess,
			Out<ContextHandle<Policy>> policy);

	@Operation(7)
	int queryInformation(ContextHandle<Policy> policy, short informationClass,
			@SwitchIs("informationClass") Out<@Nullable PolicyInformation> information);

	@Operation(14)
	int lookupNames(ContextHandle<Policy> policy, int count, @SizeIs("count") UnicodeString[] names,
			Out<Optional<ReferencedDomains>> domains, InOut<TranslatedSids> sids, short level,
			InOut<Integer> mappedCount);

	@Operation(44)
	int openPolicy2(@Nullable String systemName, ObjectAttributes attributes, int desiredAccess,
			Out<ContextHandle<Policy>> policy);

	@Operation(45)
	int getUserName(@Nullable String systemName, InOut<Optional<UnicodeString>> userName,
			InOut<Optional<Optional<UnicodeString>>> domainName);

	/** An open policy. */
	interface Policy {

	}

	/** {@code LSAPR_OBJECT_ATTRIBUTES}, of which servers ignore all but the root. */
	record ObjectAttributes(int length, @Nullable Byte rootDirectory, @Nullable String objectName, int attributes,
			@Nullable SecurityDescriptor securityDescriptor, @Nullable QualityOfService securityQualityOfService) {

		static final ObjectAttributes NONE = new ObjectAttributes(24, null, null, 0, null, null);

	}

	/** {@code LSAPR_SR_SECURITY_DESCRIPTOR}. */
	record SecurityDescriptor(int length, @SizeIs("length") byte @Nullable [] octets) {

	}

	/** {@code SECURITY_QUALITY_OF_SERVICE}. */
	record QualityOfService(int length, short impersonationLevel, byte contextTrackingMode, byte effectiveOnly) {

	}

	/** {@code LSAPR_POLICY_INFORMATION}. */
	sealed interface PolicyInformation {

		@UnionCase(5)
		record AccountDomain(UnicodeString name, @Nullable Sid sid) implements PolicyInformation {

		}

	}

	/** {@code LSAPR_REFERENCED_DOMAIN_LIST}. */
	record ReferencedDomains(int entries, @SizeIs("entries") TrustInformation @Nullable [] domains, int maxEntries) {

	}

	/** {@code LSAPR_TRUST_INFORMATION}. */
	record TrustInformation(UnicodeString name, @Nullable Sid sid) {

	}

	/** {@code LSAPR_TRANSLATED_SIDS}. */
	record TranslatedSids(int entries, @SizeIs("entries") TranslatedSid @Nullable [] sids) {

	}

	/** {@code LSA_TRANSLATED_SID}. */
	record TranslatedSid(short use, int relativeId, int domainIndex) {

	}

	/** {@code RPC_SID}. */
	record Sid(byte revision, @Unsigned byte subAuthorityCount, @FixedSize(6) byte[] identifierAuthority,
			@SizeIs("subAuthorityCount") int[] subAuthorities) {

	}

}
