package io.opnum.rpc.eerr;

import io.opnum.rpc.RpcInterface;
import io.opnum.rpc.SizeIs;
import io.opnum.rpc.SwitchIs;
import io.opnum.rpc.UnionCase;
import io.opnum.rpc.Unique;
import io.opnum.rpc.Unsigned;
import org.jspecify.annotations.Nullable;

/**
 * The types of extended error information (MS-EERR 2.2.1 and appendix A). Nothing is ever
 * called: the argument of the operation is the type that is serialized.
 */
@RpcInterface(uuid = "14a8831c-bc82-11d2-8a64-0008c7457e5d", version = "1.0")
interface ExtendedError {

	/**
	 * Serialize an error sequence.
	 * @param error its first record
	 */
	void serialize(@Unique ErrorRecord error);

	/**
	 * A record ({@code ExtendedErrorInfo}).
	 *
	 * @param next the cause of this one, or {@code null}
	 * @param computerName the computer
	 * @param processId the process
	 * @param timeStamp when it was made, in units of 100 ns since 1601
	 * @param generatingComponent the component
	 * @param status the status
	 * @param detectionLocation the location in the component
	 * @param flags whether records are missing
	 * @param length the number of parameters
	 * @param params the parameters
	 */
	record ErrorRecord(@Nullable ErrorRecord next, ComputerName computerName, @Unsigned int processId, long timeStamp,
			@Unsigned int generatingComponent, @Unsigned int status, @Unsigned short detectionLocation,
			@Unsigned short flags, short length, @SizeIs("length") Param[] params) {

	}

	/**
	 * The computer of a record ({@code EEComputerName}).
	 *
	 * @param type whether there is a name
	 * @param name the name
	 */
	record ComputerName(short type, @SwitchIs("type") Name name) {

	}

	/**
	 * A name, or none ({@code EEComputerNamePresent}).
	 */
	sealed interface Name {

		/**
		 * A name.
		 *
		 * @param string the name
		 */
		@UnionCase(1)
		record Present(UnicodeString string) implements Name {

		}

		/**
		 * No name.
		 */
		@UnionCase(2)
		record NotPresent() implements Name {

		}

	}

	/**
	 * A parameter ({@code ExtendedErrorParam}).
	 *
	 * @param type which value
	 * @param value the value
	 */
	record Param(short type, @SwitchIs("type") Value value) {

	}

	/**
	 * The value of a parameter ({@code ExtendedErrorParamTypesInternal}).
	 */
	sealed interface Value {

		/**
		 * Text in ISO 8859-1.
		 *
		 * @param string the text
		 */
		@UnionCase(1)
		record Ansi(AnsiString string) implements Value {

		}

		/**
		 * Text in UTF-16.
		 *
		 * @param string the text
		 */
		@UnionCase(2)
		record Unicode(UnicodeString string) implements Value {

		}

		/**
		 * A {@code long}.
		 *
		 * @param value the number
		 */
		@UnionCase(3)
		record LongVal(int value) implements Value {

		}

		/**
		 * A {@code short}.
		 *
		 * @param value the number
		 */
		@UnionCase(4)
		record ShortVal(short value) implements Value {

		}

		/**
		 * An {@code __int64}, which Windows takes for an address.
		 *
		 * @param value the number
		 */
		@UnionCase(5)
		record PointerVal(long value) implements Value {

		}

		/**
		 * A text that was left out.
		 */
		@UnionCase(6)
		record None() implements Value {

		}

		/**
		 * Octets.
		 *
		 * @param octets the octets
		 */
		@UnionCase(7)
		record Binary(BinaryInfo octets) implements Value {

		}

	}

	/**
	 * A text in ISO 8859-1 ({@code EEAString}).
	 *
	 * @param length the number of octets, with NUL
	 * @param string the octets, with NUL
	 */
	record AnsiString(short length, @SizeIs("length") byte @Nullable [] string) {

	}

	/**
	 * A text in UTF-16 ({@code EEUString}).
	 *
	 * @param length the number of code units, with NUL
	 * @param string the code units, with NUL
	 */
	record UnicodeString(short length, @SizeIs("length") char @Nullable [] string) {

	}

	/**
	 * Octets ({@code BinaryEEInfo}).
	 *
	 * @param size the number of octets
	 * @param blob the octets
	 */
	record BinaryInfo(short size, @SizeIs("size") byte @Nullable [] blob) {

	}

}
