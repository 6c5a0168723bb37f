package io.opnum.rpc.sample.interop;

import java.util.Optional;

import io.opnum.rpc.ClosesContext;
import io.opnum.rpc.ContextHandle;
import io.opnum.rpc.InOut;
import io.opnum.rpc.LengthIs;
import io.opnum.rpc.Operation;
import io.opnum.rpc.Out;
import io.opnum.rpc.Range;
import io.opnum.rpc.RpcInterface;
import io.opnum.rpc.SizeIs;
import io.opnum.rpc.SwitchIs;
import io.opnum.rpc.UnionCase;
import io.opnum.rpc.sample.interop.Lsarpc.Sid;
import io.opnum.rpc.sample.interop.Samr.EnumerationBuffer;
import io.opnum.rpc.sample.interop.Samr.UnicodeString;
import org.jspecify.annotations.Nullable;

/**
 * The accounts of the security account manager (MS-SAMR), with typed context handles.
 */
@RpcInterface(uuid = "12345778-1234-abcd-ef00-0123456789ac", version = "1.0")
interface SamrAccounts {

	int MAXIMUM_ALLOWED = 0x02000000;

	int STATUS_MORE_ENTRIES = 0x00000105;

	int STATUS_ACCESS_DENIED = 0xc0000022;

	int STATUS_NO_SUCH_DOMAIN = 0xc00000df;

	/** {@code UserGeneralInformation}. */
	short GENERAL = 1;

	/** {@code UserControlInformation}. */
	short CONTROL = 16;

	/** Of {@code userAccountControl} as samr has it: the account is disabled. */
	int ACCOUNT_DISABLED = 0x1;

	/** A normal account. */
	int NORMAL_ACCOUNT = 0x10;

	@ClosesContext
	@Operation(1)
	int close(InOut<ContextHandle<SamHandle>> handle);

	@Operation(5)
	int lookupDomain(ContextHandle<SamHandle> server, UnicodeString name, Out<@Nullable Sid> domain);

	@Operation(7)
	int openDomain(ContextHandle<SamHandle> server, int desiredAccess, Sid domain,
			Out<ContextHandle<SamHandle>> handle);

	@Operation(13)
	int enumerateUsers(ContextHandle<SamHandle> domain, InOut<Integer> enumerationContext, int userAccountControl,
			Out<Optional<EnumerationBuffer>> buffer, int preferredMaximumLength, Out<Integer> count);

	@Operation(17)
	int lookupNames(ContextHandle<SamHandle> domain, @Range(min = 0, max = 1000) int count,
			@SizeIs("1000") @LengthIs("count") UnicodeString[] names, Out<Numbers> relativeIds, Out<Numbers> use);

	@Operation(34)
	int openUser(ContextHandle<SamHandle> domain, int desiredAccess, int relativeId,
			Out<ContextHandle<SamHandle>> user);

	@Operation(36)
	int queryUser(ContextHandle<SamHandle> user, short informationClass,
			@SwitchIs("informationClass") Out<@Nullable UserInformation> information);

	@Operation(64)
	int connect5(@Nullable String serverName, int desiredAccess, int inVersion,
			@SwitchIs("inVersion") RevisionInformation inRevision, Out<Integer> outVersion,
			@SwitchIs("outVersion") Out<RevisionInformation> outRevision, Out<ContextHandle<SamHandle>> server);

	/** An open server, domain or user: {@code SAMPR_HANDLE}. */
	interface SamHandle {

	}

	/** {@code SAMPR_REVISION_INFO}. */
	sealed interface RevisionInformation {

		@UnionCase(1)
		record Version1(int revision, int supportedFeatures) implements RevisionInformation {

			static final Version1 CLIENT = new Version1(3, 0);

		}

	}

	/** {@code SAMPR_ULONG_ARRAY}. */
	record Numbers(int count, @SizeIs("count") int @Nullable [] elements) {

	}

	/** {@code SAMPR_USER_INFO_BUFFER}. */
	sealed interface UserInformation {

		/** {@code SAMPR_USER_GENERAL_INFORMATION}. */
		@UnionCase(1)
		record General(UnicodeString userName, UnicodeString fullName, int primaryGroupId, UnicodeString adminComment,
				UnicodeString userComment) implements UserInformation {

		}

		/** {@code USER_CONTROL_INFORMATION}. */
		@UnionCase(16)
		record Control(int userAccountControl) implements UserInformation {

		}

	}

}
