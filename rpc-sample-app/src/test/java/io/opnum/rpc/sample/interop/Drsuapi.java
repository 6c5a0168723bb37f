package io.opnum.rpc.sample.interop;

import java.util.Optional;
import java.util.UUID;

import io.opnum.rpc.Bool;
import io.opnum.rpc.ClosesContext;
import io.opnum.rpc.ContextHandle;
import io.opnum.rpc.InOut;
import io.opnum.rpc.Operation;
import io.opnum.rpc.Out;
import io.opnum.rpc.Range;
import io.opnum.rpc.RpcInterface;
import io.opnum.rpc.SizeIs;
import io.opnum.rpc.SwitchIs;
import io.opnum.rpc.UnionCase;
import org.jspecify.annotations.Nullable;

/**
 * Some operations of the directory replication service (MS-DRSR), declared from its IDL.
 */
@RpcInterface(uuid = "e3514235-4b06-11d1-ab04-00c04fc2dcd2", version = "4.0")
interface Drsuapi {

	/** {@code DS_FQDN_1779_NAME}. */
	int DISTINGUISHED_NAME = 1;

	/** {@code DS_NT4_ACCOUNT_NAME}. */
	int NT4_ACCOUNT = 2;

	/** {@code DS_CANONICAL_NAME}. */
	int CANONICAL = 7;

	/** {@code DS_NAME_NO_ERROR}. */
	int NO_ERROR = 0;

	/** {@code DS_NAME_ERROR_NOT_FOUND}. */
	int NOT_FOUND = 2;

	@Operation(0)
	int bind(@Nullable UUID clientDsa, @Nullable Extensions client, Out<Optional<Extensions>> server,
			Out<ContextHandle<Directory>> directory);

	@ClosesContext
	@Operation(1)
	int unbind(InOut<ContextHandle<Directory>> directory);

	@Operation(12)
	int crackNames(ContextHandle<Directory> directory, int inVersion, @SwitchIs("inVersion") CrackRequest request,
			Out<Integer> outVersion, @SwitchIs("outVersion") Out<CrackReply> reply);

	@Operation(16)
	int domainControllerInformation(ContextHandle<Directory> directory, int inVersion,
			@SwitchIs("inVersion") ControllersRequest request, Out<Integer> outVersion,
			@SwitchIs("outVersion") Out<ControllersReply> reply);

	/** An open directory. */
	interface Directory {

	}

	/** {@code DRS_EXTENSIONS}. */
	record Extensions(@Range(min = 1, max = 10_000) int length, @SizeIs("length") byte[] octets) {

	}

	/** {@code DRS_MSG_CRACKREQ}. */
	sealed interface CrackRequest {

		@UnionCase(1)
		record Version1(int codePage, int locale, int flags, int formatOffered, int formatDesired,
				@Range(min = 1, max = 10_000) int count,
				@SizeIs("count") String @Nullable [] names) implements CrackRequest {

		}

	}

	/** {@code DRS_MSG_CRACKREPLY}. */
	sealed interface CrackReply {

		@UnionCase(1)
		record Version1(@Nullable Names names) implements CrackReply {

		}

	}

	/** {@code DS_NAME_RESULTW}. */
	record Names(int count, @SizeIs("count") Name @Nullable [] names) {

	}

	/** {@code DS_NAME_RESULT_ITEMW}. */
	record Name(int status, @Nullable String domain, @Nullable String name) {

	}

	/** {@code DRS_MSG_DCINFOREQ}. */
	sealed interface ControllersRequest {

		@UnionCase(1)
		record Version1(@Nullable String domain, int level) implements ControllersRequest {

		}

	}

	/** {@code DRS_MSG_DCINFOREPLY}. */
	sealed interface ControllersReply {

		@UnionCase(1)
		record Version1(@Range(min = 0, max = 10_000) int count,
				@SizeIs("count") Controller @Nullable [] controllers) implements ControllersReply {

		}

	}

	/** {@code DS_DOMAIN_CONTROLLER_INFO_1W}. */
	record Controller(@Nullable String netbiosName, @Nullable String dnsName, @Nullable String site,
			@Nullable String computer, @Nullable String server, @Bool boolean primary, @Bool boolean enabled) {

	}

}
