package io.opnum.rpc.ndr;

import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;

import io.opnum.rpc.InterfaceDefinitionException;
import io.opnum.rpc.InterfaceDefinitionException.Defect;
import io.opnum.rpc.RpcInterface;
import io.opnum.rpc.UnionCase;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

/**
 * Hierarchies of sealed interfaces, generic records and generic interfaces.
 */
class InheritanceMappingTests {

	@Test
	void armsOfInnerInterfacesAreArmsOfTheOuter() {
		sends("vehicle", "01000000" + "02", new Bicycle((byte) 2));
		sends("vehicle", "02000000" + "0700", new Car((short) 7));
		sends("vehicle", "03000000" + "08000000", new Lorry(8));
		sends("vehicle", "04000000", new Amphibian());
	}

	@Test
	void innerInterfaceIsAUnionOfItsOwn() {
		sends("motorVehicle", "03000000" + "08000000", new Lorry(8));
		sends("motorVehicle", "04000000", new Amphibian());
	}

	@Test
	void sealedInterfaceMayBeGeneric() {
		sends("found", "01000000" + "07000000", new Found<>(7));
		sends("found", "02000000" + "0300", new Missing<Integer>((short) 3));
		sends("found", "03000000" + "05000000" + "06000000", new Many<>(5, 6));
		sends("foundText", "01000000" + "00000200" + "02000000" + "00000000" + "02000000" + "61000000",
				new Found<>("a"));
		Result<Map<String, Instant>> deep = new Found<>(Map.of("a", Instant.EPOCH));
		assertThat(RoundTrip.request(operation("deepResults"), List.of(deep, new Missing<>((short) 1))))
			.containsExactly(List.of(deep, new Missing<>((short) 1)));
		assertThat(RoundTrip.response(operation("find"), new Found<>("a"))).isEqualTo(new Found<>("a"));
	}

	@Test
	void numbersDifferThroughout() {
		InterfaceDefinitionException exception = catchThrowableOfType(InterfaceDefinitionException.class,
				() -> InterfaceStub.of(Ambiguous.class));
		assertThat(exception.defects()).extracting(Defect::toString)
			.containsExactly("Outer.Second: the discriminant 1 selects First, too. Give each arm numbers of its own.");
	}

	@Test
	void genericRecordsNest() {
		// A list of pages is not a page of lists
		sends("page", "01000000" + "07000000" + "01000000" + "00000200" + "01000000" + "02000000" + "09000000",
				new Page<>(new Pair<>(1, 7), List.of(new Pair<>(2, 9))));
		Page<Pair<String, Map<String, List<Instant>>>> deep = new Page<>(new Pair<>("a", Map.of()),
				List.of(new Pair<>("b", Map.of("c", List.of(Instant.EPOCH)))));
		assertThat(RoundTrip.request(operation("deepPage"), deep)).containsExactly(deep);
		Page<Optional<@Nullable Vehicle>> vehicles = new Page<>(Optional.of(new Lorry(1)), List.of(Optional.empty()));
		assertThat(RoundTrip.request(operation("vehicles"), vehicles)).containsExactly(vehicles);
		Tree<Long> tree = new Tree<>(1L, List.of(new Tree<>(2L, List.of()), new Tree<>(3L, List.of())));
		assertThat(RoundTrip.request(operation("tree"), tree)).containsExactly(tree);
	}

	@Test
	void typeVariableMayStandForAPrimitive() {
		sends("store", "07000000", 7);
		sends("boxed", "01" + "000000" + "02000000" + "0300", new Boxes<>(true, 2, (short) 3));
		assertThatIllegalArgumentException()
			.isThrownBy(() -> RoundTrip.requestHex(operation("boxed"), new Boxes<>(true, null, (short) 3)))
			.withMessageStartingWith("Types.boxed: boxes.b is null, which can't be sent");
		assertThat(RoundTrip.response(operation("load"), 7)).isEqualTo(7);
	}

	@Test
	void typeVariableMayStandForAPointer() {
		sends("nullableBoxes", "00000200" + "00000000" + "04000200" + "01" + "0000" + "00" + "03000000",
				new Boxes<>(true, null, 3));
	}

	private static void sends(String operation, String hex, @Nullable Object... arguments) {
		assertThat(RoundTrip.requestHex(operation(operation), arguments)).isEqualTo(hex);
		assertThat(RoundTrip.request(operation(operation), arguments)).isEqualTo(arguments);
	}

	private static OperationStub operation(String name) {
		return RoundTrip.operation(Types.class, name);
	}

	interface Store<T> {

		void store(T value);

		T load();

	}

	@RpcInterface
	interface Types extends Store<Integer> {

		void vehicle(Vehicle vehicle);

		void motorVehicle(MotorVehicle vehicle);

		void page(Page<Pair<Integer, Integer>> page);

		void deepPage(Page<Pair<String, Map<String, List<Instant>>>> page);

		void vehicles(Page<Optional<Vehicle>> page);

		void tree(Tree<Long> tree);

		void found(Result<Integer> result);

		void foundText(Result<String> result);

		void deepResults(List<Result<Map<String, Instant>>> results);

		Result<String> find();

		void boxed(Boxes<Boolean, Integer, Short> boxes);

		void nullableBoxes(Boxes<@Nullable Boolean, @Nullable Integer, @Nullable Integer> boxes);

	}

	sealed interface Result<T> permits Found, Missing, Several {

	}

	@UnionCase(1)
	record Found<T>(T value) implements Result<T> {

	}

	@UnionCase(2)
	record Missing<T>(short reason) implements Result<T> {

	}

	sealed interface Several<E> extends Result<E> permits Many {

	}

	@UnionCase(3)
	record Many<A>(A first, A second) implements Several<A> {

	}

	sealed interface Vehicle permits Bicycle, MotorVehicle, SwimmingVehicle {

	}

	sealed interface MotorVehicle extends Vehicle permits Car, HeavyVehicle, Amphibian {

	}

	sealed interface HeavyVehicle extends MotorVehicle permits Lorry {

	}

	sealed interface SwimmingVehicle extends Vehicle permits Amphibian {

	}

	@UnionCase(1)
	record Bicycle(byte wheels) implements Vehicle {

	}

	@UnionCase(2)
	record Car(short doors) implements MotorVehicle {

	}

	@UnionCase(3)
	record Lorry(int load) implements HeavyVehicle {

	}

	@UnionCase(4)
	record Amphibian() implements MotorVehicle, SwimmingVehicle {

	}

	record Page<T>(T first, List<T> rest) {

	}

	record Pair<A, B>(A left, B right) {

	}

	record Tree<T>(T value, List<Tree<T>> children) {

	}

	record Boxes<A, B, C>(A a, B b, C c) {

	}

	@RpcInterface
	interface Ambiguous {

		void first(Outer outer);

	}

	sealed interface Outer permits First, Inner {

	}

	sealed interface Inner extends Outer permits Second {

	}

	@UnionCase(1)
	record First(int value) implements Outer {

	}

	@UnionCase(1)
	record Second(int value) implements Inner {

	}

}
