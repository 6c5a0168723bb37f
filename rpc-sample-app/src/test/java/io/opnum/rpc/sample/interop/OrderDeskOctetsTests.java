package io.opnum.rpc.sample.interop;

import java.util.HexFormat;
import java.util.List;
import java.util.Optional;
import java.util.UUID;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufUtil;
import io.netty.buffer.Unpooled;
import io.opnum.rpc.ndr.InterfaceStub;
import io.opnum.rpc.ndr.NdrFormat;
import io.opnum.rpc.ndr.NdrReader;
import io.opnum.rpc.ndr.NdrWriter;
import io.opnum.rpc.ndr.OperationStub;
import io.opnum.rpc.sample.api.Article;
import io.opnum.rpc.sample.api.Category;
import io.opnum.rpc.sample.api.Order;
import io.opnum.rpc.sample.api.OrderDesk;
import io.opnum.rpc.sample.api.OrderLine;
import io.opnum.rpc.sample.api.OrderStatus;
import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * The octets of the sample's structures, laid out by hand from C706, which pads each
 * field to its alignment (14.2.2), in structures with pointers and enums, too. Wine pads
 * only those without, so that it can't be the peer of these operations.
 */
class OrderDeskOctetsTests {

	private static final UUID CUSTOMER = UUID.fromString("00112233-4455-6677-8899-aabbccddeeff");

	private static final UUID ID = UUID.fromString("01020304-0506-0708-090a-0b0c0d0e0f10");

	private static final String CUSTOMER_OCTETS = "33221100 5544 7766 8899aabbccddeeff";

	private static final String ID_OCTETS = "04030201 0605 0807 090a0b0c0d0e0f10";

	private static final Order ORDER = new Order(ID, CUSTOMER, OrderStatus.SHIPPED, List.of(new OrderLine("AB", 3)),
			0x1_0000_0002L);

	/** After two UUIDs and an enum: a gap of two, and of four ahead of the hyper. */
	private static final String ORDER_BODY = ID_OCTETS + CUSTOMER_OCTETS + "0100 0000" + "01000000 %s 00000000"
			+ "0200000001000000";

	private static final String LINE = "01000000 | %s 03000000 | 03000000 00000000 03000000 4100 4200 0000";

	@Test
	void numberOfAnEnumIsPaddedAheadOfAHyper() {
		Article boot = new Article("B", "Boot", Category.values()[1], 4_99, 7, null);
		Article gloves = new Article("G", "", Category.values()[2], 0x1_0000_0000L, -1, "dry");
		String octets = """
				02000000 00000200 | 02000000 00000000
				04000200 08000200 0100 000000000000 f301000000000000 07000000 00000000
				0c000200 10000200 0200 000000000000 0000000001000000 ffffffff 14000200
				02000000 00000000 02000000 4200 0000
				05000000 00000000 05000000 4200 6f00 6f00 7400 0000 0000
				02000000 00000000 02000000 4700 0000
				01000000 00000000 01000000 0000 0000
				04000000 00000000 04000000 6400 7200 7900 0000
				""";
		answers("articles", octets, List.of(boot, gloves), Category.values()[1]);
	}

	@Test
	void elementsWithPointersGoAheadOfTheirPointees() {
		asks("place", CUSTOMER_OCTETS + """
				02000000 00000200 | 02000000
				04000200 03000000
				08000200 04000000
				03000000 00000000 03000000 4100 4200 0000 0000
				02000000 00000000 02000000 4300 0000
				""", CUSTOMER, List.of(new OrderLine("AB", 3), new OrderLine("C", 4)));
	}

	@Test
	void structureInAStructureIsAligned() {
		answers("place", ORDER_BODY.formatted("00000200") + LINE.formatted("04000200"), ORDER, CUSTOMER,
				List.of(new OrderLine("AB", 3)));
	}

	@Test
	void pointeeIsAlignedToTheHyperInIt() {
		answers("order", "00000200 00000000" + ORDER_BODY.formatted("04000200") + LINE.formatted("08000200"),
				Optional.of(ORDER), ID);
		answers("order", "00000000", Optional.empty(), ID);
	}

	@Test
	void elementsAreAlignedToTheHyperInThem() {
		answers("orders",
				"01000000 00000200 | 01000000 00000000" + ORDER_BODY.formatted("04000200") + LINE.formatted("08000200"),
				List.of(ORDER), CUSTOMER);
	}

	private static void asks(String operation, String octets, Object... arguments) {
		OperationStub stub = stub(operation);
		ByteBuf buffer = Unpooled.buffer();
		stub.marshalRequest(new NdrWriter(buffer, NdrFormat.NDR), arguments);
		assertThat(ByteBufUtil.hexDump(buffer)).isEqualTo(hex(octets));
		assertThat(stub.unmarshalRequest(reader(octets))).isEqualTo(arguments);
	}

	private static void answers(String operation, String octets, Object result, Object... arguments) {
		OperationStub stub = stub(operation);
		ByteBuf buffer = Unpooled.buffer();
		stub.marshalResponse(new NdrWriter(buffer, NdrFormat.NDR), arguments, result);
		assertThat(ByteBufUtil.hexDump(buffer)).isEqualTo(hex(octets));
		assertThat(stub.unmarshalResponse(reader(octets), arguments)).isEqualTo(result);
	}

	private static NdrReader reader(String octets) {
		return new NdrReader(Unpooled.wrappedBuffer(HexFormat.of().parseHex(hex(octets))), NdrFormat.NDR);
	}

	private static String hex(String octets) {
		return octets.replaceAll("[\\s|]", "");
	}

	private static OperationStub stub(String operation) {
		return InterfaceStub.of(OrderDesk.class)
			.operations()
			.stream()
			.filter((stub) -> stub.name().equals(operation))
			.findAny()
			.orElseThrow();
	}

}
