package io.opnum.rpc.ndr;

import java.util.ArrayList;
import java.util.List;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufUtil;
import io.netty.buffer.Unpooled;
import io.opnum.rpc.BadStubDataException;
import io.opnum.rpc.Full;
import io.opnum.rpc.InOut;
import io.opnum.rpc.RpcInterface;
import io.opnum.rpc.testing.HexDumps;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

/**
 * Full pointers keep the identity of what they point to, over a whole call (C706 14.3.10
 * and 14.3.11).
 */
class FullPointerTests {

	@Test
	void aliasIsSentOnce() {
		Leaf leaf = new Leaf(7);
		assertThat(request("two", leaf, leaf)).isEqualTo("01000000" + "07000000" + "01000000");
		assertThat(request("two", leaf, new Leaf(7))).isEqualTo("01000000" + "07000000" + "02000000" + "07000000");
	}

	@Test
	void aliasIsReadAsTheSameObject() {
		Leaf leaf = new Leaf(7);
		for (NdrFormat format : List.of(NdrFormat.NDR, NdrFormat.NDR_BIG_ENDIAN, NdrFormat.NDR64)) {
			ByteBuf stub = Unpooled.buffer();
			operation("two").marshalRequest(new NdrWriter(stub, format), new Object[] { leaf, leaf });
			@Nullable Object[] received = operation("two").unmarshalRequest(new NdrReader(stub, format));
			assertThat(received[0]).isEqualTo(leaf).isSameAs(received[1]);
		}
	}

	@Test
	void stringsAndNumbersHaveNoIdentity() {
		assertThat(request("texts", "a", "a", 7, 7))
			.isEqualTo("01000000" + "02000000" + "00000000" + "02000000" + "61000000" + "02000000" + "02000000"
					+ "00000000" + "02000000" + "61000000" + "03000000" + "07000000" + "04000000" + "07000000");
	}

	@Test
	void pointeeFollowsTheFirstPointerWhosePointeesCome() {
		Leaf shared = new Leaf(7);
		// The pointee of the unique pointer comes first, and in it that of the full one
		assertThat(request("nested", new Outer(new Inner(shared), shared)))
			.isEqualTo("00000200" + "01000000" + "01000000" + "07000000");
		@Nullable Object[] received = RoundTrip.request(operation("nested"), new Outer(new Inner(shared), shared));
		Outer outer = (Outer) received[0];
		assertThat(outer.inner().leaf()).isSameAs(outer.leaf());
	}

	@Test
	void arraysAreAliases() {
		int[] numbers = { 1, 2 };
		assertThat(request("arrays", numbers, numbers))
			.isEqualTo("02000000" + "01000000" + "02000000" + "01000000" + "02000000" + "02000000" + "01000000");
		@Nullable Object[] received = RoundTrip.request(operation("arrays"), numbers, numbers);
		assertThat(received[0]).isEqualTo(numbers).isSameAs(received[1]);
	}

	@Test
	void countOfAnAliasMustFitToo() {
		assertThatExceptionOfType(BadStubDataException.class)
			.isThrownBy(() -> operation("arrays")
				.unmarshalRequest(reader("02000000 01000000 02000000 01000000 02000000 03000000 01000000")))
			.withMessageEndingWith("expected max_count 3, as the count says, found 2");
	}

	@Test
	void listMayLeadBackToWhatItIsIn() {
		List<@Nullable Node> children = new ArrayList<>();
		Node root = new Node(1, children);
		Node child = new Node(2, List.of(root));
		children.add(child);
		children.add(child);
		assertThat(request("graph", root)).isEqualTo("01000000" + "01000000" + "02000000" + "00000200" + "02000000"
				+ "02000000" + "02000000" + "02000000" + "01000000" + "04000200" + "01000000" + "01000000");
		Node received = (Node) RoundTrip.request(operation("graph"), root)[0];
		assertThat(received).isNotNull();
		assertThat(received.children()).hasSize(2);
		assertThat(received.children().get(0)).isSameAs(received.children().get(1));
		assertThat(received.children().get(0).children().get(0)).isSameAs(received);
	}

	@Test
	void arrayMayLeadBackToWhatItIsIn() {
		Link[] next = new Link[1];
		Link link = new Link(1, next);
		next[0] = link;
		Link received = (Link) RoundTrip.request(operation("ring"), link)[0];
		assertThat(received).isNotNull();
		assertThat(received.next()[0]).isSameAs(received);
	}

	@Test
	void componentCantLeadBack() {
		assertThatExceptionOfType(BadStubDataException.class)
			.isThrownBy(() -> operation("chain").unmarshalRequest(reader("01000000 07000000 01000000")))
			.withMessageEndingWith(
					"expected pointers without a cycle, found full pointer 1 inside of what it points to");
	}

	@Test
	void responseNamesTheObjectOfTheRequest() {
		Leaf leaf = new Leaf(7);
		Leaf other = new Leaf(8);
		FullPointers client = new FullPointers();
		ByteBuf request = Unpooled.buffer();
		NdrWriter requestWriter = new NdrWriter(request, NdrFormat.NDR);
		requestWriter.fullPointers(client);
		InOut<Leaf> holder = new InOut<>(other);
		@Nullable Object[] arguments = { leaf, holder };
		operation("echo").marshalRequest(requestWriter, arguments);

		NdrReader requestReader = new NdrReader(request, NdrFormat.NDR);
		@Nullable Object[] received = operation("echo").unmarshalRequest(requestReader);
		FullPointers server = requestReader.fullPointers();
		assertThat(server).isNotNull();
		ByteBuf response = Unpooled.buffer();
		NdrWriter responseWriter = new NdrWriter(response, NdrFormat.NDR);
		responseWriter.fullPointers(server.response());
		operation("echo").marshalResponse(responseWriter, received, received[0]);
		// The objects have the ids that they had, and are there again
		assertThat(ByteBufUtil.hexDump(response)).isEqualTo("02000000" + "08000000" + "01000000" + "07000000");

		NdrReader responseReader = new NdrReader(response, NdrFormat.NDR);
		responseReader.fullPointers(client.response());
		assertThat(operation("echo").unmarshalResponse(responseReader, arguments)).isSameAs(leaf);
		assertThat(holder.get()).isSameAs(other);
	}

	@Test
	void objectThatCameBackChangedIsAnother() {
		Leaf leaf = new Leaf(7);
		FullPointers client = new FullPointers();
		NdrWriter writer = new NdrWriter(Unpooled.buffer(), NdrFormat.NDR);
		writer.fullPointers(client);
		InOut<Leaf> holder = new InOut<>(leaf);
		@Nullable Object[] arguments = { leaf, holder };
		operation("echo").marshalRequest(writer, arguments);
		NdrReader reader = reader("01000000 09000000 01000000");
		reader.fullPointers(client.response());
		Object result = operation("echo").unmarshalResponse(reader, arguments);
		assertThat(result).isEqualTo(new Leaf(9)).isSameAs(holder.get());
	}

	@Test
	void newObjectsOfTheResponseHaveNewIds() {
		NdrReader reader = reader("05000000 07000000 06000000 08000000");
		@Nullable Object[] arguments = operation("echo").unmarshalRequest(reader);
		FullPointers server = reader.fullPointers();
		assertThat(server).isNotNull();
		ByteBuf response = Unpooled.buffer();
		NdrWriter writer = new NdrWriter(response, NdrFormat.NDR);
		writer.fullPointers(server.response());
		operation("echo").marshalResponse(writer, arguments, new Leaf(7));
		assertThat(ByteBufUtil.hexDump(response)).isEqualTo("06000000" + "08000000" + "07000000" + "07000000");
	}

	@Test
	void onlyInterfacesWithFullPointersSaySo() {
		assertThat(InterfaceStub.of(Graphs.class).hasFullPointers()).isTrue();
		assertThat(InterfaceStub.of(Plain.class).hasFullPointers()).isFalse();
	}

	private static NdrReader reader(String hex) {
		return new NdrReader(HexDumps.parse(hex), NdrFormat.NDR);
	}

	private static String request(String operation, @Nullable Object... arguments) {
		return RoundTrip.requestHex(operation(operation), arguments);
	}

	private static OperationStub operation(String name) {
		return RoundTrip.operation(Graphs.class, name);
	}

	@RpcInterface
	interface Graphs {

		void two(@Full Leaf first, @Full Leaf second);

		void texts(@Full String first, @Full String second, @Full Integer third, @Full Integer fourth);

		void nested(Outer outer);

		void arrays(int @Full [] first, int @Full [] second);

		void graph(@Full Node node);

		void ring(@Full Link link);

		void chain(@Full Chain chain);

		@Full
		Leaf echo(@Full Leaf first, InOut<@Full Leaf> second);

	}

	@RpcInterface
	interface Plain {

		void ping();

	}

	record Leaf(int value) {

	}

	record Inner(@Full Leaf leaf) {

	}

	record Outer(@io.opnum.rpc.Unique Inner inner, @Full Leaf leaf) {

	}

	record Node(int value, List<@Full Node> children) {

	}

	record Link(int value, @Full Link[] next) {

	}

	record Chain(int value, @Full @Nullable Chain next) {

	}

}
