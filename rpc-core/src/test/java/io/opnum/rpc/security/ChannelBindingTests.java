package io.opnum.rpc.security;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.cert.X509Certificate;
import java.util.Arrays;

import io.netty.pkitesting.CertificateBuilder;
import io.netty.pkitesting.CertificateBuilder.Algorithm;
import io.opnum.rpc.security.AuthenticationException.Reason;
import io.opnum.rpc.security.ntlm.NtlmAcceptor;
import io.opnum.rpc.security.ntlm.NtlmInitiator;
import io.opnum.rpc.security.ntlm.NtlmServerNames;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

/**
 * Tests for {@link ChannelBinding}, and for what authentication does with it.
 */
class ChannelBindingTests {

	private static final Credentials ALICE = new PasswordCredentials("alice", "OFFICE", "correct horse".toCharArray());

	private final NtlmAcceptor acceptor = NtlmAcceptor
		.builder(new NtlmServerNames("STOCK", "OFFICE", "stock.example.org", "example.org"),
				(account, domain) -> NtHash.of("correct horse".toCharArray()))
		.build();

	@ParameterizedTest
	@CsvSource({ "rsa2048,SHA-256", "ecp256,SHA-256", "ecp384,SHA-384" })
	void itIsTheHashOfTheCertificateThatItsSignatureUses(Algorithm algorithm, String hash) throws Exception {
		X509Certificate certificate = certificate(algorithm);
		byte[] prefix = "tls-server-end-point:".getBytes(StandardCharsets.US_ASCII);
		byte[] digest = MessageDigest.getInstance(hash).digest(certificate.getEncoded());
		ByteBuffer bindings = ByteBuffer.allocate(20 + prefix.length + digest.length).order(ByteOrder.LITTLE_ENDIAN);
		bindings.putLong(0).putLong(0).putInt(prefix.length + digest.length).put(prefix).put(digest);
		assertThat(ChannelBinding.of(certificate).hash())
			.isEqualTo(MessageDigest.getInstance("MD5").digest(bindings.array()));
	}

	@Test
	void noneIsDefinedForEdDsa() throws Exception {
		assertThat(ChannelBinding.of(certificate(Algorithm.ed25519))).isNull();
	}

	@Test
	void thereIsNoneWithoutTls() {
		assertThat(ChannelBinding.ofClient(null)).isNull();
		assertThat(ChannelBinding.ofServer(null)).isNull();
	}

	@Test
	void bothSidesOfOneConnectionAgree() throws Exception {
		ChannelBinding here = binding();
		authenticate(here, here, true);
	}

	@Test
	void clientThatBindsNothingIsLetInUnlessItMust() throws Exception {
		ChannelBinding here = binding();
		authenticate(null, here, false);
		refused(null, here, true, Reason.WEAK_PEER, "OFFICE\\alice does not bind its authentication");
	}

	@Test
	void tokensThatArePassedOnAreRefused() throws Exception {
		ChannelBinding here = binding();
		refused(binding(), here, false, Reason.TAMPERED, "OFFICE\\alice authenticated for another TLS connection");
		refused(binding(), here, true, Reason.TAMPERED, "another TLS connection");
	}

	@Test
	void whatCantBeComparedIsLetIn() throws Exception {
		authenticate(binding(), null, false);
	}

	@Test
	void hashOfAnotherLengthIsNone() throws Exception {
		AcceptorOptions options = new AcceptorOptions(AuthenticationLevel.PRIVACY, "", binding(), false);
		byte[] longer = Arrays.copyOf(options.channelBinding().hash(), 17);
		longer[16] = 1;
		assertThatExceptionOfType(AuthenticationException.class)
			.isThrownBy(() -> options.checkChannelBinding(longer, "alice"));
	}

	private void refused(@Nullable ChannelBinding client, @Nullable ChannelBinding server, boolean required,
			Reason reason, String message) {
		assertThatExceptionOfType(AuthenticationException.class)
			.isThrownBy(() -> authenticate(client, server, required))
			.withMessageContaining(message)
			.satisfies((ex) -> assertThat(ex.reason()).isEqualTo(reason));
	}

	private void authenticate(@Nullable ChannelBinding client, @Nullable ChannelBinding server, boolean required) {
		try (SecurityExchange initiator = new NtlmInitiator("")
			.begin(new InitiatorOptions(AuthenticationLevel.PRIVACY, ALICE, null, true, client));
				SecurityExchange accepted = this.acceptor
					.begin(new AcceptorOptions(AuthenticationLevel.PRIVACY, "", server, required))) {
			byte[] challenge = accepted.step(initiator.step(new byte[0]));
			accepted.step(initiator.step(challenge));
			assertThat(accepted.isComplete()).isTrue();
		}
	}

	private static ChannelBinding binding() throws Exception {
		return ChannelBinding.of(certificate(Algorithm.ecp256));
	}

	private static X509Certificate certificate(Algorithm algorithm) throws Exception {
		return new CertificateBuilder().algorithm(algorithm)
			.subject("CN=stock")
			.setIsCertificateAuthority(true)
			.buildSelfSigned()
			.getCertificate();
	}

}
