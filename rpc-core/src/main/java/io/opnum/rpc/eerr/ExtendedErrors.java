package io.opnum.rpc.eerr;

import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Objects;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.opnum.rpc.BadStubDataException;
import io.opnum.rpc.ExtendedErrorInfo;
import io.opnum.rpc.RpcStatus;
import io.opnum.rpc.eerr.ExtendedError.AnsiString;
import io.opnum.rpc.eerr.ExtendedError.BinaryInfo;
import io.opnum.rpc.eerr.ExtendedError.ComputerName;
import io.opnum.rpc.eerr.ExtendedError.ErrorRecord;
import io.opnum.rpc.eerr.ExtendedError.Name;
import io.opnum.rpc.eerr.ExtendedError.Param;
import io.opnum.rpc.eerr.ExtendedError.UnicodeString;
import io.opnum.rpc.eerr.ExtendedError.Value;
import io.opnum.rpc.ndr.InterfaceStub;
import io.opnum.rpc.ndr.NdrFormat;
import io.opnum.rpc.ndr.NdrLimits;
import io.opnum.rpc.ndr.NdrReader;
import io.opnum.rpc.ndr.NdrWriter;
import io.opnum.rpc.ndr.OperationStub;
import org.jspecify.annotations.Nullable;

/**
 * Reads and writes extended error information as it stands in a fault or a bind_nak: an
 * error sequence in type serialization version 1 (MS-EERR 2.2.2). Thread-safe.
 *
 * @since 0.1.0
 */
public final class ExtendedErrors {

	/** How many parameters a record may have (MS-EERR 2.2.1.8). */
	private static final int MAX_PARAMETERS = 4;

	/** 64 records are read; what the last of them points to is one deeper. */
	private static final NdrLimits LIMITS = new NdrLimits(64 + 1, Short.MAX_VALUE);

	/**
	 * What 64-bit Windows leaves between the signature of a bind_nak and what follows.
	 */
	private static final int WINDOWS_PADDING = 8;

	/** 1601-01-01, the beginning of Windows' time, in seconds since 1970. */
	private static final long EPOCH_SECONDS = -11_644_473_600L;

	private static final long TICKS_PER_SECOND = 10_000_000;

	private static final int NANOS_PER_TICK = 100;

	private static final OperationStub SERIALIZE = Objects
		.requireNonNull(InterfaceStub.of(ExtendedError.class).operation(0));

	private ExtendedErrors() {
	}

	/**
	 * Read an error sequence.
	 * @param octets the octets, which stay as they are; octets behind the object are
	 * ignored
	 * @return its records, each the cause of the one before
	 * @throws BadStubDataException if anything of it violates the specification: then
	 * nothing of it counts. Only texts without their NUL and flags that are not known are
	 * taken
	 */
	public static List<ExtendedErrorInfo> decode(ByteBuf octets) {
		ByteBuf object = octets.duplicate();
		if (!TypeSerialization.isAt(object, object.readerIndex())
				&& TypeSerialization.isAt(object, object.readerIndex() + WINDOWS_PADDING)) {
			object.skipBytes(WINDOWS_PADDING);
		}
		NdrFormat format = TypeSerialization.readHeaders(object);
		ErrorRecord next = (ErrorRecord) SERIALIZE.unmarshalRequest(new NdrReader(object, format, LIMITS))[0];
		List<ExtendedErrorInfo> records = new ArrayList<>();
		while (next != null) {
			records.add(toInfo(next));
			next = next.next();
		}
		return List.copyOf(records);
	}

	/**
	 * Write an error sequence.
	 * @param records its records, one at least, each the cause of the one before
	 * @param maxLength how many octets there is room for. Records are left out from the
	 * end until it fits, and the flags of the last one that stays say so
	 * @return the octets, owned by the caller; empty if not even one record fits
	 */
	public static ByteBuf encode(List<ExtendedErrorInfo> records, int maxLength) {
		for (int count = records.size(); count > 0; count--) {
			ByteBuf octets = encode(records, 0, count);
			if (octets.readableBytes() <= maxLength) {
				return octets;
			}
			octets.release();
		}
		return Unpooled.EMPTY_BUFFER;
	}

	private static ByteBuf encode(List<ExtendedErrorInfo> records, int from, int to) {
		ErrorRecord first = null;
		for (int i = to - 1; i >= from; i--) {
			int missing = (i == to - 1 && to < records.size()) ? ExtendedErrorInfo.NEXT_RECORDS_MISSING : 0;
			first = toRecord(records.get(i), missing, first);
		}
		ByteBuf octets = Unpooled.buffer();
		TypeSerialization.begin(octets);
		SERIALIZE.marshalRequest(new NdrWriter(octets, NdrFormat.NDR), new Object[] { first });
		TypeSerialization.end(octets);
		return octets;
	}

	private static ExtendedErrorInfo toInfo(ErrorRecord record) {
		if (record.params().length > MAX_PARAMETERS) {
			throw new BadStubDataException(
					"A record with %d parameters, more than 4 (MS-EERR 2.2.1.8)".formatted(record.params().length));
		}
		String computerName = (record.computerName().name() instanceof Name.Present present) ? text(present.string())
				: null;
		return new ExtendedErrorInfo(computerName, record.processId(), toInstant(record.timeStamp()),
				record.generatingComponent(), RpcStatus.of(record.status()),
				Short.toUnsignedInt(record.detectionLocation()), Short.toUnsignedInt(record.flags()),
				Arrays.stream(record.params()).map((param) -> toParameter(param.value())).toList());
	}

	private static ExtendedErrorInfo.Parameter toParameter(Value value) {
		if (value instanceof Value.Ansi ansi) {
			byte[] octets = ansi.string().string();
			return new ExtendedErrorInfo.Text(
					(octets != null) ? untilNul(new String(octets, StandardCharsets.ISO_8859_1)) : "");
		}
		if (value instanceof Value.Unicode unicode) {
			return new ExtendedErrorInfo.Text(text(unicode.string()));
		}
		if (value instanceof Value.LongVal number) {
			return new ExtendedErrorInfo.Numeric(number.value(), Integer.BYTES);
		}
		if (value instanceof Value.ShortVal number) {
			return new ExtendedErrorInfo.Numeric(number.value(), Short.BYTES);
		}
		if (value instanceof Value.PointerVal number) {
			return new ExtendedErrorInfo.Numeric(number.value(), Long.BYTES);
		}
		if (value instanceof Value.Binary binary) {
			byte[] octets = binary.octets().blob();
			return new ExtendedErrorInfo.Binary((octets != null) ? octets : new byte[0]);
		}
		return new ExtendedErrorInfo.LeftOut();
	}

	private static ErrorRecord toRecord(ExtendedErrorInfo info, int missing, @Nullable ErrorRecord next) {
		String computerName = info.computerName();
		ComputerName name = (computerName != null) ? new ComputerName((short) 1, new Name.Present(string(computerName)))
				: new ComputerName((short) 2, new Name.NotPresent());
		Param[] params = info.parameters()
			.stream()
			.limit(MAX_PARAMETERS)
			.map(ExtendedErrors::toParam)
			.toArray(Param[]::new);
		return new ErrorRecord(next, name, info.processId(), toTicks(info.time()), info.generatingComponent(),
				info.status().code(), (short) info.detectionLocation(), (short) (info.flags() | missing),
				(short) params.length, params);
	}

	private static Param toParam(ExtendedErrorInfo.Parameter parameter) {
		if (parameter instanceof ExtendedErrorInfo.Text text) {
			return new Param((short) 2, new Value.Unicode(string(text.value())));
		}
		if (parameter instanceof ExtendedErrorInfo.Numeric number) {
			return switch (number.octets()) {
				case Short.BYTES -> new Param((short) 4, new Value.ShortVal((short) number.value()));
				case Integer.BYTES -> new Param((short) 3, new Value.LongVal((int) number.value()));
				default -> new Param((short) 5, new Value.PointerVal(number.value()));
			};
		}
		if (parameter instanceof ExtendedErrorInfo.Binary binary && binary.value().length <= Short.MAX_VALUE) {
			return new Param((short) 7,
					new Value.Binary(new BinaryInfo((short) binary.value().length, binary.value())));
		}
		return new Param((short) 6, new Value.None());
	}

	private static String text(UnicodeString string) {
		char[] chars = string.string();
		return (chars != null) ? untilNul(new String(chars)) : "";
	}

	private static String untilNul(String text) {
		int end = text.indexOf('\0');
		return (end >= 0) ? text.substring(0, end) : text;
	}

	private static UnicodeString string(String text) {
		int length = Math.min(text.length(), Short.MAX_VALUE - 1);
		if (length < text.length() && Character.isHighSurrogate(text.charAt(length - 1))) {
			length--;
		}
		char[] chars = (text.substring(0, length) + '\0').toCharArray();
		return new UnicodeString((short) chars.length, chars);
	}

	private static Instant toInstant(long ticks) {
		return Instant.ofEpochSecond(EPOCH_SECONDS + Math.floorDiv(ticks, TICKS_PER_SECOND),
				Math.floorMod(ticks, TICKS_PER_SECOND) * NANOS_PER_TICK);
	}

	private static long toTicks(Instant time) {
		return (time.getEpochSecond() - EPOCH_SECONDS) * TICKS_PER_SECOND + time.getNano() / NANOS_PER_TICK;
	}

}
