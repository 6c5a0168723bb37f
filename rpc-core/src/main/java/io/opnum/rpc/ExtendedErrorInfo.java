package io.opnum.rpc;

import java.time.Instant;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import java.util.stream.Collectors;

import io.opnum.rpc.binding.Printable;
import org.jspecify.annotations.Nullable;

/**
 * A record of extended error information (MS-EERR 2.2.1.8): what a component on the way
 * of a call had to say of its failure. It is for people; nothing in it can be relied on,
 * since whoever answers may write what he likes. Immutable.
 *
 * @param computerName the computer, or {@code null} where the record does not say
 * @param processId the process, unsigned
 * @param time when the record was made
 * @param generatingComponent the component, see {@link #generatingComponentName()}
 * @param status the status
 * @param detectionLocation the place within the component, 0 to 65535
 * @param flags {@link #PREVIOUS_RECORDS_MISSING}, {@link #NEXT_RECORDS_MISSING}
 * @param parameters up to four details
 * @since 0.1.0
 */
public record ExtendedErrorInfo(@Nullable String computerName, int processId, Instant time, int generatingComponent,
		RpcStatus status, int detectionLocation, int flags, List<Parameter> parameters) {

	/** In the flags: records in front of this one were left out. */
	public static final int PREVIOUS_RECORDS_MISSING = 0x0001;

	/** In the flags: records behind this one were left out. */
	public static final int NEXT_RECORDS_MISSING = 0x0002;

	/**
	 * The component of records that Opnum makes of exceptions: the first parameter is the
	 * name of the class, the second, if there is one, the message.
	 */
	public static final int OPNUM = 0x4f504e55;

	/** How much of a parameter is shown to people, in characters. */
	private static final int MAX_SHOWN = 1000;

	private static final List<String> COMPONENTS = List.of("Application", "Runtime", "Security Provider", "NPFS", "RDR",
			"NMP", "IO", "Winsock", "Authz", "LPC", "RPCHTTP");

	public ExtendedErrorInfo {
		parameters = List.copyOf(parameters);
	}

	/**
	 * With other {@link #flags()}.
	 * @param flags the flags
	 * @return a copy
	 */
	public ExtendedErrorInfo withFlags(int flags) {
		return new ExtendedErrorInfo(this.computerName, this.processId, this.time, this.generatingComponent,
				this.status, this.detectionLocation, flags, this.parameters);
	}

	/**
	 * Return the name of the component.
	 * @return the name; the number where it has none that is known
	 */
	public String generatingComponentName() {
		if (this.generatingComponent == OPNUM) {
			return "Opnum";
		}
		return (this.generatingComponent > 0 && this.generatingComponent <= COMPONENTS.size())
				? COMPONENTS.get(this.generatingComponent - 1) : Integer.toUnsignedString(this.generatingComponent);
	}

	/**
	 * Return the message of the exception that the record was made of.
	 * @return the message, {@code null} where there was none or the record is not one of
	 * Opnum's
	 */
	public @Nullable String exceptionMessage() {
		return (this.generatingComponent == OPNUM && this.parameters.size() > 1
				&& this.parameters.get(1) instanceof Text message) ? message.value() : null;
	}

	/**
	 * Return all of it, for people: on one line, and texts no longer than a line or a
	 * few, since whoever answers may write what he likes.
	 */
	@Override
	public String toString() {
		String details = this.parameters.stream().map(Object::toString).collect(Collectors.joining(", "));
		if (this.generatingComponent == OPNUM) {
			return this.parameters.stream().map(Object::toString).collect(Collectors.joining(": ")) + place();
		}
		return "%s at detection location %d of %s%s%s".formatted(this.status, this.detectionLocation,
				generatingComponentName(), (details.isEmpty()) ? "" : " (" + details + ")", place());
	}

	private String place() {
		return ", %sprocess %s, %s".formatted(
				(this.computerName != null) ? "on " + Printable.of(this.computerName) + ", " : "",
				Integer.toUnsignedString(this.processId), this.time);
	}

	/**
	 * A detail of a record.
	 */
	public sealed interface Parameter {

	}

	/**
	 * A text.
	 *
	 * @param value the text
	 */
	public record Text(String value) implements Parameter {

		/**
		 * Return the text, made fit for a message.
		 */
		@Override
		public String toString() {
			return Printable.of(this.value, MAX_SHOWN);
		}

	}

	/**
	 * A number.
	 *
	 * @param value the number
	 * @param octets how many octets it had: 2, 4 or 8
	 */
	public record Numeric(long value, int octets) implements Parameter {

		@Override
		public String toString() {
			return (this.octets == Long.BYTES) ? "0x" + Long.toHexString(this.value) : Long.toString(this.value);
		}

	}

	/**
	 * Octets. They are not copied: leave them unchanged.
	 *
	 * @param value the octets
	 */
	public record Binary(byte[] value) implements Parameter {

		@Override
		public boolean equals(Object other) {
			return other instanceof Binary binary && Arrays.equals(this.value, binary.value);
		}

		@Override
		public int hashCode() {
			return Arrays.hashCode(this.value);
		}

		@Override
		public String toString() {
			String shown = HexFormat.of().formatHex(this.value, 0, Math.min(this.value.length, MAX_SHOWN / 2));
			return (this.value.length > MAX_SHOWN / 2) ? shown + "..." : shown;
		}

	}

	/**
	 * A text that was left out, for want of room.
	 */
	public record LeftOut() implements Parameter {

		@Override
		public String toString() {
			return "…";
		}

	}

}
