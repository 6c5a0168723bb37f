package io.opnum.rpc.ndr;

import java.util.List;

import io.opnum.rpc.Ansi;
import io.opnum.rpc.EnumNumber;
import io.opnum.rpc.FixedSize;
import io.opnum.rpc.InOut;
import io.opnum.rpc.LengthIs;
import io.opnum.rpc.Out;
import io.opnum.rpc.RawEnum;
import io.opnum.rpc.RpcInterface;
import io.opnum.rpc.SizeIs;
import io.opnum.rpc.SwitchIs;
import io.opnum.rpc.UnionCase;
import io.opnum.rpc.Unsigned;
import io.opnum.rpc.V1Enum;
import io.opnum.rpc.ndr.TypeDescription.Array;
import io.opnum.rpc.ndr.TypeDescription.CountedArray;
import io.opnum.rpc.ndr.TypeDescription.Enumeration;
import io.opnum.rpc.ndr.TypeDescription.Pointer;
import io.opnum.rpc.ndr.TypeDescription.PointerKind;
import io.opnum.rpc.ndr.TypeDescription.Primitive;
import io.opnum.rpc.ndr.TypeDescription.RawEnumeration;
import io.opnum.rpc.ndr.TypeDescription.Structure;
import io.opnum.rpc.ndr.TypeDescription.Text;
import io.opnum.rpc.ndr.TypeDescription.Union;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Tests for {@link TypeDescription} and what stubs say of themselves.
 */
class TypeDescriptionTests {

	private final InterfaceStub stub = InterfaceStub.of(Described.class);

	@Test
	void unsignedTypesAreToldApart() {
		assertThat(types("numbers")).containsExactly(Primitive.UNSIGNED_SMALL, Primitive.SHORT, Primitive.UNSIGNED_LONG,
				Primitive.UNSIGNED_HYPER, new RawEnumeration());
		assertThat(result("numbers").type()).isEqualTo(Primitive.UNSIGNED_LONG);
	}

	@Test
	void stringsAreBehindThePointersThatAreOnTheWire() {
		Text wide = new Text(true, true, -1);
		assertThat(types("strings")).containsExactly(wide, new Pointer(PointerKind.UNIQUE, wide, true),
				new Text(false, true, 16), new Pointer(PointerKind.UNIQUE, wide, false));
	}

	@Test
	void arraysNameTheirSiblings() {
		List<ParameterDescription> parameters = operation("arrays").parameters();
		assertThat(types("arrays")).containsExactly(Primitive.LONG, new Array(Primitive.LONG, -1, true),
				new Array(Primitive.SMALL, 8, false), new CountedArray(Primitive.HYPER, PointerKind.UNIQUE));
		assertThat(parameters.get(1).attributes()).extracting(FieldAttribute::kind)
			.containsExactly(FieldAttribute.Kind.SIZE_IS, FieldAttribute.Kind.LENGTH_IS);
		AttributeExpression size = parameters.get(1).attributes().get(0).expressions().get(0);
		assertThat(size.text((sibling) -> "*p" + sibling)).isEqualTo("(*p0 + 1) * 2");
		assertThat(size).hasToString("(size + 1) * 2");
		assertThat(parameters.get(1).attributes().get(1).expressions().get(0)).hasToString("size");
		assertThat(parameters.get(0).in()).isTrue();
		assertThat(parameters.get(0).out()).isTrue();
		assertThat(parameters.get(1).in()).isFalse();
	}

	@Test
	void expressionsKeepTheirParentheses() {
		AttributeExpression size = operation("nested").parameters().get(1).attributes().get(0).expressions().get(0);
		assertThat(size).hasToString("100 - (n - 1) / (n * 2 + 1) - 3");
	}

	@Test
	void aStructureMayPointToItself() {
		Structure node = (Structure) types("structure").get(0);
		assertThat(node.javaType()).isEqualTo(Node.class);
		assertThat(node.javaName()).isEqualTo("Node");
		assertThat(node.fields()).containsExactly(
				new FieldDescription("color",
						new Enumeration(Color.class, true,
								List.of(new Enumeration.Constant("RED", 0), new Enumeration.Constant("BLUE", 7))),
						List.of()),
				new FieldDescription("next", new Pointer(PointerKind.UNIQUE, node, true), List.of()));
	}

	@Test
	void aUnionHasItsArmsInOrderAndTheTypeOfItsDiscriminant() {
		Union union = (Union) types("union").get(1);
		assertThat(union.isEncapsulated()).isFalse();
		assertThat(union.discriminant()).isEqualTo(Primitive.UNSIGNED_SHORT);
		assertThat(union.arms()).extracting(Union.Arm::name).containsExactly("number", "nothing");
		assertThat(union.arms()).extracting(Union.Arm::tags).containsExactly(List.of(1L, 0xffffL), List.of());
		assertThat(union.arms().get(1).type()).isNull();
		assertThat(union.arms().get(1).isDefault()).isTrue();
		assertThat(((Union) types("union").get(2)).isEncapsulated()).isTrue();
	}

	private OperationStub operation(String name) {
		return this.stub.operations().stream().filter((each) -> each.name().equals(name)).findAny().orElseThrow();
	}

	private List<TypeDescription> types(String name) {
		return operation(name).parameters().stream().map(ParameterDescription::type).toList();
	}

	private ParameterDescription result(String name) {
		ParameterDescription result = operation(name).result();
		assertThat(result).isNotNull();
		return result;
	}

	@RpcInterface(uuid = "0e6d8a74-7c5b-4f7e-9f0a-0b6f4b6a1c01", version = "1.0")
	interface Described {

		@Unsigned
		int numbers(@Unsigned byte a, short b, @Unsigned int c, Out<@Unsigned Long> d, @RawEnum int e);

		void strings(String a, @Nullable String b, @FixedSize(16) @Ansi String c, Out<String> d);

		void arrays(InOut<Integer> size, @SizeIs("(*size + 1) * 2") @LengthIs("size") Out<int[]> a,
				@FixedSize(8) byte[] b, List<Long> c);

		void nested(int n, @SizeIs("100 - (n - 1) / (n * 2 + 1) - 3") byte[] data);

		void structure(Node node);

		void union(@Unsigned short level, @SwitchIs("level") Choice choice, Choice own);

	}

	record Node(Color color, @Nullable Node next) {
	}

	@V1Enum
	enum Color {

		RED, @EnumNumber(7)
		BLUE

	}

	sealed interface Choice permits Number, Nothing {

	}

	@UnionCase({ 1, -1 })
	record Number(int value) implements Choice {
	}

	@UnionCase(isDefault = true)
	record Nothing() implements Choice {
	}

}
