package io.opnum.rpc.security.kerberos;

import java.util.ArrayList;
import java.util.List;

import io.opnum.rpc.FixedSize;
import io.opnum.rpc.LengthIs;
import io.opnum.rpc.SizeIs;
import io.opnum.rpc.Unique;
import io.opnum.rpc.Unsigned;
import io.opnum.rpc.ndr.NdrSerializer;
import io.opnum.rpc.ndr.NdrTypeReference;
import org.jspecify.annotations.Nullable;

/**
 * {@code KERB_VALIDATION_INFO} (MS-PAC 2.5), declared from its IDL.
 */
record ValidationInfo(FileTime logonTime, FileTime logoffTime, FileTime kickOffTime, FileTime passwordLastSet,
		FileTime passwordCanChange, FileTime passwordMustChange, Text effectiveName, Text fullName, Text logonScript,
		Text profilePath, Text homeDirectory, Text homeDirectoryDrive, short logonCount, short badPasswordCount,
		int userId, int primaryGroupId, int groupCount, @SizeIs("groupCount") Membership @Nullable [] groupIds,
		int userFlags, @FixedSize(16) byte[] userSessionKey, Text logonServer, Text logonDomainName,
		@Nullable Sid logonDomainId, @FixedSize(2) int[] reserved1, int userAccountControl, int subAuthStatus,
		FileTime lastSuccessfulLogon, FileTime lastFailedLogon, int failedLogonCount, int reserved3, int sidCount,
		@SizeIs("sidCount") SidAndAttributes @Nullable [] extraSids, @Nullable Sid resourceGroupDomainSid,
		int resourceGroupCount, @SizeIs("resourceGroupCount") Membership @Nullable [] resourceGroupIds) {

	private static final NdrSerializer<@Nullable ValidationInfo> SERIALIZER = NdrSerializer
		.of(new NdrTypeReference<@Unique @Nullable ValidationInfo>() {
		});

	static ValidationInfo deserialize(byte[] octets) {
		ValidationInfo info = SERIALIZER.deserialize(octets);
		if (info == null) {
			throw new IllegalArgumentException("No KERB_VALIDATION_INFO");
		}
		return info;
	}

	/** The SIDs of the account and of its groups, that of the account first. */
	List<String> sids() {
		List<String> sids = new ArrayList<>();
		if (this.logonDomainId != null) {
			sids.add(this.logonDomainId.child(this.userId));
			sids.add(this.logonDomainId.child(this.primaryGroupId));
			add(sids, this.logonDomainId, this.groupIds);
		}
		if (this.extraSids != null) {
			for (SidAndAttributes extra : this.extraSids) {
				if (extra.sid != null) {
					sids.add(extra.sid.text());
				}
			}
		}
		if (this.resourceGroupDomainSid != null) {
			add(sids, this.resourceGroupDomainSid, this.resourceGroupIds);
		}
		return sids.stream().distinct().toList();
	}

	private static void add(List<String> sids, Sid domain, Membership @Nullable [] groups) {
		if (groups != null) {
			for (Membership group : groups) {
				sids.add(domain.child(group.relativeId));
			}
		}
	}

	@Override
	public String toString() {
		return "ValidationInfo" + sids();
	}

	/** {@code FILETIME}. */
	record FileTime(int low, int high) {
	}

	/** {@code RPC_UNICODE_STRING}. */
	record Text(@Unsigned short length, @Unsigned short maximumLength,
			@SizeIs("maximumLength / 2") @LengthIs("length / 2") @Nullable String buffer) {
	}

	/** {@code GROUP_MEMBERSHIP}. */
	record Membership(int relativeId, int attributes) {
	}

	/** {@code KERB_SID_AND_ATTRIBUTES}. */
	record SidAndAttributes(@Nullable Sid sid, int attributes) {
	}

	/** {@code RPC_SID}. */
	record Sid(byte revision, @Unsigned byte subAuthorityCount, @FixedSize(6) byte[] authority,
			@SizeIs("subAuthorityCount") int[] subAuthorities) {

		String text() {
			long number = 0;
			for (byte octet : this.authority) {
				number = number << 8 | octet & 0xff;
			}
			StringBuilder text = new StringBuilder("S-").append(this.revision & 0xff).append('-').append(number);
			for (int subAuthority : this.subAuthorities) {
				text.append('-').append(Integer.toUnsignedString(subAuthority));
			}
			return text.toString();
		}

		String child(int relativeId) {
			return text() + '-' + Integer.toUnsignedString(relativeId);
		}

	}

}
