package io.opnum.rpc.binding;

import java.util.UUID;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

/**
 * Tests for {@link InterfaceId}, {@link SyntaxId} and the derivation of UUIDs.
 */
class InterfaceIdTests {

	private static final String EPMAPPER = "e1af8308-5d1f-11c9-91a4-08002b14a0fa";

	@Test
	void readsUuidAndVersion() {
		assertThat(InterfaceId.of(EPMAPPER, "3.0")).isEqualTo(new InterfaceId(UUID.fromString(EPMAPPER), 3, 0));
		assertThat(InterfaceId.of(EPMAPPER.toUpperCase(), "65535.65535"))
			.isEqualTo(new InterfaceId(UUID.fromString(EPMAPPER), 65535, 65535));
	}

	@Test
	void versionWithoutMinorIsMinorZero() {
		assertThat(InterfaceId.of(EPMAPPER, "3")).isEqualTo(InterfaceId.of(EPMAPPER, "3.0"));
	}

	@ParameterizedTest
	@ValueSource(strings = { "", ".", "1.", ".1", "1.2.3", "-1.0", "+1.0", "1.x", " 1.0", "65536.0", "1.65536",
			"99999999999" })
	void refusesMalformedVersions(String version) {
		assertThatIllegalArgumentException().isThrownBy(() -> InterfaceId.of(EPMAPPER, version))
			.withMessageContaining("version")
			.withMessageContaining(version.startsWith("6") ? "65535" : version);
	}

	@ParameterizedTest
	@ValueSource(strings = { "", "1-2-3-4-5", "e1af8308-5d1f-11c9-91a4-08002b14a0fg",
			"{e1af8308-5d1f-11c9-91a4-08002b14a0f}", "e1af83085d1f-11c9-91a4-08002b14a0fa-" })
	void refusesMalformedUuids(String uuid) {
		assertThatIllegalArgumentException().isThrownBy(() -> InterfaceId.of(uuid, "1.0"))
			.withMessageContaining("'" + uuid + "'")
			.withMessageContaining("8-4-4-4-12");
	}

	@ParameterizedTest
	@CsvSource({ "2.3, 2.3, true", "2.3, 2.0, true", "2.3, 2.4, false", "2.3, 1.0, false", "2.3, 3.0, false" })
	void servesTheSameMajorVersionAndNoLaterMinorVersion(String server, String client, boolean serves) {
		assertThat(InterfaceId.of(EPMAPPER, server).serves(InterfaceId.of(EPMAPPER, client))).isEqualTo(serves);
	}

	@Test
	void doesNotServeAnotherInterface() {
		assertThat(InterfaceId.of(EPMAPPER, "1.0").serves(new InterfaceId(new UUID(1, 2), 1, 0))).isFalse();
	}

	@Test
	void derivesTheUuidOfTheTestVectorOfRfc9562() {
		UUID dns = UUID.fromString("6ba7b810-9dad-11d1-80b4-00c04fd430c8");
		assertThat(NameBasedUuid.of(dns, "www.example.com"))
			.isEqualTo(UUID.fromString("2ed6657d-e927-568b-95e1-2665a8aea6a2"));
	}

	@Test
	void derivedIdsNeverChange() {
		// Computed with Python's uuid.uuid5
		assertThat(InterfaceId.derived("com.example.Inventory", "1.2"))
			.isEqualTo(InterfaceId.of("e734b133-d2fa-5ff3-9e23-48e3291b3ee4", "1.2"));
		assertThat(InterfaceId.derived("com.example.Lagerf\u00fchrung", "1.0"))
			.isEqualTo(InterfaceId.of("12e5c262-10f0-57cf-a4db-effef4f777d7", "1.0"));
	}

	@Test
	void derivedIdsAreNameBased() {
		UUID uuid = InterfaceId.derived("a.B", "1.0").uuid();
		assertThat(uuid.version()).isEqualTo(5);
		assertThat(uuid.variant()).isEqualTo(2);
	}

	@Test
	void versionsOfADerivedInterfaceShareItsUuid() {
		assertThat(InterfaceId.derived("a.B", "1.0").uuid()).isEqualTo(InterfaceId.derived("a.B", "2.5").uuid())
			.isNotEqualTo(InterfaceId.derived("a.C", "1.0").uuid());
	}

	@Test
	void isTheAbstractSyntaxOfItsInterface() {
		InterfaceId id = InterfaceId.of(EPMAPPER, "3.1");
		assertThat(SyntaxId.of(id).toInterfaceId()).isEqualTo(id);
		assertThat(SyntaxId.of(id)).hasToString(EPMAPPER + " v3.1");
		assertThat(id).hasToString(EPMAPPER + " v3.1");
	}

	@Test
	void syntaxRefusesVersionsThatDoNotFit() {
		assertThatIllegalArgumentException().isThrownBy(() -> new SyntaxId(new UUID(0, 0), 65536, 0))
			.withMessageContaining("65536.0");
		assertThatIllegalArgumentException().isThrownBy(() -> new SyntaxId(new UUID(0, 0), 0, -1));
	}

}
