package io.opnum.rpc.ndr;

import java.time.Instant;
import java.util.List;

import io.opnum.rpc.FixedSize;
import io.opnum.rpc.LengthIs;
import io.opnum.rpc.SizeIs;
import org.jspecify.annotations.Nullable;

/**
 * What PACs of Kerberos hold serialized (MS-PAC 2).
 */
final class Pac {

	static final Instant NEVER = Instant.parse("+30828-09-14T02:48:05.477580700Z");

	private Pac() {
	}

	static UnicodeString text(String text) {
		short length = (short) (2 * text.length());
		return new UnicodeString(length, length, text);
	}

	static Sid sid(int authority, int... subAuthorities) {
		return new Sid((byte) 1, (byte) subAuthorities.length, new byte[] { 0, 0, 0, 0, 0, (byte) authority },
				subAuthorities);
	}

	/**
	 * What the vectors have.
	 * @param nameSize the size of the buffers of the server's and domain's names, which
	 * implementations choose differently
	 */
	static KerbValidationInfo validationInfo(int nameSize) {
		return new KerbValidationInfo(Instant.parse("2023-06-17T00:22:12.246245300Z"), NEVER, NEVER,
				Instant.parse("2022-01-02T17:41:40.742963300Z"), Instant.parse("1601-01-01T00:00:00.000000200Z"), NEVER,
				text("alice"), text("Alice A."), text(""), text(""), text(""), text(""), (short) 7, (short) 1, 1105,
				513, 1, List.of(new GroupMembership(513, 7)), 0x20, new byte[16],
				new UnicodeString((short) 4, (short) nameSize, "DC"),
				new UnicodeString((short) 4, (short) nameSize, "EX"), sid(5, 21, 1, 2, 3), new byte[8], 0x10, 0,
				Instant.parse("1601-01-01T00:00:00Z"), Instant.parse("1601-01-01T00:00:00Z"), 0, 0, 1,
				List.of(new SidAndAttributes(sid(18, 1), 7)), null, 0, null);
	}

	record UnicodeString(short length, short maximumLength,
			@SizeIs("maximumLength / 2") @LengthIs("length / 2") @Nullable String buffer) {

	}

	record Sid(byte revision, byte subAuthorityCount, @FixedSize(6) byte[] identifierAuthority,
			@SizeIs("subAuthorityCount") int[] subAuthority) {

	}

	record SidAndAttributes(@Nullable Sid sid, int attributes) {

	}

	record GroupMembership(int relativeId, int attributes) {

	}

	record KerbValidationInfo(Instant logonTime, Instant logoffTime, Instant kickOffTime, Instant passwordLastSet,
			Instant passwordCanChange, Instant passwordMustChange, UnicodeString effectiveName, UnicodeString fullName,
			UnicodeString logonScript, UnicodeString profilePath, UnicodeString homeDirectory,
			UnicodeString homeDirectoryDrive, short logonCount, short badPasswordCount, int userId, int primaryGroupId,
			int groupCount, @SizeIs("groupCount") @Nullable List<GroupMembership> groupIds, int userFlags,
			@FixedSize(16) byte[] userSessionKey, UnicodeString logonServer, UnicodeString logonDomainName,
			@Nullable Sid logonDomainId, @FixedSize(8) byte[] lmKey, int userAccountControl, int subAuthStatus,
			Instant lastSuccessfulLogon, Instant lastFailedLogon, int failedLogonCount, int reserved3, int sidCount,
			@SizeIs("sidCount") @Nullable List<SidAndAttributes> extraSids, @Nullable Sid resourceGroupDomainSid,
			int resourceGroupCount, @SizeIs("resourceGroupCount") @Nullable List<GroupMembership> resourceGroupIds) {

	}

	record S4uDelegationInfo(UnicodeString proxyTarget, int transitedListSize,
			@SizeIs("transitedListSize") @Nullable List<UnicodeString> transitedServices) {

	}

	record CredentialData(int credentialCount, @SizeIs("credentialCount") List<SupplementalCredential> credentials) {

	}

	record SupplementalCredential(UnicodeString packageName, int credentialSize,
			@SizeIs("credentialSize") byte @Nullable [] credentials) {

	}

}
