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
import io.opnum.rpc.Unsigned;
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
	int connect2(@Nullable String serverName, int desiredAccess, Out<PolicyHandle> server);

	/** {@code RPC_UNICODE_STRING}. */
	record UnicodeString(@Unsigned short length, @Unsigned short maximumLength,
			@SizeIs("maximumLength / 2") @LengthIs("length / 2") @Nullable String buffer) {

		static UnicodeString of(String text) {
			return new UnicodeString((short) (2 * text.length()), (short) (2 * text.length()), text);
		}

	}

	/** {@code SAMPR_RID_ENUMERATION}. */
	record RidEnumeration(int relativeId, UnicodeString name) {
	}

	/** {@code SAMPR_ENUMERATION_BUFFER}. */
	record EnumerationBuffer(int entriesRead, @SizeIs("entriesRead") RidEnumeration @Nullable [] buffer) {

		List<@Nullable String> names() {
			return (this.buffer != null) ? Arrays.stream(this.buffer).map((entry) -> entry.name().buffer()).toList()
					: List.of();
		}

	}

}
