package io.opnum.rpc.pdu;

import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.UUID;
import java.util.function.Supplier;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.opnum.rpc.binding.SyntaxId;
import org.jspecify.annotations.Nullable;

/**
 * PDUs of every type with values from a seed.
 */
final class RandomPdus {

	private final Random random;

	RandomPdus(long seed) {
		this.random = new Random(seed);
	}

	Pdu next(PacketType type, DataRepresentation drep) {
		int flags = this.random.nextInt(256);
		int callId = this.random.nextInt();
		return switch (type) {
			case REQUEST -> request(flags, drep, callId);
			case RESPONSE -> {
				ByteBuf stub = octets(100);
				yield new Response(flags, drep, callId, this.random.nextInt(), u16(), u8(), stub,
						paddedAuth(stub.readableBytes()));
			}
			case FAULT -> {
				ByteBuf error = octets(60);
				yield new Fault(flags, drep, callId, this.random.nextInt(), u16(), u8(), u8(), this.random.nextInt(),
						error, paddedAuth(error.readableBytes()));
			}
			case BIND ->
				new Bind(flags, drep, callId, u16(), u16(), this.random.nextInt(), list(this::element, 6), auth());
			case ALTER_CONTEXT -> new AlterContext(flags, drep, callId, u16(), u16(), this.random.nextInt(),
					list(this::element, 6), auth());
			case BIND_ACK -> new BindAck(flags, drep, callId, u16(), u16(), this.random.nextInt(), address(),
					list(this::result, 6), auth());
			case ALTER_CONTEXT_RESPONSE -> new AlterContextResponse(flags, drep, callId, u16(), u16(),
					this.random.nextInt(), address(), list(this::result, 6), auth());
			case BIND_NAK -> new BindNak(flags, drep, callId, u16(), list(() -> new ProtocolVersion(u8(), u8()), 6),
					Unpooled.wrappedBuffer(new byte[4 * this.random.nextInt(20)]), auth());
			case AUTH3 -> new Auth3(flags, drep, callId, auth());
			case SHUTDOWN -> new Shutdown(flags, drep, callId, auth());
			case CO_CANCEL -> new CoCancel(flags, drep, callId, auth());
			case ORPHANED -> new Orphaned(flags, drep, callId, auth());
		};
	}

	private Request request(int flags, DataRepresentation drep, int callId) {
		ByteBuf stub = octets(100);
		UUID object = PacketFlag.isSet(flags, PacketFlag.OBJECT_UUID) ? uuid() : null;
		return new Request(flags, drep, callId, this.random.nextInt(), u16(), u16(), object, stub,
				paddedAuth(stub.readableBytes()));
	}

	private ContextElement element() {
		return new ContextElement(u16(), syntax(), list(this::syntax, 4));
	}

	private ContextResult result() {
		return new ContextResult(u16(), u16(), syntax());
	}

	private SyntaxId syntax() {
		return new SyntaxId(uuid(), u16(), u16());
	}

	private UUID uuid() {
		return new UUID(this.random.nextLong(), this.random.nextLong());
	}

	private String address() {
		StringBuilder address = new StringBuilder();
		for (int i = this.random.nextInt(12); i > 0; i--) {
			address.append((char) (1 + this.random.nextInt(255)));
		}
		return address.toString();
	}

	private @Nullable AuthVerifier auth() {
		return auth(0);
	}

	/** A verifier whose padding aligns what is in front of it, in one way of several. */
	private @Nullable AuthVerifier paddedAuth(int bodyLength) {
		return auth((-bodyLength & 3) + 4 * this.random.nextInt(4));
	}

	private @Nullable AuthVerifier auth(int padLength) {
		if (this.random.nextBoolean()) {
			return null;
		}
		byte[] value = new byte[1 + this.random.nextInt(50)];
		this.random.nextBytes(value);
		return new AuthVerifier(u8(), u8(), padLength, this.random.nextInt(), value);
	}

	private ByteBuf octets(int maxLength) {
		byte[] octets = new byte[this.random.nextInt(maxLength)];
		this.random.nextBytes(octets);
		return Unpooled.wrappedBuffer(octets);
	}

	private <T> List<T> list(Supplier<T> element, int maxSize) {
		List<T> list = new ArrayList<>();
		for (int i = this.random.nextInt(maxSize); i > 0; i--) {
			list.add(element.get());
		}
		return list;
	}

	private int u8() {
		return this.random.nextInt(0x100);
	}

	private int u16() {
		return this.random.nextInt(0x10000);
	}

}
