package io.opnum.rpc.server;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.opnum.rpc.binding.InterfaceId;
import io.opnum.rpc.pdu.Auth3;
import io.opnum.rpc.pdu.AuthVerifier;
import io.opnum.rpc.pdu.Bind;
import io.opnum.rpc.pdu.BindAck;
import io.opnum.rpc.pdu.FragmentVerifier;
import io.opnum.rpc.pdu.Fragmenter;
import io.opnum.rpc.pdu.PacketFlag;
import io.opnum.rpc.pdu.PduCodec;
import io.opnum.rpc.pdu.Response;
import io.opnum.rpc.security.AuthenticationLevel;
import io.opnum.rpc.security.AuthenticationService;
import io.opnum.rpc.security.Credentials;
import io.opnum.rpc.security.InitiatorOptions;
import io.opnum.rpc.security.NtHash;
import io.opnum.rpc.security.PasswordCredentials;
import io.opnum.rpc.security.SecurityContext;
import io.opnum.rpc.security.SecurityExchange;
import io.opnum.rpc.security.ntlm.NtlmAcceptor;
import io.opnum.rpc.security.ntlm.NtlmInitiator;
import io.opnum.rpc.security.ntlm.NtlmServerNames;
import io.opnum.rpc.testing.HexDumps;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Clients that authenticate by NTLM, whose PDUs are made by hand.
 */
final class NtlmPeers {

	static final int ADD = 0;

	static final int CONTEXT = 79231;

	static final Credentials ALICE = new PasswordCredentials("alice", "OFFICE", "correct horse".toCharArray());

	static final Credentials BOB = new PasswordCredentials("bob", "OFFICE", "battery staple".toCharArray());

	private NtlmPeers() {
	}

	static NtlmAcceptor.Builder ntlm() {
		return NtlmAcceptor.builder(new NtlmServerNames("STOCK", "OFFICE", "stock.example.org", "example.org"),
				(account, domain) -> switch (account.toLowerCase(Locale.ROOT)) {
					case "alice" -> NtHash.of("correct horse".toCharArray());
					case "bob" -> NtHash.of("battery staple".toCharArray());
					default -> null;
				});
	}

	static AuthVerifier verifier(AuthenticationLevel level, int context, byte[] token) {
		return new AuthVerifier(AuthenticationService.NTLM.code(), level.code(), 0, context, token);
	}

	static Bind bind(AuthVerifier auth) {
		return bind(Calculator.ID, auth);
	}

	static Bind bind(InterfaceId interfaceId, AuthVerifier auth) {
		return new Bind(PacketFlag.WHOLE, RawPeer.LE, 1, 5840, 5840, 0, List.of(RawPeer.context(0, interfaceId)), auth);
	}

	static SecurityContext authenticate(RawPeer peer, AuthenticationLevel level, Credentials credentials) {
		return authenticate(peer, Calculator.ID, level, credentials);
	}

	static SecurityContext authenticate(RawPeer peer, InterfaceId interfaceId, AuthenticationLevel level,
			Credentials credentials) {
		SecurityExchange exchange = new NtlmInitiator("").begin(new InitiatorOptions(level, credentials, null));
		peer.send(bind(interfaceId, verifier(level, CONTEXT, exchange.step(new byte[0]))));
		AuthVerifier challenge = peer.next(BindAck.class).auth();
		assertThat(challenge.contextId()).isEqualTo(CONTEXT);
		assertThat(challenge.level()).isEqualTo(level.code());
		peer.send(
				new Auth3(PacketFlag.WHOLE, RawPeer.LE, 1, verifier(level, CONTEXT, exchange.step(challenge.value()))));
		peer.expectSilence();
		return exchange.context();
	}

	static ByteBuf unprotected(SecurityContext context, int contextId, int callId, int opnum, ByteBuf stub,
			int maxFrag) {
		ByteBuf message = Unpooled.buffer().writeZero(Fragmenter.HEADROOM).writeBytes(stub);
		message.readerIndex(Fragmenter.HEADROOM);
		return Fragmenter.request(message, RawPeer.LE, 0, callId, 0, opnum, null, maxFrag,
				context.level().isSigned() ? new FragmentVerifier(context.service().code(), context.level().code(),
						contextId, context.tokenLength()) : null,
				0);
	}

	static ByteBuf stub(String hex) {
		return Unpooled.buffer().writeBytes(HexDumps.parse(hex));
	}

	static ByteBuf protect(SecurityContext context, ByteBuf pdus) {
		FragmentVerifier.forEach(pdus,
				(pdu, start, stub, trailer, length) -> context.protect(pdu, start, stub, trailer, false));
		return pdus;
	}

	/** The PDUs of a buffer, which is released. */
	static ByteBuf[] frames(ByteBuf pdus) {
		List<ByteBuf> frames = new ArrayList<>();
		while (pdus.isReadable()) {
			frames.add(pdus.readSlice(pdus.getUnsignedShortLE(pdus.readerIndex() + 8)).copy());
		}
		pdus.release();
		return frames.toArray(ByteBuf[]::new);
	}

	static ByteBuf add(SecurityContext context, int callId, int left, int right) {
		return protect(context, unprotected(context, CONTEXT, callId, ADD, stub(Calculator.stub(left, right)), 5840));
	}

	/** The stub of a response, put together and checked. */
	static ByteBuf response(RawPeer peer, SecurityContext context) {
		ByteBuf stub = Unpooled.buffer();
		boolean last = false;
		ByteBuf octets = peer.nextOctets();
		while (!last) {
			int length = octets.getUnsignedShortLE(octets.readerIndex() + 8);
			ByteBuf frame = octets.readSlice(length).copy();
			FragmentVerifier.forEach(frame, (pdu, start, at, trailer, tokenLength) -> context.unprotect(pdu, start, at,
					trailer, tokenLength, false));
			Response response = (Response) PduCodec.decode(frame);
			assertThat(response.auth() != null).isEqualTo(context.level().isSigned());
			stub.writeBytes(response.stub());
			frame.release();
			last = PacketFlag.isSet(response.flags(), PacketFlag.LAST_FRAG);
			if (!last && !octets.isReadable()) {
				octets = peer.nextOctets();
			}
		}
		return stub;
	}

}
