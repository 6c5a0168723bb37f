package io.opnum.rpc.security.kerberos;

import java.nio.charset.StandardCharsets;
import java.util.HexFormat;
import java.util.Random;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

/**
 * Encryption types against the values their specifications publish.
 */
class EncryptionTypeTests {

	private static final String KEY_128 = "3705d96080c17728a0e800eab6e0d23c";

	private static final String KEY_256 = "6d404d37faf79f9df0d33568d320669800eb4836472ea8a026d16b7182460c52";

	private static byte[] octets(String hex) {
		return HexFormat.of().parseHex(hex);
	}

	/** The values of RFC 3961 A.1. */
	@ParameterizedTest
	@CsvSource({ "012345, 8, be072631276b1955", "password, 7, 78a07b6caf85fa",
			"'Rough Consensus, and Running Code', 8, bb6ed30870b7f0e0",
			"kerberos, 16, 6b65726265726f737b9b5b2b93132b93", "kerberos, 8, 6b65726265726f73" })
	void octetsAreFoldedAsPublished(String text, int length, String folded) {
		assertThat(KeyDerivation.fold(text.getBytes(StandardCharsets.US_ASCII), length)).isEqualTo(octets(folded));
	}

	/** The values of RFC 8009 A, with key usage 2. */
	@ParameterizedTest
	@CsvSource({ "AES128_SHA256, CHECKSUM, b31a018a48f54776f403e9a396325dc3",
			"AES128_SHA256, ENCRYPTION, 9b197dd1e8c5609d6e67c3e37c62c72e",
			"AES128_SHA256, INTEGRITY, 9fda0e56ab2d85e1569a688696c26a6c",
			"AES256_SHA384, CHECKSUM, ef5718be86cc84963d8bbb5031e9f5c4ba41f28faf69e73d",
			"AES256_SHA384, ENCRYPTION, 56ab22bee63d82d7bc5227f6773f8ea7a5eb1c825160c38312980c442e5c7e49",
			"AES256_SHA384, INTEGRITY, 69b16514e3cd8e56b82010d5c73012b622c4d00ffc23ed1f" })
	void keysAreDerivedAsPublished(EncryptionType type, KeyPurpose purpose, String derived) {
		byte[] key = octets((type.keyLength() == 16) ? KEY_128 : KEY_256);
		assertThat(type.derive(key, 2, purpose)).isEqualTo(octets(derived));
	}

	/** The values of RFC 8009 A, with key usage 2: messages are 00, 01, 02 and so on. */
	@ParameterizedTest
	@CsvSource({ "AES128_SHA256, 0, ef85fb890bb8472f4dab20394dca781dad877eda39d50c870c0d5a0a8e48c718",
			"AES128_SHA256, 6, 84d7f30754ed987bab0bf3506beb09cfb55402cef7e6877ce99e247e52d16ed4421dfdf8976c",
			"AES128_SHA256, 16, 3517d640f50ddc8ad3628722b3569d2ae07493fa8263254080ea65c1008e8fc295fb4852e7d83e1e7c48c37eebe6b0d3",
			"AES128_SHA256, 21, 720f73b18d9859cd6ccb4346115cd336c70f58edc0c4437c5573544c31c813bce1e6d072c186b39a413c2f92ca9b8334a287ffcbfc",
			"AES256_SHA384, 0, 41f53fa5bfe7026d91faf9be959195a058707273a96a40f0a01960621ac612748b9bbfbe7eb4ce3c",
			"AES256_SHA384, 6, 4ed7b37c2bcac8f74f23c1cf07e62bc7b75fb3f637b9f559c7f664f69eab7b6092237526ea0d1f61cb20d69d10f2",
			"AES256_SHA384, 16, bc47ffec7998eb91e8115cf8d19dac4bbbe2e163e87dd37f49beca92027764f68cf51f14d798c2273f35df574d1f932e40c4ff255b36a266",
			"AES256_SHA384, 21, 40013e2df58e8751957d2878bcd2d6fe101ccfd556cb1eae79db3c3ee86429f2b2a602ac86fef6ecb647d6295fae077a1feb517508d2c16b4192e01f62" })
	void publishedMessagesAreDecrypted(EncryptionType type, int length, String encrypted) {
		KerberosKey key = new KerberosKey(type, octets((type.keyLength() == 16) ? KEY_128 : KEY_256));
		byte[] message = new byte[length];
		for (int i = 0; i < length; i++) {
			message[i] = (byte) i;
		}
		assertThat(key.decrypt(2, octets(encrypted))).isEqualTo(message);
	}

	@ParameterizedTest
	@EnumSource
	void messagesOfEveryLengthPass(EncryptionType type) {
		KerberosKey key = KerberosKey.random(type);
		Random random = new Random(1);
		for (int length = 0; length < 100; length++) {
			byte[] message = new byte[length];
			random.nextBytes(message);
			byte[] encrypted = key.encrypt(7, message);
			assertThat(encrypted).hasSize(length + type.confounderLength() + type.checksumLength());
			assertThat(key.decrypt(7, encrypted)).isEqualTo(message);
			assertThat(key.decrypt(8, encrypted)).isNull();
			encrypted[random.nextInt(encrypted.length)] ^= 4;
			assertThat(key.decrypt(7, encrypted)).isNull();
		}
		for (int length = 0; length < type.confounderLength() + type.checksumLength(); length++) {
			assertThat(key.decrypt(7, new byte[length])).isNull();
		}
	}

	@ParameterizedTest
	@EnumSource
	void keysOfAnotherLengthAreRefusedAndNoneIsShown(EncryptionType type) {
		assertThatIllegalArgumentException().isThrownBy(() -> new KerberosKey(type, new byte[15]));
		KerberosKey key = new KerberosKey(type, new byte[type.keyLength()]);
		assertThat(key).hasToString("KerberosKey[type=%s]".formatted(type));
		assertThat(EncryptionType.of(type.code())).isSameAs(type);
		assertThat(EncryptionType.of(3)).as("DES").isNull();
	}

}
