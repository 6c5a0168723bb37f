package io.opnum.rpc.sample.interop;

import java.util.Arrays;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.stream.IntStream;

import io.opnum.rpc.Out;
import io.opnum.rpc.RpcAccessDeniedException;
import io.opnum.rpc.sample.api.RpcEcho;
import io.opnum.rpc.security.AuthenticationInfo;
import io.opnum.rpc.security.AuthenticationLevel;
import io.opnum.rpc.security.NtHash;
import io.opnum.rpc.security.NtHashCredentials;
import io.opnum.rpc.security.PasswordCredentials;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.EnumSource.Mode;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

/**
 * Authenticated calls to Samba's servers, found through its endpoint mapper.
 */
abstract class AbstractSambaSecurityTests extends AbstractSambaServerTests {

	private static final String USER = "daemon";

	private static final String DOMAIN = "OPNUMPEER";

	private static final String PASSWORD = "Peer.Passw0rd";

	private static final int LENGTH = 100_000;

	/**
	 * Create the tests.
	 * @param options options of Samba's configuration
	 */
	AbstractSambaSecurityTests(String... options) {
		super(options);
	}

	private static AuthenticationInfo ntlm(AuthenticationLevel level) {
		return AuthenticationInfo.ntlm(level, new PasswordCredentials(USER, DOMAIN, PASSWORD.toCharArray()));
	}

	@ParameterizedTest
	@EnumSource(value = AuthenticationLevel.class, mode = Mode.EXCLUDE, names = "NONE")
	void callsWithNtlm(AuthenticationLevel level) {
		RpcEcho echo = proxy(RpcEcho.class, ntlm(level));
		assertThat(echo.addOne(41)).isEqualTo(42);
		byte[] sent = new byte[LENGTH];
		for (int i = 0; i < sent.length; i++) {
			sent[i] = (byte) (i * 7);
		}
		Out<byte[]> received = new Out<>();
		echo.echoData(sent.length, sent, received);
		assertThat(received.get()).isEqualTo(sent);
		for (int length = 0; length < 40; length++) {
			byte[] data = Arrays.copyOf(sent, length);
			echo.echoData(length, data, received);
			assertThat(received.get()).isEqualTo(data);
		}
		echo.sinkData(sent.length, sent);
		echo.sourceData(sent.length, received);
		assertThat(received.get()).hasSize(LENGTH).startsWith(0, 1, 2);
	}

	@ParameterizedTest
	@EnumSource(value = AuthenticationLevel.class, names = { "CONNECT", "INTEGRITY", "PRIVACY" })
	void keepsTheSequenceWithManyCallsInFlight(AuthenticationLevel level) {
		RpcEcho echo = proxy(RpcEcho.class, ntlm(level));
		List<CompletableFuture<Void>> calls = IntStream.range(0, 16)
			.mapToObj((thread) -> CompletableFuture.runAsync(() -> {
				for (int i = 0; i < 20; i++) {
					assertThat(echo.addOne(i)).isEqualTo(i + 1);
					byte[] data = new byte[thread * 900 + i];
					Out<byte[]> received = new Out<>();
					echo.echoData(data.length, data, received);
					assertThat(received.get()).isEqualTo(data);
				}
			}))
			.toList();
		assertThat(calls).allSatisfy((call) -> assertThat(call.join()).isNull());
	}

	@ParameterizedTest
	@EnumSource(value = AuthenticationLevel.class, names = { "INTEGRITY", "PRIVACY" })
	void keepsTheSequenceAfterCallsThatWereGivenUp(AuthenticationLevel level) {
		RpcEcho echo = proxy(RpcEcho.class, ntlm(level));
		for (int i = 0; i < 50; i++) {
			echo.testSleep(0).cancel(true);
			assertThat(echo.addOne(i)).isEqualTo(i + 1);
		}
	}

	@ParameterizedTest
	@EnumSource(value = AuthenticationLevel.class, names = { "PACKET", "INTEGRITY", "PRIVACY" })
	void addsInterfacesToProtectedConnections(AuthenticationLevel level) {
		Winreg winreg = proxy(Winreg.class, ntlm(level));
		Out<PolicyHandle> key = new Out<>();
		assertThat(winreg.openLocalMachine(null, Winreg.MAXIMUM_ALLOWED, key)).isZero();
		Out<Integer> version = new Out<>();
		assertThat(winreg.baseRegGetVersion(key.get(), version)).isZero();
		assertThat(version.get()).isEqualTo(5);
		Out<PolicyHandle> server = new Out<>();
		assertThat(proxy(Samr.class, ntlm(level)).connect2(null, Samr.MAXIMUM_ALLOWED, server)).isZero();
	}

	@Test
	void callsWithTheHashOfAPassword() {
		NtHash hash = NtHash.of(PASSWORD.toCharArray());
		RpcEcho echo = proxy(RpcEcho.class,
				AuthenticationInfo.ntlm(AuthenticationLevel.PRIVACY, new NtHashCredentials(USER, DOMAIN, hash)));
		assertThat(echo.addOne(41)).isEqualTo(42);
	}

	@ParameterizedTest
	@EnumSource(value = AuthenticationLevel.class, names = { "PACKET", "INTEGRITY", "PRIVACY" })
	void isToldOfAWrongPassword(AuthenticationLevel level) {
		RpcEcho echo = proxy(RpcEcho.class,
				AuthenticationInfo.ntlm(level, new PasswordCredentials(USER, DOMAIN, "Wrong.Passw0rd".toCharArray())));
		assertThatExceptionOfType(RpcAccessDeniedException.class).isThrownBy(() -> echo.addOne(41))
			.withMessageContaining("check account, domain and password")
			.withMessageContaining(USER)
			.withMessageNotContaining("Wrong.Passw0rd");
	}

}
