package io.opnum.rpc.security;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

/**
 * Levels and services have the numbers of MS-RPCE 2.2.1.1.7 and 2.2.1.1.8.
 */
class AuthenticationLevelTests {

	@ParameterizedTest
	@EnumSource
	void levelsAreFoundByTheirNumber(AuthenticationLevel level) {
		assertThat(AuthenticationLevel.of(level.code())).isSameAs(level);
		assertThat(level.code()).isEqualTo(level.ordinal() + 1);
	}

	@ParameterizedTest
	@EnumSource
	void servicesAreFoundByTheirNumber(AuthenticationService service) {
		assertThat(AuthenticationService.of(service.code())).isSameAs(service);
	}

	@ParameterizedTest
	@ValueSource(ints = { -1, 0, 7, 255 })
	void thereAreNoOthers(int code) {
		assertThat(AuthenticationLevel.of(code)).isNull();
		assertThat(AuthenticationService.of(code)).isNull();
	}

	@Test
	void callIsProtectedLikePacket() {
		assertThat(AuthenticationLevel.values()).filteredOn(AuthenticationLevel::isSigned)
			.containsExactly(AuthenticationLevel.CALL, AuthenticationLevel.PACKET, AuthenticationLevel.INTEGRITY,
					AuthenticationLevel.PRIVACY);
		assertThat(AuthenticationLevel.values()).filteredOn(AuthenticationLevel::isSealed)
			.containsExactly(AuthenticationLevel.PRIVACY);
		assertThat(AuthenticationLevel.PACKET.isAtLeast(AuthenticationLevel.PACKET)).isTrue();
		assertThat(AuthenticationLevel.CONNECT.isAtLeast(AuthenticationLevel.PACKET)).isFalse();
	}

	@Test
	void noContextIsAtLevelNone() {
		assertThatIllegalArgumentException().isThrownBy(() -> new AcceptorOptions(AuthenticationLevel.NONE, ""));
		AnonymousCredentials nobody = new AnonymousCredentials();
		assertThatIllegalArgumentException()
			.isThrownBy(() -> new InitiatorOptions(AuthenticationLevel.NONE, nobody, null));
	}

}
