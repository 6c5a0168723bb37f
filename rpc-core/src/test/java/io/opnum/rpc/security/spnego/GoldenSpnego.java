package io.opnum.rpc.security.spnego;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.stream.IntStream;

import io.opnum.rpc.security.AuthenticationLevel;
import io.opnum.rpc.security.AuthenticationService;
import io.opnum.rpc.security.GoldenNtlmSessions;
import io.opnum.rpc.security.GoldenNtlmSessions.Session;
import io.opnum.rpc.security.SecurityContext;
import io.opnum.rpc.security.ntlm.GoldenNtlmContexts;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.json.JsonMapper;

/**
 * A negotiation between client and server of Samba that was captured.
 *
 * @param name the capture
 * @param service the mechanism
 * @param level the level
 * @param mechTypes what was signed
 * @param tokens the four tokens, the client's first
 * @param ntlm the session of NTLM, whose keys are known
 */
@SuppressWarnings("ArrayRecordComponent")
record GoldenSpnego(String name, AuthenticationService service, AuthenticationLevel level, byte[] mechTypes,
		List<byte[]> tokens, @Nullable Session ntlm) {

	static List<GoldenSpnego> all() {
		List<GoldenSpnego> all = new ArrayList<>();
		for (Session session : GoldenNtlmSessions.all()) {
			if (session.isSpnego()) {
				all.add(new GoldenSpnego(session.name(), AuthenticationService.NTLM, session.level(),
						HexFormat.of().parseHex("300c060a2b06010401823702020a"),
						IntStream.range(0, 4).mapToObj(session::token).toList(), session));
			}
		}
		try (InputStream in = GoldenNtlmSessions.class.getResourceAsStream("vectors/spnego-kerberos.json")) {
			JsonMapper.builder().build().readTree(in).get("sessions").forEachEntry((name, node) -> {
				List<byte[]> tokens = new ArrayList<>();
				node.get("tokens").forEach((token) -> tokens.add(HexFormat.of().parseHex(token.asString())));
				all.add(new GoldenSpnego(name, AuthenticationService.KERBEROS,
						AuthenticationLevel.of(node.get("auth_level").asInt()),
						HexFormat.of().parseHex(node.get("mech_types").asString()), tokens, null));
			});
		}
		catch (IOException ex) {
			throw new UncheckedIOException(ex);
		}
		return all;
	}

	private NegTokenResp response(int leg) {
		return NegTokenResp.decode(this.tokens.get(leg));
	}

	/** The mechanism within, with its real keys where they are known. */
	ScriptedMechanism mechanism(boolean initiator) {
		List<byte[]> within = List.of(NegTokenInit.decode(this.tokens.get(0)).mechToken(), response(1).responseToken(),
				response(2).responseToken());
		return new ScriptedMechanism(this.service, within, context(initiator));
	}

	private SecurityContext context(boolean initiator) {
		if (this.ntlm != null) {
			return GoldenNtlmContexts.of(this.ntlm, initiator);
		}
		return new ScriptedMechanism.Context(this.service, response(initiator ? 2 : 3).mechListMic(),
				response(initiator ? 3 : 2).mechListMic(), this.mechTypes);
	}

	@Override
	public String toString() {
		return this.name;
	}

}
