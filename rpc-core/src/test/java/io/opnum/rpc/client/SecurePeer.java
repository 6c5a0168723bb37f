package io.opnum.rpc.client;

import java.io.IOException;
import java.util.Objects;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufUtil;
import io.netty.buffer.Unpooled;
import io.opnum.rpc.client.ScriptedServer.Peer;
import io.opnum.rpc.pdu.Auth3;
import io.opnum.rpc.pdu.AuthVerifier;
import io.opnum.rpc.pdu.Bind;
import io.opnum.rpc.pdu.BindAck;
import io.opnum.rpc.pdu.DataRepresentation;
import io.opnum.rpc.pdu.FragmentVerifier;
import io.opnum.rpc.pdu.Fragmenter;
import io.opnum.rpc.pdu.PacketFlag;
import io.opnum.rpc.pdu.PduCodec;
import io.opnum.rpc.pdu.Request;
import io.opnum.rpc.security.AcceptorOptions;
import io.opnum.rpc.security.AuthenticationLevel;
import io.opnum.rpc.security.NtHash;
import io.opnum.rpc.security.SecurityContext;
import io.opnum.rpc.security.SecurityExchange;
import io.opnum.rpc.security.VerificationTrailer;
import io.opnum.rpc.security.ntlm.NtlmAcceptor;
import io.opnum.rpc.security.ntlm.NtlmServerNames;
import org.jspecify.annotations.Nullable;

/**
 * The client's end of a connection, seen from a server that authenticates it by NTLM.
 */
final class SecurePeer {

	static final String PASSWORD = "correct horse";

	private static final NtlmAcceptor ACCEPTOR = NtlmAcceptor
		.builder(new NtlmServerNames("STOCK", "OFFICE", "stock.example.org", "example.org"),
				(account, domain) -> NtHash.of(PASSWORD.toCharArray()))
		.build();

	private final Peer peer;

	private final SecurityContext context;

	private final AuthVerifier first;

	private final boolean headerSigning;

	/** The trailer of the last request. */
	@Nullable VerificationTrailer trailer;

	private SecurePeer(Peer peer, SecurityContext context, AuthVerifier first, boolean headerSigning) {
		this.peer = peer;
		this.context = context;
		this.first = first;
		this.headerSigning = headerSigning;
	}

	/** Take the bind and the other legs; the client's interface is accepted. */
	static SecurePeer accept(Peer peer) throws IOException {
		return accept(peer, true);
	}

	static SecurePeer accept(Peer peer, boolean headerSigning) throws IOException {
		Bind bind = peer.expect(Bind.class);
		AuthVerifier first = verifier(bind);
		SecurityExchange exchange = ACCEPTOR
			.begin(new AcceptorOptions(AuthenticationLevel.of(first.level()), "127.0.0.1"));
		boolean signsHeaders = headerSigning && PacketFlag.isSet(bind.flags(), PacketFlag.SUPPORT_HEADER_SIGN);
		peer.send(answer(peer.ack(bind), signsHeaders ? PacketFlag.SUPPORT_HEADER_SIGN : 0,
				answer(first, exchange.step(first.value()))));
		Auth3 last = peer.expect(Auth3.class);
		if (last.callId() != bind.callId() || exchange.step(last.auth().value()) != null) {
			throw new AssertionError("Not the third leg: " + last);
		}
		return new SecurePeer(peer, exchange.context(), first, signsHeaders);
	}

	static AuthVerifier verifier(Bind bind) {
		AuthVerifier verifier = bind.auth();
		if (verifier == null || verifier.padLength() != 0) {
			throw new AssertionError("Expected a verifier without padding in " + bind);
		}
		return verifier;
	}

	static AuthVerifier answer(AuthVerifier verifier, byte[] token) {
		return new AuthVerifier(verifier.type(), verifier.level(), 0, verifier.contextId(), token);
	}

	static BindAck answer(BindAck ack, int flags, @Nullable AuthVerifier verifier) {
		return new BindAck(ack.flags() | flags, ack.drep(), ack.callId(), ack.maxXmitFrag(), ack.maxRecvFrag(),
				ack.assocGroupId(), ack.secondaryAddress(), ack.results(), verifier);
	}

	/** Read the fragments of a request; the last of them, with the whole stub. */
	Request request() throws IOException {
		ByteBuf stub = Unpooled.buffer();
		Request fragment;
		do {
			ByteBuf frame = this.peer.readFrame();
			FragmentVerifier.forEach(frame, (pdus, start, body, at, length) -> this.context.unprotect(pdus, start, body,
					at, length, this.headerSigning));
			fragment = (Request) PduCodec.decode(frame);
			if ((fragment.auth() != null) != this.context.level().isSigned()) {
				throw new AssertionError("At level " + this.context.level() + " came " + fragment);
			}
			stub.writeBytes(fragment.stub());
		}
		while (!PacketFlag.isSet(fragment.flags(), PacketFlag.LAST_FRAG));
		this.trailer = VerificationTrailer.take(stub);
		VerificationTrailer ofLast = VerificationTrailer.take(fragment.stub().readerIndex(0));
		if (!Objects.equals(this.trailer, ofLast)) {
			throw new AssertionError(
					"The last fragment has the trailer %s, the request %s".formatted(ofLast, this.trailer));
		}
		return new Request(fragment.flags(), fragment.drep(), fragment.callId(), stub.readableBytes(),
				fragment.contextId(), fragment.opnum(), fragment.objectUuid(), stub, null);
	}

	/** The octets of the protected answer to a request. */
	byte[] response(Request request, int result) {
		ByteBuf message = Unpooled.buffer().writeZero(Fragmenter.HEADROOM).writeIntLE(result);
		FragmentVerifier verifier = this.context.level().isSigned() ? new FragmentVerifier(this.first.type(),
				this.first.level(), this.first.contextId(), this.context.tokenLength()) : null;
		ByteBuf pdus = Fragmenter.response(message.skipBytes(Fragmenter.HEADROOM), DataRepresentation.LITTLE_ENDIAN,
				request.callId(), request.contextId(), 0, 5840, verifier);
		FragmentVerifier.forEach(pdus,
				(buffer, start, body, at, length) -> this.context.protect(buffer, start, body, at, this.headerSigning));
		byte[] octets = ByteBufUtil.getBytes(pdus);
		pdus.release();
		return octets;
	}

	void respond(Request request, int result) throws IOException {
		this.peer.sendRaw(response(request, result));
	}

	/** Answer a request of an addition. */
	Request addOne() throws IOException {
		Request request = request();
		respond(request, request.stub().getIntLE(request.stub().readerIndex()) + 1);
		return request;
	}

	/** Answer each request of an addition until the client goes away. */
	void serve() throws IOException {
		while (true) {
			addOne();
		}
	}

}
