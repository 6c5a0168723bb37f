package io.opnum.rpc.security;

import java.util.Arrays;
import java.util.List;

import io.netty.buffer.ByteBuf;
import io.opnum.rpc.binding.SyntaxId;
import io.opnum.rpc.pdu.DataRepresentation;
import io.opnum.rpc.pdu.PacketType;
import org.jspecify.annotations.Nullable;

/**
 * The verification trailer behind the stub data of a request, which repeats under
 * signature what its sender believes was negotiated, and what its header says (MS-RPCE
 * 2.2.2.13). Clients write one at {@link AuthenticationLevel#PACKET} or stronger.
 *
 * <pre>
 * octets  0 to 3  padding to a multiple of four, counted from the start of the stub
 *              8  signature 8a e3 13 71 02 f4 36 71
 * and for each command
 *              2  number, with 4000 at the last one, 8000 where it must be understood
 *              2  length of what follows
 * </pre>
 *
 * All integers are little-endian, whatever the byte order of the PDU: that is what Samba
 * writes and reads.
 *
 * @param commands the commands in their order, at least one
 * @since 0.1.0
 */
public record VerificationTrailer(List<Command> commands) {

	/** How far from its end stub data is searched for a trailer, as in Samba. */
	public static final int SEARCH_LENGTH = 1024;

	/**
	 * Create a trailer.
	 * @param commands the commands
	 * @throws IllegalArgumentException if there is none
	 */
	public VerificationTrailer {
		if (commands.isEmpty()) {
			throw new IllegalArgumentException("A verification trailer needs a command: leave the trailer out");
		}
		commands = List.copyOf(commands);
	}

	/**
	 * Append this to stub data, with padding in front.
	 * @param stub the stub data of a whole request, from its reader index on, or its last
	 * part
	 * @return the octets of the trailer, without padding in front
	 */
	public int append(ByteBuf stub) {
		return VerificationTrailerCodec.append(this, stub);
	}

	/**
	 * Take the trailer off stub data. The padding in front of it stays: what is behind
	 * the parameters is ignored.
	 * @param stub the stub data of a whole request, from its reader index on; shortened
	 * if there is a trailer
	 * @return the trailer, or {@code null} if there is none
	 * @throws MessageRefusedException if what has its signature can't be decoded
	 */
	public static @Nullable VerificationTrailer take(ByteBuf stub) {
		return VerificationTrailerCodec.take(stub);
	}

	/**
	 * Compare this with what came outside of it.
	 * @param headerSigning whether the client offered header signing on the connection
	 * @param presentationContext the presentation context of the request
	 * @param header what the header of the request says
	 * @return what differs, for the log, or {@code null} if nothing does
	 */
	public @Nullable String mismatch(boolean headerSigning, PresentationContext presentationContext, Header2 header) {
		for (Command command : this.commands) {
			if (command instanceof Bitmask1 bitmask) {
				if (bitmask.isHeaderSigningSupported() && !headerSigning) {
					return "its sender supports header signing, but what came of its bind does not say so";
				}
			}
			else if (command instanceof Other other) {
				if (other.mustProcess()) {
					return "its sender insists on the unknown command " + other.number();
				}
			}
			else {
				Command actual = (command instanceof Header2) ? header : presentationContext;
				if (!command.equals(actual)) {
					return "its sender sent %s, but what came is %s".formatted(command, actual);
				}
			}
		}
		return null;
	}

	/**
	 * Return the command of a kind.
	 * @param <C> the kind
	 * @param type the class of the kind
	 * @return the first command of it, or {@code null} if there is none
	 */
	public <C extends Command> @Nullable C find(Class<C> type) {
		for (Command command : this.commands) {
			if (type.isInstance(command)) {
				return type.cast(command);
			}
		}
		return null;
	}

	/**
	 * A command of the trailer.
	 */
	public sealed interface Command {

		/**
		 * Return the number.
		 * @return the number, 0 to 16383
		 */
		int number();

	}

	/**
	 * What the client supports (MS-RPCE 2.2.2.13.2).
	 *
	 * @param bits the bits, of which {@link #HEADER_SIGNING} is defined
	 */
	public record Bitmask1(int bits) implements Command {

		/** The client supports header signing. */
		public static final int HEADER_SIGNING = 1;

		static final int NUMBER = 1;

		/**
		 * Return whether the client supports header signing.
		 * @return whether it does
		 */
		public boolean isHeaderSigningSupported() {
			return (this.bits & HEADER_SIGNING) != 0;
		}

		@Override
		public int number() {
			return NUMBER;
		}

	}

	/**
	 * The presentation context of the request (MS-RPCE 2.2.2.13.4).
	 *
	 * @param abstractSyntax the interface
	 * @param transferSyntax the transfer syntax
	 */
	public record PresentationContext(SyntaxId abstractSyntax, SyntaxId transferSyntax) implements Command {

		static final int NUMBER = 2;

		@Override
		public int number() {
			return NUMBER;
		}

	}

	/**
	 * The fields of the request's header that no signature covers where header signing is
	 * not in force (MS-RPCE 2.2.2.13.3).
	 *
	 * @param packetType the packet type, 0 for a request
	 * @param packedDrep the octets of {@code packed_drep}, the first one highest
	 * @param callId the call id, unsigned 32 bits
	 * @param contextId the presentation context id, 0 to 65535
	 * @param opnum the operation, 0 to 65535
	 */
	public record Header2(int packetType, int packedDrep, int callId, int contextId, int opnum) implements Command {

		static final int NUMBER = 3;

		private static final int LITTLE_ENDIAN_ASCII = 0x10000000;

		/**
		 * Return the fields of a request.
		 * @param drep the byte order
		 * @param callId the call id
		 * @param contextId the presentation context id
		 * @param opnum the operation
		 * @return the command
		 */
		public static Header2 ofRequest(DataRepresentation drep, int callId, int contextId, int opnum) {
			return new Header2(PacketType.REQUEST.code(), drep.isLittleEndian() ? LITTLE_ENDIAN_ASCII : 0, callId,
					contextId, opnum);
		}

		@Override
		public int number() {
			return NUMBER;
		}

		@Override
		public String toString() {
			return "Header2[packetType=%d, packedDrep=%08x, callId=%s, contextId=%d, opnum=%d]".formatted(
					this.packetType, this.packedDrep, Integer.toUnsignedString(this.callId), this.contextId,
					this.opnum);
		}

	}

	/**
	 * A command that is none of these.
	 *
	 * @param number the number
	 * @param mustProcess whether a receiver that does not know it has to refuse the
	 * request
	 * @param body what is behind the length; not copied
	 */
	@SuppressWarnings("ArrayRecordComponent")
	public record Other(int number, boolean mustProcess, byte[] body) implements Command {

		/**
		 * Create a command.
		 * @param number the number
		 * @param mustProcess whether it has to be understood
		 * @param body what is behind the length
		 * @throws IllegalArgumentException if the number or the length is out of range
		 */
		public Other {
			if (number < 0 || number > VerificationTrailerCodec.NUMBER_MASK || body.length > 0xffff) {
				throw new IllegalArgumentException(("Command %d of a verification trailer with %d octets: expected a "
						+ "number of at most 16383 and at most 65535 octets")
					.formatted(number, body.length));
			}
		}

		@Override
		public boolean equals(Object other) {
			return other instanceof Other that && this.number == that.number && this.mustProcess == that.mustProcess
					&& Arrays.equals(this.body, that.body);
		}

		@Override
		public int hashCode() {
			return 31 * this.number + Arrays.hashCode(this.body);
		}

		@Override
		public String toString() {
			return "Other[number=%d, mustProcess=%s, body=%d octets]".formatted(this.number, this.mustProcess,
					this.body.length);
		}

	}

}
