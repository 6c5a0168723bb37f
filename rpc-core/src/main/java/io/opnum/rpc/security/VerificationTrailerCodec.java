package io.opnum.rpc.security;

import java.util.ArrayList;
import java.util.List;
import java.util.UUID;

import io.netty.buffer.ByteBuf;
import io.opnum.rpc.binding.SyntaxId;
import io.opnum.rpc.security.VerificationTrailer.Bitmask1;
import io.opnum.rpc.security.VerificationTrailer.Command;
import io.opnum.rpc.security.VerificationTrailer.Header2;
import io.opnum.rpc.security.VerificationTrailer.Other;
import io.opnum.rpc.security.VerificationTrailer.PresentationContext;
import org.jspecify.annotations.Nullable;

/**
 * Verification trailers to octets and back. Stateless and thread-safe.
 */
final class VerificationTrailerCodec {

	static final int NUMBER_MASK = 0x3fff;

	private static final long SIGNATURE = 0x8ae3137102f43671L;

	private static final int ALIGNMENT = 4;

	private static final int COMMAND_HEADER_LENGTH = 4;

	private static final int END = 0x4000;

	private static final int MUST_PROCESS = 0x8000;

	/** The most octets behind a trailer: padding of a sender that counts it as stub. */
	private static final int MAX_REST = 16;

	private VerificationTrailerCodec() {
	}

	static int append(VerificationTrailer trailer, ByteBuf stub) {
		stub.writeZero(-stub.readableBytes() & (ALIGNMENT - 1));
		int begin = stub.writerIndex();
		stub.writeLong(SIGNATURE);
		int last = trailer.commands().size() - 1;
		for (int i = 0; i <= last; i++) {
			Command command = trailer.commands().get(i);
			int start = stub.writerIndex();
			stub.writeZero(COMMAND_HEADER_LENGTH);
			int flags = writeBody(command, stub);
			stub.setShortLE(start, command.number() | flags | ((i == last) ? END : 0));
			stub.setShortLE(start + 2, stub.writerIndex() - start - COMMAND_HEADER_LENGTH);
		}
		return stub.writerIndex() - begin;
	}

	/** Write what is behind the length; return the flags of the command. */
	private static int writeBody(Command command, ByteBuf out) {
		if (command instanceof Bitmask1 bitmask) {
			out.writeIntLE(bitmask.bits());
		}
		else if (command instanceof PresentationContext context) {
			writeSyntax(context.abstractSyntax(), out);
			writeSyntax(context.transferSyntax(), out);
		}
		else if (command instanceof Header2 header) {
			out.writeByte(header.packetType()).writeZero(3).writeInt(header.packedDrep());
			out.writeIntLE(header.callId()).writeShortLE(header.contextId()).writeShortLE(header.opnum());
		}
		else if (command instanceof Other other) {
			out.writeBytes(other.body());
			return other.mustProcess() ? MUST_PROCESS : 0;
		}
		return 0;
	}

	private static void writeSyntax(SyntaxId syntax, ByteBuf out) {
		long high = syntax.uuid().getMostSignificantBits();
		out.writeIntLE((int) (high >>> 32)).writeShortLE((int) (high >>> 16)).writeShortLE((int) high);
		out.writeLong(syntax.uuid().getLeastSignificantBits());
		out.writeShortLE(syntax.majorVersion()).writeShortLE(syntax.minorVersion());
	}

	static @Nullable VerificationTrailer take(ByteBuf stub) {
		int start = find(stub);
		if (start < 0) {
			return null;
		}
		List<Command> commands = new ArrayList<>(3);
		int index = start + Long.BYTES;
		boolean last = false;
		while (!last) {
			check(COMMAND_HEADER_LENGTH, index, stub);
			int code = stub.getUnsignedShortLE(index);
			int length = stub.getUnsignedShortLE(index + 2);
			index += COMMAND_HEADER_LENGTH;
			check(length, index, stub);
			commands.add(command(code, stub, index, length, commands));
			index += length;
			last = (code & END) != 0;
		}
		if (stub.writerIndex() - index > MAX_REST) {
			return null;
		}
		stub.writerIndex(start);
		return new VerificationTrailer(commands);
	}

	/** Return the index of the last signature at a multiple of four, or -1. */
	private static int find(ByteBuf stub) {
		int first = stub.readerIndex();
		int length = stub.readableBytes();
		int stop = Math.max(0, length - VerificationTrailer.SEARCH_LENGTH);
		for (int offset = (length - Long.BYTES) & -ALIGNMENT; offset >= stop; offset -= ALIGNMENT) {
			if (stub.getLong(first + offset) == SIGNATURE) {
				return first + offset;
			}
		}
		return -1;
	}

	private static void check(int length, int index, ByteBuf stub) {
		if (length > stub.writerIndex() - index) {
			throw refused("%d octets are needed at offset %d of the stub, there are %d".formatted(length,
					index - stub.readerIndex(), stub.writerIndex() - index));
		}
	}

	private static Command command(int code, ByteBuf stub, int index, int length, List<Command> before) {
		int number = code & NUMBER_MASK;
		for (Command command : before) {
			if (command.number() == number) {
				throw refused("command %d comes twice".formatted(number));
			}
		}
		return switch (number) {
			case Bitmask1.NUMBER -> {
				checkLength(number, length, 4);
				yield new Bitmask1(stub.getIntLE(index));
			}
			case PresentationContext.NUMBER -> {
				checkLength(number, length, 40);
				yield new PresentationContext(syntax(stub, index), syntax(stub, index + 20));
			}
			case Header2.NUMBER -> {
				checkLength(number, length, 16);
				yield new Header2(stub.getUnsignedByte(index), stub.getInt(index + 4), stub.getIntLE(index + 8),
						stub.getUnsignedShortLE(index + 12), stub.getUnsignedShortLE(index + 14));
			}
			default -> {
				byte[] body = new byte[length];
				stub.getBytes(index, body);
				yield new Other(number, (code & MUST_PROCESS) != 0, body);
			}
		};
	}

	private static void checkLength(int number, int length, int expected) {
		if (length != expected) {
			throw refused("command %d has %d octets, expected %d".formatted(number, length, expected));
		}
	}

	private static SyntaxId syntax(ByteBuf stub, int index) {
		long high = stub.getUnsignedIntLE(index) << 32 | (long) stub.getUnsignedShortLE(index + 4) << 16
				| stub.getUnsignedShortLE(index + 6);
		return new SyntaxId(new UUID(high, stub.getLong(index + 8)), stub.getUnsignedShortLE(index + 16),
				stub.getUnsignedShortLE(index + 18));
	}

	private static MessageRefusedException refused(String what) {
		return new MessageRefusedException("Malformed verification trailer: " + what + " (MS-RPCE 2.2.2.13)");
	}

}
