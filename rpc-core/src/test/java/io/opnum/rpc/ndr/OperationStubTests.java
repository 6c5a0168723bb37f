package io.opnum.rpc.ndr;

import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufUtil;
import io.netty.buffer.Unpooled;
import io.opnum.rpc.InOut;
import io.opnum.rpc.Out;
import io.opnum.rpc.RpcInterface;
import io.opnum.rpc.binding.BindingHandle;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

class OperationStubTests {

	private final InterfaceStub stub = InterfaceStub.of(Inventory.class);

	@Test
	void operationsAreCountedInDeclarationOrder() {
		assertThat(this.stub.operations()).extracting(OperationStub::name)
			.containsExactly("reserve", "find", "site", "exchange", "chain", "levels", "pointers");
		assertThat(this.stub.operation(1)).isNotNull().extracting(OperationStub::opnum).isEqualTo(1);
		assertThat(this.stub.operation(7)).isNull();
		assertThat(this.stub.operation(-1)).isNull();
	}

	@Test
	void stringParameterIsAReferencePointer() {
		assertThat(request("reserve", "ab", 7))
			.isEqualTo("03000000" + "00000000" + "03000000" + "610062000000" + "0000" + "07000000");
		assertThat(response("reserve", 5)).isEqualTo("05000000");
	}

	@Test
	void stringResultIsAUniquePointer() {
		assertThat(response("find", "a")).isEqualTo("00000200" + "02000000" + "00000000" + "02000000" + "61000000");
	}

	@Test
	void recordsAreStructures() {
		UUID uuid = UUID.fromString("11223344-5566-7788-99aa-bbccddeeff00");
		assertThat(response("site", new Site((byte) 1, uuid, Colour.BLUE, "x")))
			.isEqualTo("01000000" + "443322116655887799aabbccddeeff00" + "01000000" + "00000200" + "02000000"
					+ "00000000" + "02000000" + "78000000");
	}

	@Test
	void holdersCarryOutParameters() {
		Out<String> text = new Out<>();
		InOut<Integer> number = new InOut<>(3);
		OperationStub operation = operation("exchange");
		assertThat(request("exchange", text, number)).isEqualTo("03000000");
		@Nullable Object[] server = server("exchange", text, number);
		((Out<String>) server[0]).set("");
		((InOut<Integer>) server[1]).set(4);
		ByteBuf buffer = Unpooled.buffer();
		operation.marshalResponse(new NdrWriter(buffer, NdrFormat.NDR), server, null);
		operation.unmarshalResponse(new NdrReader(buffer, NdrFormat.NDR), new Object[] { text, number });
		assertThat(text.get()).isEmpty();
		assertThat(number.get()).isEqualTo(4);
	}

	@Test
	void pointersMayRecurse() {
		Node list = new Node(1, new Node(2, null));
		assertThat(request("chain", null, list)).isEqualTo("01000000" + "00000200" + "02000000" + "00000000");
		assertThat(server("chain", null, list)).containsExactly(null, list);
		assertThat(operation("chain").bindingHandleIndex()).isZero();
	}

	@Test
	void futureCarriesTheSameOctets() {
		assertThat(operation("levels").isAsynchronous()).isTrue();
		assertThat(response("levels", 9)).isEqualTo("09000000");
	}

	@Test
	void optionalsAreNestedPointers() {
		assertThat(request("pointers", Optional.of(Optional.of((short) 0x7788))))
			.isEqualTo("00000200" + "04000200" + "8877");
		assertThat(request("pointers", Optional.of(Optional.empty()))).isEqualTo("00000200" + "00000000");
		assertThat(request("pointers", Optional.empty())).isEqualTo("00000000");
		assertThat(server("pointers", Optional.of(Optional.of((short) 5))))
			.containsExactly(Optional.of(Optional.of((short) 5)));
	}

	@Test
	void nullThatCantBeSentNamesOperationAndParameter() {
		assertThatIllegalArgumentException().isThrownBy(() -> request("reserve", null, 7))
			.withMessage("Inventory.reserve: sku is null, which can't be sent: mark it @Nullable to make it a pointer"
					+ " that may be null, or give a value");
		assertThatIllegalArgumentException()
			.isThrownBy(() -> response("site", new Site((byte) 1, new UUID(0, 0), Colour.RED, null)))
			.withMessageStartingWith("Inventory.site: result.name is null");
	}

	@Test
	void invokesTheMethod() throws Throwable {
		Inventory inventory = (Inventory) java.lang.reflect.Proxy.newProxyInstance(getClass().getClassLoader(),
				new Class<?>[] { Inventory.class },
				(proxy, method, arguments) -> arguments[0] + "-" + method.getName());
		assertThat(operation("find").invoke(inventory, new Object[] { "x" })).isEqualTo("x-find");
	}

	private OperationStub operation(String name) {
		return this.stub.operations().stream().filter((operation) -> operation.name().equals(name)).findFirst().get();
	}

	private String request(String name, @Nullable Object... arguments) {
		ByteBuf buffer = Unpooled.buffer();
		operation(name).marshalRequest(new NdrWriter(buffer, NdrFormat.NDR), arguments);
		return ByteBufUtil.hexDump(buffer);
	}

	private @Nullable Object[] server(String name, @Nullable Object... arguments) {
		ByteBuf buffer = Unpooled.buffer();
		operation(name).marshalRequest(new NdrWriter(buffer, NdrFormat.NDR), arguments);
		return operation(name).unmarshalRequest(new NdrReader(buffer, NdrFormat.NDR));
	}

	private String response(String name, @Nullable Object result) {
		ByteBuf buffer = Unpooled.buffer();
		@Nullable Object[] arguments = new Object[operation(name).method().getParameterCount()];
		operation(name).marshalResponse(new NdrWriter(buffer, NdrFormat.NDR), arguments, result);
		assertThat(operation(name).unmarshalResponse(new NdrReader(buffer.duplicate(), NdrFormat.NDR), arguments))
			.isEqualTo(result);
		return ByteBufUtil.hexDump(buffer);
	}

	@RpcInterface
	interface Inventory {

		int reserve(String sku, int quantity);

		String find(String sku);

		Site site();

		void exchange(Out<String> text, InOut<Integer> number);

		void chain(BindingHandle binding, Node list);

		CompletableFuture<Integer> levels();

		void pointers(Optional<Optional<Short>> data);

		default void notOnTheWire() {
		}

	}

	record Site(byte level, UUID id, Colour colour, String name) {

	}

	record Node(int value, @Nullable Node next) {

	}

	enum Colour {

		RED, BLUE

	}

}
