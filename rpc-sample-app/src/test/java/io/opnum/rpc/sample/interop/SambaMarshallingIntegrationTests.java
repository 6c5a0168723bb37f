package io.opnum.rpc.sample.interop;

import java.util.List;
import java.util.Map;
import java.util.UUID;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufUtil;
import io.netty.buffer.Unpooled;
import io.opnum.rpc.InOut;
import io.opnum.rpc.LengthIs;
import io.opnum.rpc.Out;
import io.opnum.rpc.RawEnum;
import io.opnum.rpc.RpcInterface;
import io.opnum.rpc.SizeIs;
import io.opnum.rpc.SwitchIs;
import io.opnum.rpc.UnionCase;
import io.opnum.rpc.Unsigned;
import io.opnum.rpc.ndr.InterfaceStub;
import io.opnum.rpc.ndr.NdrContextHandle;
import io.opnum.rpc.ndr.NdrFormat;
import io.opnum.rpc.ndr.NdrReader;
import io.opnum.rpc.ndr.NdrWriter;
import io.opnum.rpc.ndr.OperationStub;
import io.opnum.rpc.sample.api.RpcEcho;
import io.opnum.rpc.sample.api.RpcEcho.Info;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * What Samba's marshalling code makes of representative structures equals what ours makes
 * of them, in NDR of either byte order and in NDR64, and is read back.
 */
@RequiresPeer(Peer.PYTHON_SAMBA)
class SambaMarshallingIntegrationTests {

	private static final Map<String, NdrFormat> FORMATS = Map.of("ndr", NdrFormat.NDR, "big_endian",
			NdrFormat.NDR_BIG_ENDIAN, "ndr64", NdrFormat.NDR64);

	private static JsonNode samba;

	@BeforeAll
	static void marshalInSamba() {
		samba = JsonMapper.shared().readTree(Command.python("samba_ndr_peer.py").run().requireSuccess().output());
	}

	@Test
	void conformantArrays() {
		byte[] data = { -6, -5, -4, -3, -2, -1, 0, 1, 2, 3, 4 };
		request("echoData.in", RpcEcho.class, "echoData", data.length, data, new Out<>());
		response("echoData.out", RpcEcho.class, "echoData", null, data.length, data, set(data));
	}

	@Test
	void strings() {
		request("testCall.in", RpcEcho.class, "testCall", "Grüße €", new Out<>());
		response("testCall.out", RpcEcho.class, "testCall", null, "", set("Grüße €"));
	}

	@Test
	void unions() {
		List<Info> infos = List.of(new Info.Info1((byte) 7), new Info.Info2((short) 0x1234), new Info.Info3(0x12345678),
				new Info.Info4(0x123456789abcdef0L), new Info.Info5((byte) 9, 0x0fedcba987654321L),
				new Info.Info6((byte) 9, new Info.Info1((byte) 8)),
				new Info.Info7((byte) 9, new Info.Info4(0x0102030405060708L)));
		for (short level = 1; level <= infos.size(); level++) {
			response("testCall2-%d.out".formatted(level), RpcEcho.class, "testCall2", 0x7b, level,
					set(infos.get(level - 1)));
		}
	}

	@Test
	void conformantStructures() {
		request("testSurrounding.in", RpcEcho.class, "testSurrounding",
				new InOut<>(new RpcEcho.Surrounding(5, new short[] { 1, 2, 3, 4, -1 })));
	}

	@Test
	void arraysOfStructuresWithPointers() {
		NdrContextHandle handle = new NdrContextHandle(0, UUID.fromString("6f9619ff-8b86-4011-b42d-00c04fc964ff"));
		List<CountedString> names = List.of(CountedString.of("Administrator"), CountedString.of(""),
				CountedString.of("krbtgt"));
		request("lookupNames.in", Windows.class, "lookupNames", handle, names.size(), names, new InOut<>(null),
				(short) 1, new InOut<>(7));
	}

	@Test
	void unionsOfPointersToPointers() {
		Shares shares = new Shares(1, new Shares1(new Container1(List.of(new Share("IPC$", 0x80000003, "IPC Service"),
				new Share("data", 0, null), new Share("Ünïcode", 1, "")))));
		response("shares.out", Windows.class, "shares", 0, new InOut<>(shares), set(3), new InOut<>(5));
	}

	private static void request(String name, Class<?> rpcInterface, String operation, @Nullable Object... arguments) {
		OperationStub stub = stub(rpcInterface, operation);
		FORMATS.forEach((format, layout) -> {
			String expected = samba.get(name).get(format).asString();
			ByteBuf written = Unpooled.buffer();
			stub.marshalRequest(new NdrWriter(written, layout), arguments);
			assertThat(ByteBufUtil.hexDump(written)).as("%s in %s", name, format).isEqualTo(expected);
			@Nullable Object[] read = stub
				.unmarshalRequest(new NdrReader(Unpooled.wrappedBuffer(ByteBufUtil.decodeHexDump(expected)), layout));
			ByteBuf again = Unpooled.buffer();
			stub.marshalRequest(new NdrWriter(again, layout), read);
			assertThat(ByteBufUtil.hexDump(again)).as("%s read and written in %s", name, format).isEqualTo(expected);
		});
	}

	private static void response(String name, Class<?> rpcInterface, String operation, @Nullable Object result,
			@Nullable Object... arguments) {
		OperationStub stub = stub(rpcInterface, operation);
		FORMATS.forEach((format, layout) -> {
			String expected = samba.get(name).get(format).asString();
			ByteBuf written = Unpooled.buffer();
			stub.marshalResponse(new NdrWriter(written, layout), arguments, result);
			assertThat(ByteBufUtil.hexDump(written)).as("%s in %s", name, format).isEqualTo(expected);
			@Nullable Object[] read = arguments.clone();
			for (int i = 0; i < read.length; i++) {
				read[i] = (read[i] instanceof InOut<?>) ? new InOut<>(null)
						: (read[i] instanceof Out<?>) ? new Out<>() : read[i];
			}
			Object readResult = stub.unmarshalResponse(
					new NdrReader(Unpooled.wrappedBuffer(ByteBufUtil.decodeHexDump(expected)), layout), read);
			ByteBuf again = Unpooled.buffer();
			stub.marshalResponse(new NdrWriter(again, layout), read, readResult);
			assertThat(ByteBufUtil.hexDump(again)).as("%s read and written in %s", name, format).isEqualTo(expected);
		});
	}

	private static OperationStub stub(Class<?> rpcInterface, String operation) {
		return InterfaceStub.of(rpcInterface)
			.operations()
			.stream()
			.filter((stub) -> stub.name().equals(operation))
			.findFirst()
			.orElseThrow();
	}

	private static <T> Out<T> set(T value) {
		Out<T> out = new Out<>();
		out.set(value);
		return out;
	}

	/**
	 * Operations of {@code lsarpc} and {@code srvsvc}.
	 */
	@RpcInterface
	interface Windows {

		void lookupNames(NdrContextHandle handle, int count, @SizeIs("count") List<CountedString> names,
				InOut<@Nullable List<Translated>> sids, short level, InOut<Integer> mapped);

		int shares(InOut<Shares> shares, Out<Integer> total, InOut<@Nullable Integer> resume);

	}

	record CountedString(@Unsigned short length, @Unsigned short size,
			@SizeIs("size / 2") @LengthIs("length / 2") @Nullable String buffer) {

		static CountedString of(String text) {
			return new CountedString((short) (2 * text.length()), (short) (2 * text.length()), text);
		}

	}

	record Translated(@RawEnum int type, int rid, int index) {

	}

	record Shares(int level, @SwitchIs("level") ShareLevel shares) {

	}

	sealed interface ShareLevel {

	}

	@UnionCase(1)
	record Shares1(@Nullable Container1 container) implements ShareLevel {

	}

	record Container1(@Nullable List<Share> entries) {

	}

	record Share(@Nullable String name, int type, @Nullable String comment) {

	}

}
