package io.opnum.rpc.ndr;

import java.util.List;
import java.util.Optional;
import java.util.UUID;

import io.opnum.rpc.Ansi;
import io.opnum.rpc.EnumNumber;
import io.opnum.rpc.FixedSize;
import io.opnum.rpc.InOut;
import io.opnum.rpc.LengthIs;
import io.opnum.rpc.Operation;
import io.opnum.rpc.Out;
import io.opnum.rpc.RawEnum;
import io.opnum.rpc.RpcInterface;
import io.opnum.rpc.SizeIs;
import io.opnum.rpc.SwitchIs;
import io.opnum.rpc.SwitchType;
import io.opnum.rpc.UnionCase;
import io.opnum.rpc.Unique;
import io.opnum.rpc.Unsigned;
import io.opnum.rpc.V1Enum;
import org.jspecify.annotations.NullMarked;
import org.jspecify.annotations.Nullable;

/**
 * Operations of Windows' interfaces, declared as a user would.
 */
@NullMarked
final class GoldenInterfaces {

	private GoldenInterfaces() {
	}

	@RpcInterface(uuid = "60a15ec5-4de8-11d7-a637-005056a20182", version = "1.0")
	interface Echo {

		@Unsigned
		int addOne(@Unsigned int value);

		void echoData(@Unsigned int length, @Unsigned @SizeIs("length") byte[] in,
				@Unsigned @SizeIs("length") Out<byte[]> out);

		void sinkData(@Unsigned int length, @Unsigned @SizeIs("length") byte[] data);

		@SizeIs("length")
		byte[] sourceData(@Unsigned int length);

		@Nullable String testCall(String text);

		@Unsigned
		int testCall2(short level, @SwitchIs("level") Out<Info> info);

		@Unsigned
		int testSleep(@Unsigned int seconds);

		void testEnum(InOut<Enum1> first, InOut<Enums> second, @SwitchIs("first") InOut<EnumUnion> third);

		void testSurrounding(InOut<Surrounding> data);

		short testDoublePointer(Optional<Optional<Short>> data);

	}

	sealed interface Info {

	}

	@UnionCase(1)
	record Info1(byte value) implements Info {

	}

	@UnionCase(2)
	record Info2(short value) implements Info {

	}

	@UnionCase(3)
	record Info3(int value) implements Info {

	}

	@UnionCase(4)
	record Info4(long value) implements Info {

	}

	@UnionCase(5)
	record Info5(byte first, long second) implements Info {

	}

	@UnionCase(6)
	record Info6(byte first, Info1 second) implements Info {

	}

	@UnionCase(7)
	record Info7(byte first, Info4 second) implements Info {

	}

	enum Enum1 {

		@EnumNumber(1)
		ONE, @EnumNumber(2)
		TWO

	}

	@V1Enum
	enum Enum2 {

		@EnumNumber(1)
		ONE, @EnumNumber(2)
		TWO

	}

	record Enums(Enum1 first, Enum2 second) {

	}

	@SwitchType(short.class)
	sealed interface EnumUnion {

	}

	@UnionCase(1)
	record EnumArm(Enum1 value) implements EnumUnion {

	}

	@UnionCase(2)
	record EnumsArm(Enums value) implements EnumUnion {

	}

	record Surrounding(@Unsigned int x, @Unsigned @SizeIs("x") short[] surrounding) {

	}

	/** A counted string: lsa_String, lsa_StringLarge, winreg_StringBuf. */
	record UnicodeString(@Unsigned short length, @Unsigned short size,
			@SizeIs("size / 2") @LengthIs("length / 2") @Nullable String buffer) {

		static UnicodeString of(String text, int size) {
			return new UnicodeString((short) (2 * text.length()), (short) size, text);
		}

		static UnicodeString of(String text) {
			return of(text, 2 * text.length());
		}

	}

	record Sid(byte revision, byte subAuthorityCount, @FixedSize(6) byte[] identifierAuthority,
			@SizeIs("subAuthorityCount") int[] subAuthorities) {

	}

	@RpcInterface(uuid = "12345778-1234-abcd-ef00-0123456789ab", version = "0.0")
	interface Lsa {

		@Operation(14)
		@Unsigned
		int lookupNames(NdrContextHandle handle, @Unsigned int numNames, @SizeIs("numNames") List<UnicodeString> names,
				Out<@Nullable RefDomainList> domains, InOut<@Nullable List<TranslatedSid>> sids, short level,
				@Unsigned InOut<Integer> count);

		@Operation(44)
		@Unsigned
		int openPolicy2(@Nullable String systemName, ObjectAttribute attributes, @Unsigned int accessMask,
				Out<NdrContextHandle> handle);

		@Operation(46)
		@Unsigned
		int queryInfoPolicy2(NdrContextHandle handle, @RawEnum short level,
				@SwitchIs("level") Out<@Nullable PolicyInformation> information);

	}

	record QosInfo(@Unsigned int length, short impersonationLevel, byte contextMode, byte effectiveOnly) {

	}

	record ObjectAttribute(@Unsigned int length, @Nullable Byte rootDirectory, @Nullable String objectName,
			@Unsigned int attributes, @Nullable Byte securityDescriptor, @Nullable QosInfo securityQos) {

	}

	record DomainInfo(UnicodeString name, @Nullable Sid sid) {

	}

	record RefDomainList(@Unsigned int count, @SizeIs("count") @Unique List<DomainInfo> domains, int maxSize) {

	}

	record TranslatedSid(@RawEnum int type, @Unsigned int rid, @Unsigned int sidIndex) {

	}

	sealed interface PolicyInformation {

	}

	@UnionCase(3)
	record DomainPolicy(UnicodeString name, @Nullable Sid sid) implements PolicyInformation {

	}

	@UnionCase(12)
	record DnsPolicy(UnicodeString name, UnicodeString dnsDomain, UnicodeString dnsForest, UUID domain,
			@Nullable Sid sid) implements PolicyInformation {

	}

	@RpcInterface(uuid = "12345778-1234-abcd-ef00-0123456789ac", version = "1.0")
	interface Samr {

		@Operation(6)
		@Unsigned
		int enumDomains(NdrContextHandle handle, @Unsigned InOut<Integer> resume, Out<Optional<List<SamEntry>>> domains,
				@Unsigned int bufferSize, @Unsigned Out<Integer> entries);

		@Operation(17)
		@Unsigned
		int lookupNames(NdrContextHandle handle, @Unsigned int numNames,
				@SizeIs("1000") @LengthIs("numNames") List<UnicodeString> names, Out<int[]> rids, Out<int[]> types);

		@Operation(36)
		@Unsigned
		int queryUserInfo(NdrContextHandle handle, UserInfoLevel level,
				@SwitchIs("level") Out<@Nullable UserInfo> information);

		@Operation(39)
		@Unsigned
		int getGroupsForUser(NdrContextHandle handle, Out<Optional<RidWithAttribute[]>> groups);

		@Operation(64)
		@Unsigned
		int connect5(@Nullable String systemName, @Unsigned int accessMask, @Unsigned int levelIn,
				@SwitchIs("levelIn") ConnectInfo in, @Unsigned Out<Integer> levelOut,
				@SwitchIs("levelOut") Out<ConnectInfo> out, Out<NdrContextHandle> handle);

	}

	record SamEntry(@Unsigned int index, UnicodeString name) {

	}

	record RidWithAttribute(@Unsigned int rid, @Unsigned int attributes) {

	}

	enum UserInfoLevel {

		@EnumNumber(16)
		CONTROL, @EnumNumber(7)
		ACCOUNT_NAME

	}

	sealed interface UserInfo {

	}

	@UnionCase(16)
	record UserInfo16(@Unsigned int accountFlags) implements UserInfo {

	}

	/** There for its alignment, which all arms share in NDR64. */
	@UnionCase(7)
	record UserInfo7(UnicodeString accountName) implements UserInfo {

	}

	sealed interface ConnectInfo {

	}

	@UnionCase(1)
	record ConnectInfo1(@Unsigned int clientVersion, @Unsigned int supportedFeatures) implements ConnectInfo {

	}

	@RpcInterface(uuid = "4b324fc8-1670-01d3-1278-5a47bf6ee188", version = "3.0")
	interface Srvsvc {

		@Operation(15)
		@Unsigned
		int netShareEnumAll(@Nullable String server, InOut<ShareInfoContainer> info, @Unsigned int maxBuffer,
				@Unsigned Out<Integer> totalEntries, @Unsigned InOut<@Nullable Integer> resume);

	}

	record ShareInfoContainer(@Unsigned int level, @SwitchIs("level") ShareInfo info) {

	}

	sealed interface ShareInfo {

	}

	@UnionCase(0)
	record ShareInfoLevel0(@Nullable ShareInfo0Container shares) implements ShareInfo {

	}

	@UnionCase(1)
	record ShareInfoLevel1(@Nullable ShareInfo1Container shares) implements ShareInfo {

	}

	@UnionCase(2)
	record ShareInfoLevel2(@Nullable ShareInfo2Container shares) implements ShareInfo {

	}

	@UnionCase(502)
	record ShareInfoLevel502(@Nullable ShareInfo502Container shares) implements ShareInfo {

	}

	record ShareInfo0Container(@Nullable List<ShareInfo0> entries) {

	}

	record ShareInfo1Container(@Nullable List<ShareInfo1> entries) {

	}

	record ShareInfo0(@Nullable String name) {

	}

	record ShareInfo1(@Nullable String name, @Unsigned int type, @Nullable String comment) {

	}

	record ShareInfo2Container(@Unsigned int count, @SizeIs("count") ShareInfo2 @Nullable [] entries) {

	}

	record ShareInfo2(@Nullable String name, @Unsigned int type, @Nullable String comment, @Unsigned int permissions,
			@Unsigned int maxUsers, @Unsigned int currentUsers, @Nullable String path, @Nullable String password) {

	}

	record ShareInfo502Container(@Unsigned int count, @SizeIs("count") @Nullable List<ShareInfo502> entries) {

	}

	record ShareInfo502(@Nullable String name, @Unsigned int type, @Nullable String comment, @Unsigned int permissions,
			@Unsigned int maxUsers, @Unsigned int currentUsers, @Nullable String path, @Nullable String password,
			byte @Nullable [] securityDescriptor) {

	}

	@RpcInterface(uuid = "6bffd098-a112-3610-9833-46c3f87e345a", version = "1.0")
	interface Wkssvc {

		@Unsigned
		int netWkstaGetInfo(@Nullable String server, @Unsigned int level, @SwitchIs("level") Out<WkstaInfo> info);

	}

	sealed interface WkstaInfo {

	}

	@UnionCase(100)
	record WkstaInfo100(@Nullable WkstaInfo100Content info) implements WkstaInfo {

	}

	record WkstaInfo100Content(@Unsigned int platform, @Nullable String server, @Nullable String domain,
			@Unsigned int major, @Unsigned int minor) {

	}

	@RpcInterface(uuid = "338cd001-2244-31f1-aaaa-900038001003", version = "1.0")
	interface Winreg {

		@Operation(9)
		@Unsigned
		int enumKey(NdrContextHandle handle, @Unsigned int index, InOut<UnicodeString> name,
				InOut<@Nullable UnicodeString> keyClass, InOut<@Nullable FileTime> lastChanged);

		@Operation(15)
		@Unsigned
		int openKey(NdrContextHandle parent, RegistryString key, @Unsigned int options, @Unsigned int access,
				Out<NdrContextHandle> handle);

		@Operation(17)
		@Unsigned
		int queryValue(NdrContextHandle handle, RegistryString name, @Unsigned InOut<@Nullable Integer> type,
				@SizeIs("size") @LengthIs("length") InOut<byte @Nullable []> data,
				@Unsigned InOut<@Nullable Integer> size, @Unsigned InOut<@Nullable Integer> length);

	}

	/** Counted and terminated. */
	record RegistryString(@Unsigned short length, @Unsigned short size, @Nullable String text) {

		static RegistryString of(String text) {
			short size = (short) (2 * text.length() + 2);
			return new RegistryString(size, size, text);
		}

	}

	record FileTime(@Unsigned int low, @Unsigned int high) {

	}

	@RpcInterface(uuid = "e3514235-4b06-11d1-ab04-00c04fc2dcd2", version = "4.0")
	interface Drsuapi {

		@Operation(0)
		@Unsigned
		int bind(@Nullable UUID client, InOut<@Nullable Extensions> extensions, Out<NdrContextHandle> handle);

		@Operation(12)
		@Unsigned
		int crackNames(NdrContextHandle handle, @Unsigned int level, @SwitchIs("level") NameRequest request,
				@Unsigned Out<Integer> levelOut, @SwitchIs("levelOut") Out<NameResult> result);

	}

	record Extensions(@Unsigned int length, @SizeIs("length") byte[] octets) {

	}

	sealed interface NameRequest {

	}

	@UnionCase(1)
	record NameRequest1(@Unsigned int codePage, @Unsigned int language, @Unsigned int flags, @Unsigned int offered,
			@Unsigned int desired, @Unsigned int count,
			@SizeIs("count") @Unique List<@Nullable String> names) implements NameRequest {

	}

	sealed interface NameResult {

	}

	@UnionCase(1)
	record NameResult1(Optional<NameResultItem[]> items) implements NameResult {

	}

	record NameResultItem(@Unsigned int status, @Nullable String domain, @Nullable String name) {

	}

	@RpcInterface(uuid = "367abb81-9844-35f1-ad32-98f038001003", version = "2.0")
	interface Svcctl {

		@Operation(6)
		@Unsigned
		int queryServiceStatus(NdrContextHandle handle, Out<ServiceStatus> status);

		@Operation(15)
		@Unsigned
		int openScManager(@Nullable String machine, @Nullable String database, @Unsigned int access,
				Out<NdrContextHandle> handle);

	}

	record ServiceStatus(int type, int state, int controlsAccepted, int win32ExitCode, int serviceExitCode,
			int checkPoint, int waitHint) {

	}

	@RpcInterface(uuid = "12345678-1234-abcd-ef00-01234567cffb", version = "1.0")
	interface Netlogon {

		@Operation(4)
		@Unsigned
		int serverReqChallenge(@Nullable String server, String computer, Credential credential,
				Out<Credential> returned);

	}

	record Credential(@FixedSize(8) byte[] data) {

	}

	@RpcInterface
	interface Shapes {

		@Unsigned
		int sidToUid(Out<Long> uid);

		void guid(UUID uuid);

		void handle(NdrContextHandle handle);

		void unicodeString(UnicodeString string);

		void registryString(RegistryString string);

		void varying(byte first, short count, @FixedSize(10) @LengthIs("3") short[] values);

		void varyingU16(byte first, @FixedSize(10) @LengthIs("3") short[] values);

		void conformantU16(byte first, @SizeIs("3") short[] values);

		void conformantVaryingU16(byte first, @SizeIs("3") @LengthIs("3") short[] values);

		void uniqueConformant(byte first, @SizeIs("2") short @Nullable [] values, byte last);

		void numbers(byte first, float second, double third, long fourth);

		void structThenChar(Mixed mixed, @Ansi char last);

		void conformantStructs(@SizeIs("2") Mixed[] values);

		void enumBetweenChars(byte first, @RawEnum int number, byte last);

	}

	record Mixed(byte x, int y, short z) {

	}

}
