package io.opnum.rpc.sample.api;

import java.util.Optional;
import java.util.concurrent.CompletableFuture;

import io.opnum.rpc.InOut;
import io.opnum.rpc.Out;
import io.opnum.rpc.RawEnum;
import io.opnum.rpc.RpcInterface;
import io.opnum.rpc.SizeIs;
import io.opnum.rpc.SwitchIs;
import io.opnum.rpc.UnionCase;
import io.opnum.rpc.Unsigned;
import io.opnum.rpc.V1Enum;

/**
 * {@code rpcecho}, the interface that Samba tests its RPC runtime with: an example of an
 * interface that is there already and whose every octet is given. Samba's
 * {@code smbtorture rpc.echo} is a client of it.
 */
@RpcInterface(uuid = "60a15ec5-4de8-11d7-a637-005056a20182", version = "1.0")
public interface RpcEcho {

	/**
	 * Return a number and one.
	 * @param value the number
	 * @return the next one; 0 after the largest
	 */
	@Unsigned
	int addOne(@Unsigned int value);

	/**
	 * Return what was sent.
	 * @param length the number of octets
	 * @param data the octets
	 * @param echoed the same octets
	 */
	void echoData(@Unsigned int length, @SizeIs("length") byte[] data, @SizeIs("length") Out<byte[]> echoed);

	/**
	 * Take what was sent.
	 * @param length the number of octets
	 * @param data the octets
	 */
	void sinkData(@Unsigned int length, @SizeIs("length") byte[] data);

	/**
	 * Return octets that count up.
	 * @param length how many
	 * @param data the octets: 0, 1, … 255, 0, …
	 */
	void sourceData(@Unsigned int length, @SizeIs("length") Out<byte[]> data);

	/**
	 * Return the string that was sent.
	 * @param text the string
	 * @param echoed the same string
	 */
	void testCall(String text, Out<String> echoed);

	/**
	 * Return a value in the form that a level asks for.
	 * @param level the level, 1 to 7
	 * @param info the value
	 * @return an NTSTATUS, 0
	 */
	@Unsigned
	int testCall2(@Unsigned short level, @SwitchIs("level") Out<Info> info);

	/**
	 * Answer later.
	 * @param seconds how much later
	 * @return the number of seconds
	 */
	CompletableFuture<Integer> testSleep(@Unsigned int seconds);

	/**
	 * Return enumerations in all places that they can stand in.
	 * @param number an enumeration
	 * @param pair enumerations in a structure
	 * @param choice enumerations in a union
	 */
	void testEnum(@RawEnum InOut<Integer> number, InOut<EnumPair> pair, @SwitchIs("number") InOut<EnumChoice> choice);

	/**
	 * Return a structure that ends with an array, twice as long and with zeros in it.
	 * @param data the structure
	 */
	void testSurrounding(InOut<Surrounding> data);

	/**
	 * Return what a pointer to a pointer points to.
	 * @param data the pointer
	 * @return the value, or 0 where a pointer is null
	 */
	@Unsigned
	short testDoublePointer(Optional<Optional<Short>> data);

	/**
	 * What {@link #testCall2} returns.
	 */
	sealed interface Info {

		@UnionCase(1)
		record Info1(byte value) implements Info {
		}

		@UnionCase(2)
		record Info2(short value) implements Info {
		}

		@UnionCase(3)
		record Info3(int value) implements Info {
		}

		@UnionCase(4)
		record Info4(long value) implements Info {
		}

		@UnionCase(5)
		record Info5(byte first, long second) implements Info {
		}

		@UnionCase(6)
		record Info6(byte first, Info1 second) implements Info {
		}

		@UnionCase(7)
		record Info7(byte first, Info4 second) implements Info {
		}

	}

	/**
	 * A 16-bit enumeration and one of 32 bits. They are numbers here, since Samba sends
	 * some that are no constant of the enumeration.
	 */
	record EnumPair(@RawEnum int narrow, @RawEnum @V1Enum int wide) {
	}

	/**
	 * A union of enumerations.
	 */
	sealed interface EnumChoice {

		@UnionCase(1)
		record One(@RawEnum int number) implements EnumChoice {
		}

		@UnionCase(2)
		record Two(EnumPair pair) implements EnumChoice {
		}

	}

	/**
	 * A structure that ends with an array.
	 */
	record Surrounding(@Unsigned int size, @SizeIs("size") short[] data) {
	}

}
