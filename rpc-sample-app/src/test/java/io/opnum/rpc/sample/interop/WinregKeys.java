package io.opnum.rpc.sample.interop;

import io.opnum.rpc.ClosesContext;
import io.opnum.rpc.ContextHandle;
import io.opnum.rpc.InOut;
import io.opnum.rpc.LengthIs;
import io.opnum.rpc.Operation;
import io.opnum.rpc.Out;
import io.opnum.rpc.RpcInterface;
import io.opnum.rpc.SizeIs;
import io.opnum.rpc.Unsigned;
import org.jspecify.annotations.Nullable;

/**
 * The remote registry (MS-RRP) with keys as typed context handles.
 */
@RpcInterface(uuid = "338cd001-2244-31f1-aaaa-900038001003", version = "1.0")
interface WinregKeys {

	int MAXIMUM_ALLOWED = 0x02000000;

	int NO_MORE_ITEMS = 259;

	@Operation(2)
	int openLocalMachine(@Nullable Short serverName, int desiredAccess, Out<ContextHandle<Key>> key);

	@ClosesContext
	@Operation(5)
	int closeKey(InOut<ContextHandle<Key>> key);

	@Operation(9)
	int enumKey(ContextHandle<Key> key, int index, Name nameIn, Out<Name> nameOut, @Nullable Name classIn,
			Out<@Nullable Name> classOut, InOut<@Nullable Long> lastWriteTime);

	@Operation(15)
	int openKey(ContextHandle<Key> parent, Name name, int options, int desiredAccess, Out<ContextHandle<Key>> key);

	@Operation(26)
	int getVersion(ContextHandle<Key> key, Out<Integer> version);

	/** {@code RRP_UNICODE_STRING}, whose lengths count the NUL. */
	record Name(@Unsigned short length, @Unsigned short maximumLength,
			@SizeIs("maximumLength / 2") @LengthIs("length / 2") char @Nullable [] buffer) {

		/** Room for a name of some characters. */
		static Name room(int characters) {
			return new Name((short) 0, (short) (2 * characters), new char[0]);
		}

		static Name of(String text) {
			char[] characters = (text + "\0").toCharArray();
			return new Name((short) (2 * characters.length), (short) (2 * characters.length), characters);
		}

		String text() {
			return (this.buffer != null) ? new String(this.buffer).replace("\0", "") : "";
		}

	}

	/** An open key. */
	interface Key {

	}

}
