package io.opnum.rpc.security.spnego;

import java.util.HexFormat;
import java.util.List;

import io.netty.buffer.ByteBuf;
import io.opnum.rpc.security.AcceptorOptions;
import io.opnum.rpc.security.GoldenNtlmSessions.Message;
import io.opnum.rpc.security.InitiatorOptions;
import io.opnum.rpc.security.PasswordCredentials;
import io.opnum.rpc.security.SecurityContext;
import io.opnum.rpc.security.SecurityExchange;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.FieldSource;

import static io.opnum.rpc.testing.ByteBufAssert.assertThatOctets;
import static org.assertj.core.api.Assertions.assertThat;

/**
 * Negotiations of Samba, to the octet.
 */
class GoldenSpnegoTests {

	static final List<GoldenSpnego> sessions = GoldenSpnego.all();

	@Test
	void mechanismsAreAllThere() {
		assertThat(sessions).extracting(GoldenSpnego::name)
			.containsExactly("spnego-ntlm-integrity", "spnego-ntlm-privacy", "spnego-krb5-integrity",
					"spnego-krb5-privacy");
	}

	@ParameterizedTest
	@FieldSource("sessions")
	void tokensAreWrittenAsTheyWereRead(GoldenSpnego session) {
		byte[] init = session.tokens().get(0);
		assertThat(NegTokenInit.decode(init).encode()).isEqualTo(init);
		assertThat(NegTokenInit.decode(init).mechTypes().der()).isEqualTo(session.mechTypes());
		for (byte[] token : session.tokens().subList(1, 4)) {
			assertThat(NegTokenResp.decode(token).encode()).isEqualTo(token);
		}
	}

	@ParameterizedTest
	@FieldSource("sessions")
	void clientSaysWhatSambasSaid(GoldenSpnego session) {
		List<byte[]> tokens = session.tokens();
		SecurityExchange client = new SpnegoInitiator(List.of(session.mechanism(true)))
			.begin(new InitiatorOptions(session.level(), new PasswordCredentials("rpcuser", "", new char[0]), null));
		assertThat(client.step(new byte[0])).isEqualTo(tokens.get(0));
		assertThat(client.step(tokens.get(1))).isEqualTo(tokens.get(2));
		assertThat(client.isComplete()).isFalse();
		assertThat(client.step(tokens.get(3))).isNull();
		assertThat(client.isComplete()).isTrue();
		passes(session, client.context(), false);
	}

	@ParameterizedTest
	@FieldSource("sessions")
	void serverSaysWhatSambasSaid(GoldenSpnego session) {
		List<byte[]> tokens = session.tokens();
		SecurityExchange server = new SpnegoAcceptor(List.of(session.mechanism(false)))
			.begin(new AcceptorOptions(session.level(), ""));
		assertThat(server.step(tokens.get(0))).isEqualTo(tokens.get(1));
		assertThat(server.isComplete()).isFalse();
		assertThat(server.step(tokens.get(2))).isEqualTo(tokens.get(3));
		assertThat(server.isComplete()).isTrue();
		passes(session, server.context(), true);
	}

	/** The PDUs that came after the negotiation are taken. */
	private static void passes(GoldenSpnego session, SecurityContext context, boolean fromClient) {
		assertThat(context.service()).isEqualTo(session.service());
		if (session.ntlm() == null) {
			assertThat(((ScriptedMechanism.Context) context).restarts).isEqualTo(1);
			return;
		}
		for (Message message : session.ntlm().messages()) {
			if (message.isFromClient() == fromClient) {
				ByteBuf pdu = message.pdu();
				context.unprotect(pdu, 0, message.stub(), message.trailer(), 16, session.ntlm().headerSigning());
				assertThatOctets(pdu.slice(message.stub(), message.trailer() - message.stub()))
					.isOctets(message.plainStub());
			}
		}
	}

	/**
	 * Made by hand after MS-SPNG 2.2.1: flags, and hints in front of the MIC, all of
	 * which are passed over.
	 */
	@Test
	void hintsOfWindowsArePassedOver() {
		byte[] token = HexFormat.of()
			.parseHex("605c06062b0601050502a0523050a00e300c060a2b06010401823702020aa10403020780a206"
					+ "040401020304a32a3028a0261b246e6f745f646566696e65645f696e5f524643343137384070"
					+ "6c656173655f69676e6f7265a4040402aabb");
		NegTokenInit init = NegTokenInit.decode(token);
		assertThat(init.mechToken()).containsExactly(1, 2, 3, 4);
		assertThat(init.mechListMic()).containsExactly(0xaa, 0xbb);
	}

}
