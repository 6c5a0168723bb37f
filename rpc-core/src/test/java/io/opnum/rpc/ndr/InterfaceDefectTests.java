package io.opnum.rpc.ndr;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.util.Date;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SortedMap;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;

import io.opnum.rpc.Ansi;
import io.opnum.rpc.Broadcast;
import io.opnum.rpc.ClosesContext;
import io.opnum.rpc.ContextHandle;
import io.opnum.rpc.EnumNumber;
import io.opnum.rpc.FirstIs;
import io.opnum.rpc.FixedSize;
import io.opnum.rpc.Full;
import io.opnum.rpc.Idempotent;
import io.opnum.rpc.InOut;
import io.opnum.rpc.InterfaceDefinitionException;
import io.opnum.rpc.InterfaceDefinitionException.Defect;
import io.opnum.rpc.LastIs;
import io.opnum.rpc.LengthIs;
import io.opnum.rpc.MaxIs;
import io.opnum.rpc.MsUnion;
import io.opnum.rpc.Maybe;
import io.opnum.rpc.Operation;
import io.opnum.rpc.Out;
import io.opnum.rpc.Pipe;
import io.opnum.rpc.PipeSink;
import io.opnum.rpc.PipeSource;
import io.opnum.rpc.Range;
import io.opnum.rpc.RawEnum;
import io.opnum.rpc.Ref;
import io.opnum.rpc.RpcFaultStatus;
import io.opnum.rpc.RpcInterface;
import io.opnum.rpc.SizeIs;
import io.opnum.rpc.SwitchIs;
import io.opnum.rpc.SwitchType;
import io.opnum.rpc.UnionCase;
import io.opnum.rpc.Unique;
import io.opnum.rpc.Unsigned;
import io.opnum.rpc.binding.BindingHandle;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

/**
 * One test per defect; what stands here is what a user reads.
 */
@SuppressWarnings("rawtypes")
class InterfaceDefectTests {

	@Test
	void allDefectsAreReportedTogether() {
		InterfaceDefinitionException exception = failure(Several.class);
		assertThat(exception.rpcInterface()).isEqualTo(Several.class);
		assertThat(exception.defects()).hasSize(3);
		assertThat(exception).hasMessage(
				"""
						io.opnum.rpc.ndr.InterfaceDefectTests$Several can't be an RPC interface:
						  - first(Date), parameter when: Date has no NDR form. Use an Instant.
						  - second(Map), parameter prices: Map is used without type arguments. Give them.
						  - third(int), parameter length: int is a Java primitive, which can't be a pointer. Leave out the pointer \
						annotation, or use Optional<Integer>."""
					.replace("\n", System.lineSeparator()));
	}

	@RpcInterface
	interface Several {

		void first(Date when);

		void second(Map prices);

		void third(@Unique int length);

	}

	@Test
	void declaredExceptionsCantBeMadeOfFaults() {
		assertThat(defects(Refusing.class)).containsExactly(
				"first(), throws NoConstructor: it can't be made of a fault. Give it a constructor "
						+ "(String message, Throwable cause), (String message) or (), and let it not be abstract.",
				"first(), throws AbstractRefusal: it can't be made of a fault. Give it a constructor "
						+ "(String message, Throwable cause), (String message) or (), and let it not be abstract.",
				"second(), throws ProtocolError: unknown status (0xc0000005) may not be the status of a fault. "
						+ "Give it another number, for example 0xe0000001.",
				"third(), throws SubRefusal: Refusal has the same status, unknown status (0xe0000001). "
						+ "Give each of them an @RpcFaultStatus of its own, or declare one of them.");
	}

	@RpcInterface
	interface Refusing {

		void first() throws NoConstructor, AbstractRefusal, IOException;

		void second() throws ProtocolError;

		void third() throws Refusal, SubRefusal;

	}

	@RpcFaultStatus(0xe0000001)
	static class Refusal extends Exception {

	}

	static class SubRefusal extends Refusal {

	}

	@RpcFaultStatus(0xe0000002)
	abstract static class AbstractRefusal extends Exception {

	}

	@RpcFaultStatus(0xe0000003)
	static class NoConstructor extends Exception {

		NoConstructor(int number) {
			super("" + number);
		}

	}

	@RpcFaultStatus(0xc0000005)
	static class ProtocolError extends Exception {

	}

	@Test
	void contextHandleIsParameterOrResult() {
		String misplaced = "a ContextHandle<Runnable> is a parameter or a result, never part of something else. Make it a "
				+ "parameter of its own, with @Nullable if it may be null; an NdrContextHandle is the mere octets.";
		String vague = " does not tell which type of handle it is. Name a class or an interface that has no type "
				+ "arguments, one for each type of handle.";
		assertThat(defects(Misplaced.class)).containsExactly("result(), result: " + misplaced,
				"pass(Optional<ContextHandle<Runnable>>), parameter handle: " + misplaced,
				"Holder.handle: " + misplaced,
				"pointTo(ContextHandle<Runnable>), parameter handle: there is no pointer to a ContextHandle<Runnable> on "
						+ "the wire. Leave out the pointer annotation; @Nullable lets the null handle through.",
				"passUntyped(ContextHandle<?>), parameter handle: ContextHandle<?>" + vague,
				"passVague(ContextHandle<List<String>>), parameter handle: ContextHandle<List<String>>" + vague);
	}

	@RpcInterface
	interface Misplaced {

		List<ContextHandle<Runnable>> result();

		void pass(Optional<ContextHandle<Runnable>> handle);

		void passWithin(Holder holder);

		void pointTo(@Unique ContextHandle<Runnable> handle);

		void passUntyped(ContextHandle<?> handle);

		void passVague(ContextHandle<List<String>> handle);

		record Holder(ContextHandle<Runnable> handle) {
		}

	}

	@Test
	void operationThatEndsContextHandleHasThatAlone() {
		String mend = ": @ClosesContext is about one context handle that is passed and comes back null. Give it one "
				+ "InOut<ContextHandle<S>>, and no other parameter but Out and BindingHandle.";
		assertThat(defects(Closing.class)).containsExactly(
				"closeToo(InOut<ContextHandle<Runnable>>, Out<Integer>, BindingHandle): @ClosesContext is on "
						+ "close(InOut<ContextHandle<Runnable>>), too, for the same type of handle. Leave it on the one "
						+ "that ContextHandle.close() shall call.",
				"closeWith(InOut<ContextHandle<Runnable>>, int)" + mend, "closeNothing()" + mend,
				"closeKept(ContextHandle<Runnable>)" + mend);
	}

	@RpcInterface
	interface Closing {

		@ClosesContext
		void close(InOut<ContextHandle<Runnable>> handle);

		@ClosesContext
		int closeToo(InOut<ContextHandle<Runnable>> handle, Out<Integer> left, BindingHandle binding);

		@ClosesContext
		void closeWith(InOut<ContextHandle<Runnable>> handle, int reason);

		@ClosesContext
		void closeNothing();

		@ClosesContext
		void closeKept(ContextHandle<Runnable> handle);

	}

	@Test
	void aClassIsNoInterface() {
		assertThat(defects(String.class))
			.containsExactly("it is no interface. Move its operations to an interface with @RpcInterface.");
	}

	@Test
	void annotationIsMissing() {
		assertThat(defects(NotAnnotated.class)).containsExactly("@RpcInterface is missing. Annotate the interface.");
	}

	interface NotAnnotated {

		void ping();

	}

	@Test
	void uuidIsMalformed() {
		assertThat(defects(BadUuid.class)).singleElement()
			.asString()
			.startsWith("@RpcInterface has no valid uuid or version: ")
			.endsWith("version = \"1.0\").");
	}

	@RpcInterface(uuid = "not-a-uuid")
	interface BadUuid {

	}

	@Test
	void versionIsMalformed() {
		assertThat(defects(BadVersion.class)).singleElement()
			.asString()
			.startsWith("@RpcInterface has no valid uuid or version: ")
			.contains("one.zero");
	}

	@RpcInterface(version = "one.zero")
	interface BadVersion {

	}

	@Test
	void endpointIsMalformed() {
		assertThat(defects(BadEndpoint.class)).singleElement()
			.asString()
			.startsWith("@RpcInterface has a malformed endpoint: ")
			.endsWith("Write it as in endpoints = \"ncacn_ip_tcp:[9135]\".");
	}

	@RpcInterface(endpoints = "ncacn_ip_tcp[9135")
	interface BadEndpoint {

	}

	@Test
	void opnumsAreEqual() {
		assertThat(defects(EqualOpnums.class))
			.containsExactly("second(): the opnum 7 is that of first(), too. Give each operation a number of its own.");
	}

	@RpcInterface
	interface EqualOpnums {

		@Operation(7)
		void first();

		@Operation(7)
		void second();

	}

	@Test
	void opnumsAreGivenAndCounted() {
		assertThat(defects(MixedOpnums.class))
			.containsExactly("some operations have a given opnum, others have not: second(), third(int)."
					+ " Give @Operation a number on all of them or on none.");
	}

	@RpcInterface
	interface MixedOpnums {

		@Operation(7)
		void first();

		void second();

		@Operation
		void third(int value);

	}

	@Test
	void opnumIsOutOfRange() {
		assertThat(defects(OpnumOutOfRange.class)).containsExactly(
				"first(): the opnum 65536 is out of range. Use 0 to 65535.",
				"second(): the opnum -2 is out of range. Use 0 to 65535.");
	}

	@RpcInterface
	interface OpnumOutOfRange {

		@Operation(65536)
		void first();

		@Operation(-2)
		void second();

	}

	@Test
	void operationHasABody() {
		assertThat(defects(OperationWithBody.class)).containsExactly(
				"first(): it has a body, so it is no operation, but @Operation makes it one. Leave out @Operation or the body.");
	}

	@RpcInterface
	interface OperationWithBody {

		@Operation(1)
		default void first() {
		}

	}

	@Test
	void operationIsGeneric() {
		assertThat(defects(GenericOperation.class))
			.containsExactly("first(T): an operation can't be generic. Name the types.");
	}

	@RpcInterface
	interface GenericOperation {

		<T> void first(T value);

	}

	@Test
	void typeHasNoNdrForm() {
		assertThat(defects(NoNdrForm.class)).containsExactly(
				"javaClass(Bean), parameter bean: Bean has no NDR form. Make it a record, or name a converter with"
						+ " @ConvertedBy.",
				"map(SortedMap<String, UUID>), parameter map: SortedMap<String, UUID> has no NDR form. Use a Map.",
				"nested(), result: Future<Integer> has no NDR form. Use CompletableFuture as the result.",
				"object(Object), parameter object: Object has no NDR form. Use a record, or a sealed interface of records,"
						+ " which is a union, or name a converter with @ConvertedBy.",
				"Line.prices: Queue<String> has no NDR form. Use a List.",
				"string(CharSequence), parameter text: CharSequence has no NDR form. Use a String.",
				"year(), result: Year has no NDR form. Use an Instant, LocalDate, LocalTime, LocalDateTime, OffsetDateTime"
						+ " or ZonedDateTime.");
	}

	@RpcInterface
	interface NoNdrForm {

		void javaClass(Bean bean);

		void map(SortedMap<String, UUID> map);

		java.util.concurrent.Future<Integer> nested();

		void object(Object object);

		void record(Line line);

		void string(CharSequence text);

		java.time.Year year();

	}

	static class Bean {

	}

	record Line(java.util.Queue<String> prices) {

	}

	@Test
	void boxedPrimitiveIsNoPointer() {
		assertThat(defects(Boxed.class)).containsExactly(
				"first(Integer), parameter value: Integer is neither a value nor a pointer. Write int, or mark it @Nullable"
						+ " to make it a pointer.",
				"first(Integer), result: Long is neither a value nor a pointer. Write long, or mark it @Nullable to make it"
						+ " a pointer.");
	}

	@RpcInterface
	interface Boxed {

		Long first(Integer value);

	}

	@Test
	void holderHasNoTypeArgument() {
		assertThat(defects(RawHolder.class)).containsExactly(
				"first(Out, InOut), parameter out: Out has no type argument. Write Out<T>.",
				"first(Out, InOut), parameter inOut: InOut has no type argument. Write InOut<T>.");
	}

	@RpcInterface
	interface RawHolder {

		void first(Out out, InOut inOut);

	}

	@Test
	void holderIsNullable() {
		assertThat(defects(NullableHolder.class))
			.containsExactly("first(Out<UUID>), parameter out: the holder of an [out] parameter is never null."
					+ " Write Out<@Nullable T> for a pointer that may be null.");
	}

	@RpcInterface
	interface NullableHolder {

		void first(@Nullable Out<UUID> out);

	}

	@Test
	void futureHasNoTypeArgument() {
		assertThat(defects(RawFuture.class)).containsExactly(
				"first(), result: CompletableFuture has no type argument. Write CompletableFuture<T>, or <Void> for no result.");
	}

	@RpcInterface
	interface RawFuture {

		CompletableFuture first();

	}

	@Test
	void typeArgumentIsAWildcard() {
		assertThat(defects(Wildcard.class)).containsExactly(
				"first(), result: ? extends java.lang.Number is a wildcard or a type variable that nothing is known of. Name the type.",
				"second(List<?>), parameter values: ? is a wildcard or a type variable that nothing is known of."
						+ " Name the type.");
	}

	@RpcInterface
	interface Wildcard {

		CompletableFuture<? extends Number> first();

		void second(List<?> values);

	}

	@Test
	void superInterfaceHasNoTypeArguments() {
		assertThat(defects(RawSuper.class)).containsExactly("it extends Base without type arguments. Give them.");
	}

	interface Base<T> {

		T first();

	}

	@RpcInterface
	interface RawSuper extends Base {

	}

	@Test
	void thereAreTwoBindingHandles() {
		assertThat(defects(TwoBindingHandles.class)).containsExactly(
				"first(BindingHandle, BindingHandle): it has more than one BindingHandle. Leave one of them.");
	}

	@RpcInterface
	interface TwoBindingHandles {

		void first(BindingHandle one, BindingHandle two);

	}

	@Test
	void attributeNamesNothing() {
		assertThat(defects(Unnamed.class)).containsExactly(
				"first(int, byte[]), parameter data: @SizeIs names 'size', but there is no such parameter. Name one of"
						+ " length, data.",
				"first(int, byte[]), parameter data: @LengthIs names 'actual', but there is no such parameter. Name one of"
						+ " length, data.",
				"Blob.data: @SizeIs names 'size', but there is no such field. Name one of length, data.",
				"third(int, Figure), parameter shape: @SwitchIs names 'kind', but there is no such parameter. Name one of"
						+ " level, shape.");
	}

	@RpcInterface
	interface Unnamed {

		void first(int length, @SizeIs("size") @LengthIs("actual") byte[] data);

		void second(Blob blob);

		void third(int level, @SwitchIs("kind") Figure shape);

	}

	sealed interface Figure {

	}

	@UnionCase(1)
	record Segment(int length) implements Figure {

	}

	record Blob(int length, @SizeIs("size") byte[] data) {

	}

	@Test
	void attributeNamesWhatHasNoValue() {
		assertThat(defects(Valueless.class)).containsExactly(
				"first(BindingHandle, PipeSource<Integer>, byte[]), parameter data: @SizeIs names 'pipe', which has no value"
						+ " of its own on the wire. Name one of data.",
				"second(BindingHandle, int, byte[]), parameter data: @SizeIs names 'size', but there is no such parameter."
						+ " Name one of length, data.");
	}

	@RpcInterface
	interface Valueless {

		void first(BindingHandle server, PipeSource<Integer> pipe, @SizeIs("pipe") byte[] data);

		void second(BindingHandle server, int length, @SizeIs("size") byte[] data);

	}

	@Test
	void whatAMapHoldsIsNamedByTheOperation() {
		assertThat(defects(BadMap.class)).containsExactly(
				"first(Map<String, Date>), parameter prices, as MapConverter converts it, value: Date has no NDR form. Use"
						+ " an Instant.",
				"second(), result, as MapConverter converts it, key: Date has no NDR form. Use an Instant.");
	}

	@RpcInterface
	interface BadMap {

		void first(Map<String, Date> prices);

		Map<Date, Integer> second();

	}

	@Test
	void attributeNamesWhatIsNotIntegral() {
		assertThat(defects(NotIntegral.class)).containsExactly(
				"first(String, byte[]), parameter data: @SizeIs names 'length', which is a String. Name a parameter of type"
						+ " byte, short, int or long.",
				"NullableLength.data: @SizeIs names 'length', a pointer to what comes after the structure. Make this a"
						+ " pointer, too, with @Unique, or name a field that is a plain value.",
				"NullableLevel.shape: @SwitchIs names 'level', a pointer to what comes after the structure. Name a field that"
						+ " is a plain value.",
				"third(double, Figure), parameter shape: the discriminant of Figure has no integral type. Use byte, short,"
						+ " int, long, char, boolean or an enum.");
	}

	@RpcInterface
	interface NotIntegral {

		void first(String length, @SizeIs("length") byte[] data);

		void second(NullableLength blob);

		void pointed(NullableLevel level);

		void third(double level, @SwitchIs("level") Figure shape);

	}

	record NullableLevel(@Nullable Integer level, @SwitchIs("level") Figure shape) {

	}

	record NullableLength(@Nullable Integer length, @SizeIs("length") byte[] data) {

	}

	@Test
	void attributeNamesWhatTheRequestDoesNotHave() {
		assertThat(defects(OutOnly.class)).containsExactly(
				"first(Out<Integer>, byte[]), parameter data: @SizeIs names 'length', which is not there yet in the request."
						+ " Make it an InOut or a plain parameter.");
	}

	@RpcInterface
	interface OutOnly {

		void first(Out<Integer> length, @SizeIs("length") byte[] data);

	}

	@Test
	void attributeIsNoExpression() {
		assertThat(defects(NoExpression.class)).containsExactly(
				"first(int, byte[]), parameter data: @SizeIs(\"length *\") is no expression from character 9 on."
						+ " Name a parameter or field of an integral type; + - * / and numbers may go with it.");
	}

	@RpcInterface
	interface NoExpression {

		void first(int length, @SizeIs("length *") byte[] data);

	}

	@Test
	void attributeIsTooDeepInside() {
		assertThat(defects(TooDeep.class)).containsExactly(
				"first(int, List<byte[]>), parameter data: @SizeIs is inside of an array or a pointer, where there is"
						+ " nothing beside it. Say it of the outermost array, as in @SizeIs({ \"n\", \"m\" }), or make the inner one a field of a record, beside its size.");
	}

	@RpcInterface
	interface TooDeep {

		void first(int length, List<byte @SizeIs("length") []> data);

	}

	@Test
	void arrayHasFewerDimensionsThanItsAttributes() {
		assertThat(defects(TooManyDimensions.class)).containsExactly(
				"flat(int, int[]), parameter data: int[] has fewer than the 2 dimensions that its attributes speak of. Give"
						+ " one expression for each dimension; one that is a pointer, or has attributes of its own, is none.",
				"text(int, String), parameter text: String has fewer than the 2 dimensions that its attributes speak of."
						+ " Give one expression for each dimension; one that is a pointer, or has attributes of its own, is"
						+ " none.",
				"pointers(int, List<List<Integer>>), parameter data: List<List<Integer>> has fewer than the 2 dimensions"
						+ " that its attributes speak of. Give one expression for each dimension; one that is a pointer, or"
						+ " has attributes of its own, is none.",
				"parts(int, int[][]), parameter data: there are more dimensions that are sent in part than those whose size"
						+ " is known. Add @SizeIs or @FixedSize for each dimension.",
				"empty(int, int[][]), parameter data: @SizeIs(\"\") is no expression from character 1 on. Name a parameter or"
						+ " field of an integral type; + - * / and numbers may go with it.");
	}

	@RpcInterface
	interface TooManyDimensions {

		void flat(int n, @SizeIs({ "n", "n" }) int[] data);

		void text(int n, @SizeIs({ "n", "n" }) String text);

		void pointers(int n, @SizeIs({ "n", "n" }) List<@Full List<Integer>> data);

		void parts(int n, @SizeIs("n") @LengthIs({ "n", "n" }) int[][] data);

		void empty(int n, @SizeIs({ "n", "" }) int[][] data);

	}

	@Test
	void arrayHasTwoOfOneKind() {
		assertThat(defects(TwoOfOneKind.class)).containsExactly(
				"first(int, int[]), parameter data: an array is either @SizeIs or @MaxIs. Leave one of them.",
				"first(int, int[]), parameter data: an array is either @LengthIs or @LastIs. Leave one of them.",
				"second(int, String), parameter text: @FirstIs means nothing on String. Leave it out, or put it in front of"
						+ " the type it is about.");
	}

	@RpcInterface
	interface TwoOfOneKind {

		void first(int n, @SizeIs("n") @MaxIs("n") @LengthIs("n") @LastIs("n") int[] data);

		void second(int n, @SizeIs("n") @FirstIs("n") String text);

	}

	@Test
	void recordIsNoUnion() {
		assertThat(defects(BadRecordUnion.class)).containsExactly(
				"NotNullable.number: an arm is null where another one is selected. Mark it @Nullable, of a boxed type.",
				"NotNullable.text: an arm is null where another one is selected. Mark it @Nullable.",
				"NotNullable.text: the discriminant 1 selects number, too. Give each arm numbers of its own.",
				"TwoTags.other: it is no arm of the union, and tag is its discriminant already. Annotate it with @UnionCase,"
						+ " or put the union into a record of its own beside it.",
				"third(TextTag), parameter value: the discriminant of TextTag has no integral type. Use byte, short, int,"
						+ " long, char, boolean or an enum.",
				"fourth(int, SizedArm), parameter n: @MsUnion means nothing on int. Leave it out, or put it in front of"
						+ " the type it is about.",
				"SizedArm.data: @SizeIs is inside of an array or a pointer, where there is nothing beside it. Say it of the"
						+ " outermost array, as in @SizeIs({ \"n\", \"m\" }), or make the inner one a field of a record,"
						+ " beside its size.",
				"Nested.NestedArm: an arm of a union can't itself be one. Make it the component of a record.",
				"SizedArm.data: an arm of a union can't be conformant. Make the array a pointer with @Unique.");
	}

	@RpcInterface
	interface BadRecordUnion {

		void first(NotNullable value);

		void second(TwoTags value);

		void third(TextTag value);

		void fourth(@MsUnion int n, SizedArm value);

		void fifth(Nested value);

	}

	record NotNullable(@UnionCase(1) int number, @UnionCase(1) String text) {

	}

	record TwoTags(int tag, int other, @UnionCase(1) @Nullable Integer number) {

	}

	record TextTag(String tag, @UnionCase(1) @Nullable Integer number) {

	}

	record SizedArm(int n, @UnionCase(1) @SizeIs("n") byte @Nullable [] data) {

	}

	sealed interface Nested {

	}

	@UnionCase(1)
	record NestedArm(@UnionCase(1) @Nullable Integer number) implements Nested {

	}

	@Test
	void rangeIsNoRange() {
		assertThat(defects(BadRange.class)).containsExactly(
				"first(int, float, String), parameter n: @Range from 5 to 1 is empty. Change its ends.",
				"first(int, float, String), parameter f: @Range means nothing on float. Leave it out.",
				"first(int, float, String), parameter s: @Range means nothing on String. Leave it out, or put it in front of"
						+ " the type it is about.",
				"second(short, int, byte), parameter s: @Range from 1 to 40000 does not fit in short. Change its ends.",
				"second(short, int, byte), parameter u: @Range from -1 to 5 does not fit in unsigned int. Change its ends.",
				"third(long), parameter n: @Range from -1 to 1 is empty. Change its ends.");
	}

	@RpcInterface
	interface BadRange {

		void first(@Range(min = 5, max = 1) int n, @Range(min = 1, max = 5) float f, @Range(min = 1, max = 5) String s);

		void second(@Range(min = 1, max = 40000) short s, @Range(min = -1, max = 5) @Unsigned int u,
				@Range(min = 0, max = 255) @Unsigned byte b);

		void third(@Range(min = -1, max = 1) @Unsigned long n);

	}

	@Test
	void arrayHasNoRoom() {
		assertThat(defects(NoRoom.class)).containsExactly(
				"first(byte[], String), parameter data: @FixedSize(0) leaves no room. Give a positive number.",
				"first(byte[], String), parameter text: @FixedSize(-1) leaves no room. Give a positive number.");
	}

	@RpcInterface
	interface NoRoom {

		void first(@FixedSize(0) byte[] data, @FixedSize(-1) String text);

	}

	@Test
	void arrayHasTooMuchSaidOfIt() {
		assertThat(defects(TooMuchSaid.class)).containsExactly(
				"first(int, byte[]), parameter data: an array is either @FixedSize or @SizeIs. Leave one of them.",
				"second(int, byte[]), parameter data: @LengthIs says how many elements are sent, but not how many there is"
						+ " room for. Add @SizeIs or @FixedSize.",
				"third(int, String), parameter text: a string of fixed size has no @SizeIs or @LengthIs. Leave them out.");
	}

	@RpcInterface
	interface TooMuchSaid {

		void first(int n, @FixedSize(3) @SizeIs("n") byte[] data);

		void second(int n, @LengthIs("n") byte[] data);

		void third(int n, @FixedSize(3) @SizeIs("n") String text);

	}

	@Test
	void conformantFieldIsNotTheLast() {
		assertThat(defects(ConformantInside.class)).containsExactly(
				"Inside.data: a conformant array, or a structure that ends in one, must be the last field. Move it to the"
						+ " end, or make it a pointer with @Unique.",
				"Embedding.tower: a conformant array, or a structure that ends in one, must be the last field. Move it to"
						+ " the end, or make it a pointer with @Unique.",
				"third(Tower[]), parameter towers: Tower ends in a conformant array, so it can't be an element. Make the"
						+ " elements pointers with @Unique.",
				"ConformantUnion.ConformantArm: an arm of a union can't be conformant. Make the array a pointer with"
						+ " @Unique.");
	}

	@RpcInterface
	interface ConformantInside {

		void first(Inside inside);

		void second(Embedding embedding);

		void third(Tower[] towers);

		void fourth(ConformantUnion union);

	}

	record Inside(int length, @SizeIs("length") byte[] data, int after) {

	}

	record Tower(int length, @SizeIs("length") byte[] octets) {

	}

	record Embedding(Tower tower, int after) {

	}

	sealed interface ConformantUnion {

	}

	@UnionCase(1)
	record ConformantArm(int length, @SizeIs("length") byte[] octets) implements ConformantUnion {

	}

	@Test
	void structureIsEmpty() {
		assertThat(defects(EmptyStructure.class))
			.containsExactly("first(Empty), parameter empty: Empty has no components, and a structure has at least one"
					+ " field. Give it one.");
	}

	@RpcInterface
	interface EmptyStructure {

		void first(Empty empty);

	}

	record Empty() {

	}

	@Test
	void structureContainsItself() {
		assertThat(defects(Recursive.class)).containsExactly("Egg: the structure contains itself by value. Make it a"
				+ " pointer: mark the component @Nullable, or use Optional or a List.");
	}

	@RpcInterface
	interface Recursive {

		void first(Egg egg);

	}

	record Egg(Hen hen) {

	}

	record Hen(Egg egg) {

	}

	@Test
	void typeExpandsWithoutEnd() {
		assertThat(defects(Expanding.class)).singleElement()
			.asString()
			.contains("expands without end. Use a record whose type arguments don't grow in the record itself.");
	}

	@RpcInterface
	interface Expanding {

		void first(Growing<Integer> growing);

	}

	record Growing<T>(@Nullable Growing<List<T>> next) {

	}

	@Test
	void pointerContradictsItself() {
		assertThat(defects(Pointers.class)).containsExactly(
				"first(UUID), parameter id: a pointer is either @Ref, @Unique or @Full. Leave one of them.",
				"second(UUID), parameter id: a @Ref pointer is never null. Leave out @Nullable, or make it @Unique.",
				"third(Optional<UUID>), parameter id: an Optional is a pointer that may be null already. Leave out"
						+ " @Nullable.",
				"fourth(Optional<UUID>), parameter id: an Optional can't hold null. Leave out @Nullable, or use"
						+ " Optional<Optional<UUID>>.",
				"fifth(int), parameter number: int is a Java primitive, which can't be a pointer. Leave out the pointer"
						+ " annotation, or use Optional<Integer>.");
	}

	@RpcInterface
	interface Pointers {

		void first(@Unique @Full UUID id);

		void second(@Ref @Nullable UUID id);

		void third(@Nullable Optional<UUID> id);

		void fourth(Optional<@Nullable UUID> id);

		void fifth(@Full int number);

	}

	@Test
	void annotationMeansNothing() {
		assertThat(defects(Meaningless.class)).containsExactly(
				"first(int), parameter number: @Ansi means nothing on int. Leave it out, or put it in front of the type it"
						+ " is about.",
				"second(List<String>), parameter texts: @Ansi means nothing on List<String>. Leave it out, or put it in"
						+ " front of the type it is about.",
				"third(UUID), parameter id: @SizeIs means nothing on UUID. Leave it out, or put it in front of the type it"
						+ " is about.");
	}

	@RpcInterface
	interface Meaningless {

		void first(@Ansi int number);

		void second(@Ansi List<String> texts);

		void third(@SizeIs("id") UUID id);

	}

	@Test
	void enumNumbersAreEqualOrTooLarge() {
		assertThat(defects(Enums.class)).containsExactly(
				"Numbered.ALSO_ONE: the number 1 is that of another constant, too. Give each constant a number of its own"
						+ " with @EnumNumber.",
				"Numbered.LARGE: the number 65536 does not fit in an enum of 16 bits. Use 0 to 65535, or mark the enum"
						+ " @V1Enum.");
	}

	@RpcInterface
	interface Enums {

		void first(Numbered numbered);

	}

	enum Numbered {

		ZERO, ONE, @EnumNumber(1)
		ALSO_ONE, @EnumNumber(65536)
		LARGE

	}

	@Test
	void discriminantIsTooLargeForAnEnum() {
		assertThat(defects(LargeLevel.class)).containsExactly(
				"AtLevel.Far: the discriminant 65536 does not fit in its type. Use a smaller number, or a wider type.");
	}

	@RpcInterface
	interface LargeLevel {

		void first(@RawEnum int level, @SwitchIs("level") AtLevel union);

	}

	sealed interface AtLevel {

	}

	@UnionCase(65535)
	record Near(int value) implements AtLevel {

	}

	@UnionCase(65536)
	record Far(int value) implements AtLevel {

	}

	@Test
	void unionArmsAreWrong() {
		assertThat(defects(Unions.class)).containsExactly(
				"Shape.Unmarked: nothing says which discriminant selects this arm. Annotate it with @UnionCase and a number,"
						+ " or isDefault.",
				"Shape.Square: Circle is the default arm, too. Leave one of them.",
				"Shape.Square: the discriminant 1 selects Circle, too. Give each arm numbers of its own.",
				"Shape.NoRecord: an arm of a union is a record. Make it one.",
				"Narrow.Wide: the discriminant 256 does not fit in its type. Use a smaller number, or a wider type.",
				"GenericUnion.FixedArm: it is an arm of GenericUnion<String>, not of GenericUnion<Integer>. Let it implement"
						+ " GenericUnion for a type parameter of its own.",
				"GenericUnion.OpenArm: nothing says what U stands for in GenericUnion<Integer>. Make it a type parameter of"
						+ " GenericUnion, too, or name the type.",
				"fourth(GenericArms<Integer>), parameter union: GenericArms<Integer> is generic, which a record can't be"
						+ " whose components are arms. Name the types in its arms, or make it a sealed interface.",
				"fifth(OldShape), parameter shape: @MsUnion means nothing where OldShape carries its own discriminant. Name"
						+ " the parameter or field that has it with @SwitchIs, or leave out @MsUnion.");
	}

	@RpcInterface
	interface Unions {

		void first(Shape shape);

		void second(Narrow narrow);

		void third(GenericUnion<Integer> union);

		void fourth(GenericArms<Integer> union);

		void fifth(OldShape shape);

	}

	sealed interface Shape {

	}

	record Unmarked(int value) implements Shape {

	}

	@UnionCase(value = 1, isDefault = true)
	record Circle(int radius) implements Shape {

	}

	@UnionCase(value = { 1, 2 }, isDefault = true)
	record Square(int side) implements Shape {

	}

	@UnionCase(3)
	static final class NoRecord implements Shape {

	}

	@SwitchType(byte.class)
	sealed interface Narrow {

	}

	@UnionCase(256)
	record Wide(int value) implements Narrow {

	}

	sealed interface GenericUnion<T> {

	}

	@UnionCase(1)
	record GenericArm<T>(T value) implements GenericUnion<T> {

	}

	@UnionCase(2)
	record FixedArm(int value) implements GenericUnion<String> {

	}

	@UnionCase(3)
	record OpenArm<T, U>(T value, U other) implements GenericUnion<T> {

	}

	record GenericArms<T>(@UnionCase(1) @Nullable T value) {

	}

	@MsUnion
	sealed interface OldShape {

	}

	@UnionCase(1)
	record OldCircle(int radius) implements OldShape {

	}

	@Test
	void nothingComesBackFromMaybe() {
		assertThat(defects(Notifier.class)).containsExactly(
				"notify(String), result: an operation with @Maybe awaits no answer, so it has no result. "
						+ "Return void, or leave out @Maybe.",
				"count(Out<Integer>), parameter count: an operation with @Maybe awaits no answer, so nothing comes back in Out. "
						+ "Take the value itself, or leave out @Maybe.");
	}

	@RpcInterface
	interface Notifier {

		@Maybe
		int notify(String text);

		@Maybe
		void count(Out<Integer> count);

		@Maybe
		void fine(String text);

		@Maybe
		CompletableFuture<Void> fineToo(String text);

	}

	@Test
	void pipeHasElementsOfOneSize() {
		String mend = " is no element of a pipe, since not all of its values have the same size on the wire. Use a"
				+ " record of primitives, enums, UUIDs and arrays with @FixedSize, or a pipe of bytes.";
		assertThat(defects(PipeElements.class)).containsExactly(
				"raw(PipeSink), parameter pipe: PipeSink has no type argument. Write PipeSink<T>.",
				"strings(PipeSource<String>), parameter pipe: String" + mend,
				"lists(PipeSink<List<Integer>>), parameter pipe: List<Integer>" + mend,
				"optionals(PipeSource<Optional<UUID>>), parameter pipe: Optional<UUID>" + mend,
				"nullables(PipeSource<Integer>), parameter pipe: Integer" + mend,
				"records(Pipe<Tower>), parameter pipe: Tower" + mend,
				"unions(PipeSource<Narrowing>), parameter pipe: Narrowing" + mend,
				"arrays(PipeSource<UUID[]>), parameter pipe: UUID[]" + mend);
	}

	@RpcInterface
	interface PipeElements {

		void strings(PipeSource<String> pipe);

		void lists(PipeSink<List<Integer>> pipe);

		void optionals(PipeSource<Optional<UUID>> pipe);

		void nullables(PipeSource<@Nullable Integer> pipe);

		void records(Pipe<Tower> pipe);

		void unions(PipeSource<Narrowing> pipe);

		void arrays(PipeSource<UUID[]> pipe);

		void raw(PipeSink pipe);

		void fine(Pipe<Sample> pipe, PipeSink<double[]> doubles, PipeSource<Integer> numbers, PipeSource<UUID> ids);

	}

	record Sample(UUID id, long time, @FixedSize(3) int[] values) {

	}

	sealed interface Narrowing {

	}

	@UnionCase(1)
	record Narrowed(int value) implements Narrowing {

	}

	@Test
	void pipeIsAParameterOfItsOwn() {
		assertThat(defects(MisplacedPipes.class)).containsExactly(
				"result(), result: InputStream has no NDR form. Use a byte[], or for a pipe a parameter of type InputStream.",
				"hold(Out<PipeSink<Integer>>), parameter pipe: PipeSink<Integer> has no NDR form. Use a PipeSink as a"
						+ " parameter of its own.",
				"nest(PipeSource<PipeSource<Integer>>), parameter pipe: PipeSource<Integer> has no NDR form. Use a PipeSource"
						+ " as a parameter of its own.",
				"PipeHolder.pipe: Pipe<Integer> has no NDR form. Use a Pipe as a parameter of its own.",
				"list(List<OutputStream>), parameter pipes: OutputStream has no NDR form. Use a byte[], or for a pipe a"
						+ " parameter of type OutputStream.");
	}

	@RpcInterface
	interface MisplacedPipes {

		InputStream result();

		void hold(Out<PipeSink<Integer>> pipe);

		void nest(PipeSource<PipeSource<Integer>> pipe);

		void pipeInRecord(PipeHolder holder);

		void list(List<OutputStream> pipes);

		record PipeHolder(Pipe<Integer> pipe) {
		}

	}

	@Test
	void pipeHasNoAttributes() {
		assertThat(defects(AnnotatedPipes.class)).containsExactly(
				"nullable(InputStream), parameter pipe: a pipe is never null. Leave out @Nullable: an empty pipe has no"
						+ " elements.",
				"pointer(OutputStream), parameter pipe: @Unique means nothing on a pipe. Leave it out, or put it in front of"
						+ " the element type.",
				"sized(int, PipeSource<Integer>), parameter pipe: @SizeIs means nothing on a pipe. Leave it out, or put it in"
						+ " front of the element type.");
	}

	@RpcInterface
	interface AnnotatedPipes {

		void nullable(@Nullable InputStream pipe);

		void pointer(@Unique OutputStream pipe);

		void sized(int n, @SizeIs("n") PipeSource<Integer> pipe);

	}

	@Test
	void callWithPipesIsMadeOnce() {
		String mend = ": what flows through a pipe flows once, so the call is neither repeated nor forgotten. Leave out"
				+ " @Idempotent, @Maybe or @Broadcast, or take a value instead of the pipe.";
		assertThat(defects(RepeatedPipes.class)).containsExactly("repeat(InputStream)" + mend,
				"forget(PipeSource<Integer>)" + mend, "broadcast(Pipe<Integer>)" + mend);
	}

	@RpcInterface
	interface RepeatedPipes {

		@Idempotent
		void repeat(InputStream pipe);

		@Maybe
		void forget(PipeSource<Integer> pipe);

		@Broadcast
		void broadcast(Pipe<Integer> pipe);

	}

	private static List<String> defects(Class<?> type) {
		return failure(type).defects().stream().map(Defect::toString).toList();
	}

	private static InterfaceDefinitionException failure(Class<?> type) {
		InterfaceDefinitionException exception = catchThrowableOfType(InterfaceDefinitionException.class,
				() -> InterfaceStub.of(type));
		assertThat(exception).isNotNull();
		return exception;
	}

}
