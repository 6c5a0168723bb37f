package io.opnum.rpc.sample.interop;

import java.util.Arrays;
import java.util.List;
import java.util.Optional;

import io.opnum.rpc.InOut;
import io.opnum.rpc.Operation;
import io.opnum.rpc.Out;
import io.opnum.rpc.RpcInterface;
import io.opnum.rpc.SizeIs;
import io.opnum.rpc.LengthIs;
import io.opnum.rpc.Unique;
import org.jspecify.annotations.Nullable;

/**
 * Some operations of the security account manager (MS-SAMR), declared from its IDL.
 */
@RpcInterface(uuid = "12345778-1234-abcd-ef00-0123456789ac", version = "1.0")
interface Samr {

	int MAXIMUM_ALLOWED = 0x02000000;

	@Operation(1)
	int closeHandle(InOut<PolicyHandle> handle);

	@Operation(6)
	int enumerateDomains(PolicyHandle server, InOut<Integer> enumerationContext,
			Out<Optional<EnumerationBuffer>> buffer, int preferredMaximumLength, Out<Integer> entriesRead);

	@Operation(57)
	int connect2(@Unique @Nullable String serverName, int desiredAccess, Out<PolicyHandle> server);

	/** {@code RPC_UNICODE_STRING}. */
	record UnicodeString(short length, short maximumLength,
			@SizeIs("maximumLength / 2") @LengthIs("length / 2") char @Nullable [] buffer) {

		@Override
		public String toString() {
			return (this.buffer != null) ? new String(this.buffer) : "";
		}

	}

	/** {@code SAMPR_RID_ENUMERATION}. */
	record RidEnumeration(int relativeId, UnicodeString name) {
	}

	/** {@code SAMPR_ENUMERATION_BUFFER}. */
	record EnumerationBuffer(int entriesRead, @SizeIs("entriesRead") RidEnumeration @Nullable [] buffer) {

		List<String> names() {
			return (this.buffer != null) ? Arrays.stream(this.buffer).map((entry) -> entry.name().toString()).toList()
					: List.of();
		}

	}

}
