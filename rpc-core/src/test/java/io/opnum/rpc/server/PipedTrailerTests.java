package io.opnum.rpc.server;

import java.io.IOException;
import java.io.InputStream;
import java.util.List;
import java.util.Random;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.opnum.rpc.RpcInterface;
import io.opnum.rpc.RpcServer;
import io.opnum.rpc.RpcStatus;
import io.opnum.rpc.binding.InterfaceId;
import io.opnum.rpc.binding.SyntaxId;
import io.opnum.rpc.ndr.InterfaceStub;
import io.opnum.rpc.security.AuthenticationLevel;
import io.opnum.rpc.security.SecurityContext;
import io.opnum.rpc.security.VerificationTrailer;
import io.opnum.rpc.security.VerificationTrailer.PresentationContext;
import io.opnum.rpc.testing.NoBufferLeaks;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

import static io.opnum.rpc.server.NtlmPeers.ALICE;
import static io.opnum.rpc.server.NtlmPeers.CONTEXT;
import static io.opnum.rpc.server.NtlmPeers.authenticate;
import static io.opnum.rpc.server.NtlmPeers.frames;
import static io.opnum.rpc.server.NtlmPeers.ntlm;
import static io.opnum.rpc.server.NtlmPeers.protect;
import static io.opnum.rpc.server.NtlmPeers.response;
import static io.opnum.rpc.server.NtlmPeers.stub;
import static io.opnum.rpc.server.NtlmPeers.unprotected;
import static org.assertj.core.api.Assertions.assertThat;

/**
 * Verification trailers of requests with pipes, whose fragments are handed on before the
 * last one has come, by clients that tear them as Samba does.
 */
@ExtendWith(NoBufferLeaks.class)
class PipedTrailerTests {

	private static final InterfaceId ID = InterfaceStub.of(Meter.class).interfaceId();

	private static final SyntaxId OTHER = SyntaxId.of(Calculator.ID);

	private final ManualTransport transport = new ManualTransport();

	private final QueuedExecutor executor = new QueuedExecutor();

	private RpcServer server;

	@AfterEach
	void close() {
		if (this.server != null) {
			this.server.close();
		}
	}

	private RawPeer connect() {
		this.server = TestServer.build(this.transport, (builder) -> {
			builder.securityAcceptor(ntlm().build());
			builder.authenticationExecutor = Runnable::run;
			builder.executor(this.executor);
		});
		this.server.register(Meter.class, new SimpleMeter());
		this.server.start();
		return this.transport.connect();
	}

	/** Of 80 octets, 20 ahead of the trailer, which lies in as many as five fragments. */
	private static ByteBuf[] request(SecurityContext context, SyntaxId abstractSyntax, int octets) {
		ByteBuf stub = stub("07000000 05000000 6162636465 000000 00000000");
		new VerificationTrailer(List.of(new PresentationContext(abstractSyntax, SyntaxId.NDR))).append(stub);
		return frames(protect(context, unprotected(context, CONTEXT, 3, 0, stub, 24 + octets + 8 + 16)));
	}

	@ParameterizedTest
	@EnumSource(names = { "INTEGRITY", "PRIVACY" })
	void trailerThatFitsIsTakenHoweverItIsTorn(AuthenticationLevel level) {
		RawPeer peer = connect();
		SecurityContext context = authenticate(peer, ID, level, ALICE);
		for (int octets = 16; octets <= 96; octets += 16) {
			peer.deliver(request(context, SyntaxId.of(ID), octets));
			this.executor.runAll();
			assertThat(response(peer, context).getIntLE(0)).isEqualTo(12);
		}
		peer.disconnect().assertAllReleased();
	}

	@ParameterizedTest
	@ValueSource(ints = { 16, 32, 48, 64, 80, 96 })
	void trailerThatDoesNotFitIsRefusedHoweverItIsTorn(int octets) {
		RawPeer peer = connect();
		SecurityContext context = authenticate(peer, ID, AuthenticationLevel.INTEGRITY, ALICE);
		peer.deliver(request(context, OTHER, octets));
		peer.expectFault(RpcStatus.ACCESS_DENIED, octets >= 80);
		this.executor.runAll();
		peer.disconnect().assertAllReleased();
	}

	@Test
	void endOfAStubIsTheSameHoweverItIsCut() {
		Random random = new Random(7);
		VerificationTrailer trailer = new VerificationTrailer(
				List.of(new PresentationContext(SyntaxId.of(ID), SyntaxId.NDR)));
		for (int round = 0; round < 500; round++) {
			byte[] parameters = new byte[random.nextInt(3000)];
			random.nextBytes(parameters);
			ByteBuf whole = Unpooled.buffer().writeBytes(parameters);
			boolean hasTrailer = random.nextInt(4) > 0;
			if (hasTrailer) {
				trailer.append(whole);
			}
			int most = 1 + random.nextInt((round % 2 == 0) ? 20 : 2000);
			StubEnd end = new StubEnd();
			ByteBuf handedOn = Unpooled.buffer();
			while (whole.readableBytes() > most) {
				ByteBuf fragment = whole.readSlice(1 + random.nextInt(most));
				end.add(fragment);
				handedOn.writeBytes(fragment);
			}
			int before = handedOn.readableBytes();
			VerificationTrailer[] taken = new VerificationTrailer[1];
			end.takeTrailer(whole, (stub) -> taken[0] = VerificationTrailer.take(stub));
			handedOn.writeBytes(whole);
			assertThat(taken[0]).isEqualTo(hasTrailer ? trailer : null);
			int expected = hasTrailer ? (parameters.length + 3) & -4 : parameters.length;
			assertThat(handedOn.readableBytes()).isEqualTo(Math.max(before, expected));
			assertThat(handedOn.readSlice(parameters.length)).isEqualTo(Unpooled.wrappedBuffer(parameters));
		}
	}

	@RpcInterface(uuid = "5f3ab8c2-76c1-4c9d-8f3b-8e8b6a1c2d90", version = "1.0")
	interface Meter {

		int count(int start, InputStream octets) throws IOException;

	}

	private static final class SimpleMeter implements Meter {

		@Override
		public int count(int start, InputStream octets) throws IOException {
			return start + octets.readAllBytes().length;
		}

	}

}
