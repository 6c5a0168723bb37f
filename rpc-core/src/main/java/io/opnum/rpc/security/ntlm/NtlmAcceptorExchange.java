package io.opnum.rpc.security.ntlm;

import java.security.MessageDigest;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.function.Function;

import io.opnum.rpc.binding.Printable;
import io.opnum.rpc.security.AbstractSecurityExchange;
import io.opnum.rpc.security.AcceptorOptions;
import io.opnum.rpc.security.AuthenticationException;
import io.opnum.rpc.security.AuthenticationException.Reason;
import io.opnum.rpc.security.AuthenticationService;
import io.opnum.rpc.security.AuthenticationLevel;
import io.opnum.rpc.security.CredentialsProvider;
import io.opnum.rpc.security.NtHash;
import io.opnum.rpc.security.PeerIdentity;
import io.opnum.rpc.security.ntlm.AvPairs.Pair;
import org.jspecify.annotations.Nullable;

/**
 * The server's side of one exchange (MS-NLMP 3.2.5.1).
 */
final class NtlmAcceptorExchange extends AbstractSecurityExchange {

	/** Names come from the network: a log line takes their beginning. */
	private static final int NAME_LENGTH = 64;

	private final AcceptorOptions options;

	private final NtlmAcceptor acceptor;

	private final byte[] serverChallenge = new byte[ChallengeMessage.CHALLENGE_LENGTH];

	private byte[] negotiate = {};

	private byte[] challenge = {};

	private int flags;

	NtlmAcceptorExchange(AcceptorOptions options, NtlmAcceptor acceptor) {
		super(AuthenticationService.NTLM);
		this.options = options;
		this.acceptor = acceptor;
	}

	@Override
	protected byte[] first(byte[] token) {
		int asked = NegotiateMessage.decode(token).flags();
		checkFlags(asked);
		this.negotiate = token;
		NtlmServerNames names = this.acceptor.names();
		boolean member = !names.netbiosDomain().equalsIgnoreCase(names.netbiosComputer());
		this.flags = asked & NtlmFlags.GRANTED | NtlmFlags.TARGET_INFO
				| (member ? NtlmFlags.TARGET_TYPE_DOMAIN : NtlmFlags.TARGET_TYPE_SERVER);
		this.acceptor.random().nextBytes(this.serverChallenge);
		this.challenge = new ChallengeMessage(this.flags, names.netbiosDomain(), this.serverChallenge, targetInfo())
			.encode();
		return this.challenge.clone();
	}

	private AvPairs targetInfo() {
		NtlmServerNames names = this.acceptor.names();
		List<Pair> pairs = new ArrayList<>();
		pairs.add(Pair.ofText(AvPairs.NETBIOS_DOMAIN, names.netbiosDomain()));
		pairs.add(Pair.ofText(AvPairs.NETBIOS_COMPUTER, names.netbiosComputer()));
		pairs.add(Pair.ofText(AvPairs.DNS_DOMAIN, names.dnsDomain()));
		pairs.add(Pair.ofText(AvPairs.DNS_COMPUTER, names.dnsComputer()));
		pairs.add(new Pair(AvPairs.TIMESTAMP, Ntlmv2.fileTime(this.acceptor.clock().instant())));
		return new AvPairs(pairs);
	}

	@Override
	protected byte @Nullable [] next(byte[] token) {
		AuthenticateMessage message = AuthenticateMessage.decode(token);
		this.flags &= message.flags();
		boolean anonymous = message.account().isEmpty() && message.ntResponse().length == 0;
		checkFlags(this.flags | (anonymous ? NtlmFlags.unusedByAnonymous(this.options.level()) : 0));
		if (anonymous) {
			acceptAnonymous(message);
			return null;
		}
		AvPairs attributes = Ntlmv2.attributes(message.ntResponse());
		String account = message.account();
		if (!this.acceptor.failures().tryAttempt(this.options.remoteAddress(), account)) {
			throw new AuthenticationException(Reason.RATE_LIMITED,
					"Too many failures of %s before: it has to wait".formatted(caller(message)));
		}
		byte[] baseKey = verifyProof(message);
		SessionKey sessionKey = SessionKey.take(baseKey, this.flags, message.encryptedSessionKey());
		verifyMic(message, attributes, token, sessionKey);
		byte[] binding = attributes.find(AvPairs.CHANNEL_BINDINGS);
		this.options.checkChannelBinding((binding != null) ? binding : new byte[0], caller(message));
		if (!this.acceptor.isTarget(attributes.text(AvPairs.TARGET_NAME))) {
			throw new AuthenticationException(Reason.WRONG_TARGET, "%s means to call \"%s\", which this server is not"
				.formatted(caller(message), Printable.of(attributes.text(AvPairs.TARGET_NAME), NAME_LENGTH)));
		}
		PeerIdentity identity = ask(message, (accounts) -> accounts.identity(account, message.domain()));
		this.acceptor.failures().succeeded(this.options.remoteAddress(), account);
		establish(identity, sessionKey);
		return null;
	}

	private void acceptAnonymous(AuthenticateMessage message) {
		if (!this.acceptor.allowsAnonymous()) {
			throw new AuthenticationException(Reason.BAD_CREDENTIALS,
					"An anonymous caller, which this server does not let in");
		}
		establish(PeerIdentity.ANONYMOUS,
				SessionKey.take(new byte[Primitives.KEY_LENGTH], this.flags, message.encryptedSessionKey()));
	}

	/**
	 * Check the response. An unknown account is compared with what nobody knows, so that
	 * it takes the same time.
	 * @return the key that follows from the password
	 */
	private byte[] verifyProof(AuthenticateMessage message) {
		NtHash hash = find(message);
		byte[] responseKey = Ntlmv2.responseKey((hash != null) ? hash : this.acceptor.unknownAccount(),
				message.account(), message.domain());
		byte[] response = message.ntResponse();
		byte[] proof = Ntlmv2.proof(responseKey, this.serverChallenge, response);
		byte[] baseKey = Ntlmv2.sessionBaseKey(responseKey, response);
		Arrays.fill(responseKey, (byte) 0);
		if (!MessageDigest.isEqual(proof, Arrays.copyOf(response, Ntlmv2.PROOF_LENGTH)) | hash == null) {
			throw new AuthenticationException(Reason.BAD_CREDENTIALS,
					"Unknown account or wrong password: " + caller(message));
		}
		return baseKey;
	}

	private @Nullable NtHash find(AuthenticateMessage message) {
		return this.<@Nullable NtHash>ask(message, (accounts) -> accounts.ntHash(message.account(), message.domain()));
	}

	private <T extends @Nullable Object> T ask(AuthenticateMessage message, Function<CredentialsProvider, T> question) {
		try {
			return question.apply(this.acceptor.accounts());
		}
		catch (RuntimeException ex) {
			throw new AuthenticationException(Reason.LOCAL,
					"The CredentialsProvider failed to look up " + caller(message), ex);
		}
	}

	private void verifyMic(AuthenticateMessage message, AvPairs attributes, byte[] token, SessionKey sessionKey) {
		if (!attributes.announcesMic()) {
			if (this.acceptor.requiresMic()) {
				throw new AuthenticationException(Reason.WEAK_PEER,
						"%s sends no MIC, which this server requires".formatted(caller(message)));
			}
			return;
		}
		byte[] mic = message.mic();
		if (mic == null || !MessageDigest.isEqual(mic, Primitives.hmacMd5(sessionKey.exported(), this.negotiate,
				this.challenge, AuthenticateMessage.withoutMic(token)))) {
			throw new AuthenticationException(Reason.TAMPERED,
					"The MIC of %s does not fit the messages: they were altered on their way"
						.formatted(caller(message)));
		}
	}

	private void establish(PeerIdentity peer, SessionKey sessionKey) {
		establish(new NtlmSecurityContext(this.options.level(), peer, sessionKey.exported(), this.flags, false));
	}

	private void checkFlags(int flags) {
		AuthenticationLevel level = this.options.level();
		if (!NtlmFlags.isSet(flags, NtlmFlags.required(level))) {
			throw new AuthenticationException(Reason.WEAK_PEER,
					"The client offers the flags %08x of NTLM, but level %s needs %08x".formatted(flags, level,
							NtlmFlags.required(level)));
		}
	}

	private static String caller(AuthenticateMessage message) {
		return Printable.of(PeerIdentity.ofAccount(message.domain(), message.account()).getName(), NAME_LENGTH);
	}

}
