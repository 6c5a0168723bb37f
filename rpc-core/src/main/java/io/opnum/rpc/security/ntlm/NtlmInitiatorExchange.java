package io.opnum.rpc.security.ntlm;

import java.security.SecureRandom;
import java.time.Clock;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;

import io.opnum.rpc.security.AbstractSecurityExchange;
import io.opnum.rpc.security.AuthenticationException;
import io.opnum.rpc.security.AuthenticationException.Reason;
import io.opnum.rpc.security.AuthenticationService;
import io.opnum.rpc.security.AuthenticationLevel;
import io.opnum.rpc.security.ChannelBinding;
import io.opnum.rpc.security.Credentials;
import io.opnum.rpc.security.InitiatorOptions;
import io.opnum.rpc.security.NtHash;
import io.opnum.rpc.security.NtHashCredentials;
import io.opnum.rpc.security.PasswordCredentials;
import io.opnum.rpc.security.PeerIdentity;
import io.opnum.rpc.security.ntlm.AvPairs.Pair;

/**
 * The client's side of one exchange (MS-NLMP 3.1.5.1).
 */
final class NtlmInitiatorExchange extends AbstractSecurityExchange {

	/** Tells this process from others, so that a server can see that it calls itself. */
	private static final byte[] MACHINE_ID = new byte[32];

	static {
		new SecureRandom().nextBytes(MACHINE_ID);
	}

	private static final int SINGLE_HOST_LENGTH = 16 + MACHINE_ID.length;

	private static final int CHANNEL_BINDINGS_LENGTH = 16;

	private final InitiatorOptions options;

	private final String workstation;

	private final Random random;

	private final Clock clock;

	private byte[] negotiate = {};

	NtlmInitiatorExchange(InitiatorOptions options, String workstation, Random random, Clock clock) {
		super(AuthenticationService.NTLM);
		this.options = options;
		this.workstation = workstation;
		this.random = random;
		this.clock = clock;
	}

	@Override
	protected byte[] first(byte[] token) {
		if (token.length != 0) {
			throw new AuthenticationException(Reason.MALFORMED_TOKEN,
					"A server that sends the first token of NTLM, which is the client's");
		}
		this.negotiate = new NegotiateMessage(NtlmFlags.wanted(this.options.level())).encode();
		return this.negotiate.clone();
	}

	@Override
	protected byte[] next(byte[] token) {
		ChallengeMessage challenge = ChallengeMessage.decode(token);
		AuthenticationLevel level = this.options.level();
		int flags = NtlmFlags.wanted(level) & challenge.flags();
		if (!NtlmFlags.isSet(flags, NtlmFlags.required(level))) {
			throw new AuthenticationException(Reason.WEAK_PEER,
					"The server agrees to the flags %08x of NTLM, but level %s needs %08x".formatted(challenge.flags(),
							level, NtlmFlags.required(level)));
		}
		Credentials credentials = this.options.credentials();
		if (credentials instanceof PasswordCredentials password) {
			NtHash hash = NtHash.of(password.password());
			try {
				return authenticate(challenge, token, flags, password.account(), password.domain(), hash);
			}
			finally {
				hash.destroy();
			}
		}
		if (credentials instanceof NtHashCredentials known) {
			return authenticate(challenge, token, flags, known.account(), known.domain(), known.ntHash());
		}
		SessionKey sessionKey = SessionKey.choose(new byte[Primitives.KEY_LENGTH], flags, this.random);
		establish(challenge, flags, sessionKey);
		return new AuthenticateMessage(flags | NtlmFlags.ANONYMOUS, new byte[1], new byte[0], "", "", this.workstation,
				sessionKey.encrypted(), null)
			.encode();
	}

	private byte[] authenticate(ChallengeMessage challenge, byte[] token, int flags, String account, String domain,
			NtHash hash) {
		byte[] responseKey = Ntlmv2.responseKey(hash, account, domain);
		byte[] clientChallenge = new byte[ChallengeMessage.CHALLENGE_LENGTH];
		this.random.nextBytes(clientChallenge);
		byte[] timestamp = challenge.targetInfo().find(AvPairs.TIMESTAMP);
		boolean timed = timestamp != null && timestamp.length == Long.BYTES;
		byte[] time = (timestamp != null && timed) ? timestamp : Ntlmv2.fileTime(this.clock.instant());
		byte[] response = Ntlmv2.response(responseKey, challenge.serverChallenge(), clientChallenge, time,
				attributes(challenge.targetInfo()));
		byte[] lmResponse = timed ? new byte[Ntlmv2.LM_LENGTH]
				: Ntlmv2.lmResponse(responseKey, challenge.serverChallenge(), clientChallenge);
		SessionKey sessionKey = SessionKey.choose(Ntlmv2.sessionBaseKey(responseKey, response), flags, this.random);
		Arrays.fill(responseKey, (byte) 0);
		byte[] message = new AuthenticateMessage(flags, lmResponse, response, domain, account, this.workstation,
				sessionKey.encrypted(), new byte[AuthenticateMessage.MIC_LENGTH])
			.encode();
		AuthenticateMessage.setMic(message, Primitives.hmacMd5(sessionKey.exported(), this.negotiate, token, message));
		establish(challenge, flags, sessionKey);
		return message;
	}

	private void establish(ChallengeMessage challenge, int flags, SessionKey sessionKey) {
		String computer = challenge.targetInfo().text(AvPairs.NETBIOS_COMPUTER);
		PeerIdentity server = computer.isEmpty() ? PeerIdentity.ofAccount("", challenge.targetName())
				: PeerIdentity.ofAccount(challenge.targetInfo().text(AvPairs.NETBIOS_DOMAIN), computer);
		establish(new NtlmSecurityContext(this.options.level(), server, sessionKey.exported(), flags, true));
	}

	/** What the server told of itself, and what the client adds. */
	private AvPairs attributes(AvPairs targetInfo) {
		List<Pair> pairs = new ArrayList<>();
		int flags = AvPairs.FLAG_MIC;
		for (Pair pair : targetInfo.pairs()) {
			switch (pair.id()) {
				case AvPairs.FLAGS -> flags |= pair.toInt();
				case AvPairs.SINGLE_HOST, AvPairs.CHANNEL_BINDINGS, AvPairs.TARGET_NAME -> {
					// These are the client's to say
				}
				default -> pairs.add(pair);
			}
		}
		pairs.add(Pair.ofInt(AvPairs.FLAGS, flags));
		byte[] singleHost = new byte[SINGLE_HOST_LENGTH];
		singleHost[0] = (byte) SINGLE_HOST_LENGTH;
		System.arraycopy(MACHINE_ID, 0, singleHost, SINGLE_HOST_LENGTH - MACHINE_ID.length, MACHINE_ID.length);
		pairs.add(new Pair(AvPairs.SINGLE_HOST, singleHost));
		ChannelBinding binding = this.options.channelBinding();
		pairs.add(new Pair(AvPairs.CHANNEL_BINDINGS,
				(binding != null) ? binding.hash() : new byte[CHANNEL_BINDINGS_LENGTH]));
		String target = this.options.targetPrincipal();
		if (target != null) {
			pairs.add(Pair.ofText(AvPairs.TARGET_NAME, target));
		}
		return new AvPairs(pairs);
	}

}
