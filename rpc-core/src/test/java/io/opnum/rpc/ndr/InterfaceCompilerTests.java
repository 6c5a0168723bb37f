package io.opnum.rpc.ndr;

import java.io.IOException;
import java.io.InputStream;

import java.util.List;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;

import io.opnum.rpc.InterfaceDefinitionException;
import io.opnum.rpc.Operation;
import io.opnum.rpc.RpcInterface;
import io.opnum.rpc.SizeIs;
import io.opnum.rpc.binding.BindingHandle;
import io.opnum.rpc.binding.InterfaceId;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.objectweb.asm.ClassReader;
import org.objectweb.asm.ClassVisitor;
import org.objectweb.asm.ClassWriter;
import org.objectweb.asm.MethodVisitor;
import org.objectweb.asm.Opcodes;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

class InterfaceCompilerTests {

	@Test
	void stubIsCompiledOnce() {
		assertThat(InterfaceStub.of(Many.class)).isSameAs(InterfaceStub.of(Many.class));
	}

	@Test
	void idIsGivenOrDerived() {
		InterfaceStub given = InterfaceStub.of(Given.class);
		assertThat(given.interfaceId()).isEqualTo(InterfaceId.of("60a15ec5-4de8-11d7-a637-005056a20182", "2.3"));
		assertThat(given.endpoints()).containsExactly("ncacn_ip_tcp:[9135]", "ncalrpc:[given]");
		assertThat(given.name()).isEqualTo("Given");
		assertThat(given.rpcInterface()).isEqualTo(Given.class);
		assertThat(InterfaceStub.of(Many.class).interfaceId())
			.isEqualTo(InterfaceId.derived(Many.class.getName(), "1.0"));
	}

	@Test
	void operationsFollowDeclarationOrder() {
		assertThat(InterfaceStub.of(Many.class).operations()).extracting(OperationStub::name)
			.containsExactly("zulu", "alpha", "mike", "yankee", "bravo", "alpha", "x", "november", "kilo", "a");
		assertThat(InterfaceStub.of(Many.class).operations()).extracting(OperationStub::opnum)
			.containsExactly(0, 1, 2, 3, 4, 5, 6, 7, 8, 9);
	}

	@Test
	void givenOpnumsMayHaveGaps() {
		InterfaceStub stub = InterfaceStub.of(Given.class);
		assertThat(stub.operations()).extracting(OperationStub::name).containsExactly("low", "high");
		assertThat(stub.operation(300)).isNotNull().extracting(OperationStub::name).isEqualTo("high");
		assertThat(stub.operation(4)).isNull();
		assertThat(stub.operation(301)).isNull();
		assertThat(stub.operation(65535)).isNull();
	}

	@Test
	void overloadsAreOperationsOfTheirOwn() throws NoSuchMethodException {
		InterfaceStub stub = InterfaceStub.of(Many.class);
		OperationStub first = stub.operation(Many.class.getMethod("alpha"));
		OperationStub second = stub.operation(Many.class.getMethod("alpha", int.class));
		assertThat(first).isNotNull().extracting(OperationStub::opnum).isEqualTo(1);
		assertThat(second).isNotNull().extracting(OperationStub::opnum).isEqualTo(5);
	}

	@Test
	void superInterfacesComeFirst() {
		assertThat(InterfaceStub.of(Derived.class).operations()).extracting(OperationStub::javaSignature)
			.containsExactly("int ping()", "Line find(UUID id)", "List<Line> findAll()", "void put(Line value)",
					"String name()", "int own()");
	}

	@Test
	void typeVariablesOfSuperInterfacesAreResolved() {
		OperationStub put = operation(Derived.class, "put");
		assertThat(put.method().getDeclaringClass()).isEqualTo(Derived.class);
		assertThat(RoundTrip.request(put, new Line("x", 1))).containsExactly(new Line("x", 1));
		assertThat(RoundTrip.response(operation(Derived.class, "find"), new Line("x", 1))).isEqualTo(new Line("x", 1));
		assertThat(RoundTrip.response(operation(Derived.class, "findAll"), List.of(new Line("y", 2))))
			.isEqualTo(List.of(new Line("y", 2)));
	}

	@Test
	void methodIsFoundWhereverItIsDeclared() throws NoSuchMethodException {
		InterfaceStub stub = InterfaceStub.of(Derived.class);
		OperationStub put = stub.operation(Derived.class.getMethod("put", Line.class));
		assertThat(put).isNotNull().isSameAs(stub.operation(Store.class.getMethod("put", Object.class)));
		assertThat(stub.operation(Derived.class.getMethod("notOnTheWire"))).isNull();
		assertThat(stub.operation(Object.class.getMethod("toString"))).isNull();
	}

	@Test
	void genericRecordsAreCompiledForEachOfTheirTypes() {
		Page<Line> lines = new Page<>(List.of(new Line("a", 1)), new Line("last", 9));
		Page<Integer> numbers = new Page<>(List.of(1, 2), 3);
		assertThat(RoundTrip.request(operation(Pages.class, "both"), lines, numbers)).containsExactly(lines, numbers);
	}

	@Test
	void asynchronousOperationsAreKnown() {
		assertThat(operation(Kinds.class, "future").isAsynchronous()).isTrue();
		assertThat(operation(Kinds.class, "stage").isAsynchronous()).isTrue();
		assertThat(operation(Kinds.class, "nothing").isAsynchronous()).isTrue();
		assertThat(operation(Kinds.class, "synchronous").isAsynchronous()).isFalse();
		assertThat(RoundTrip.response(operation(Kinds.class, "future"), null)).isNull();
		assertThat(RoundTrip.responseHex(operation(Kinds.class, "nothing"), null)).isEmpty();
		assertThat(RoundTrip.responseHex(operation(Kinds.class, "stage"), 7)).isEqualTo("07000000");
	}

	@Test
	void bindingHandleIsNotOnTheWire() {
		OperationStub operation = operation(Kinds.class, "handle");
		assertThat(operation.bindingHandleIndex()).isEqualTo(1);
		assertThat(operation(Kinds.class, "stage").bindingHandleIndex()).isEqualTo(-1);
		assertThat(RoundTrip.requestHex(operation, 1, null, 2)).isEqualTo("0100000002000000");
		assertThat(RoundTrip.request(operation, 1, null, 2)).containsExactly(1, null, 2);
	}

	@Test
	void signatureIsForPeople() {
		assertThat(operation(Kinds.class, "handle").javaSignature())
			.isEqualTo("void handle(int first, BindingHandle binding, int last)");
		assertThat(operation(Kinds.class, "handle")).hasToString("Kinds.handle");
		assertThat(InterfaceStub.of(Given.class)).hasToString("Given (60a15ec5-4de8-11d7-a637-005056a20182 v2.3)");
	}

	@Test
	void implementationMayBeHidden() throws Throwable {
		Kinds kinds = new Kinds() {

			@Override
			public CompletableFuture<@Nullable Line> future() {
				throw new UnsupportedOperationException("as it is");
			}

			@Override
			public CompletionStage<Integer> stage() {
				return CompletableFuture.completedFuture(7);
			}

			@Override
			public CompletableFuture<Void> nothing() {
				throw new UnsupportedOperationException();
			}

			@Override
			public short synchronous() {
				return 8;
			}

			@Override
			public void handle(int first, BindingHandle binding, int last) {
			}

		};
		assertThat(operation(Kinds.class, "synchronous").invoke(kinds, new Object[0])).isEqualTo((short) 8);
		assertThat(operation(Kinds.class, "handle").invoke(kinds, new Object[] { 1, null, 2 })).isNull();
		assertThatExceptionOfType(UnsupportedOperationException.class)
			.isThrownBy(() -> operation(Kinds.class, "future").invoke(kinds, new Object[0]))
			.withMessage("as it is");
	}

	@Test
	void parameterNamesAreMissing() throws Exception {
		Class<?> sized = new Altered(Sized.class, true).loadClass(Sized.class.getName());
		assertThatExceptionOfType(InterfaceDefinitionException.class).isThrownBy(() -> InterfaceStub.of(sized))
			.satisfies((ex) -> assertThat(ex.defects()).singleElement()
				.hasToString("send(int, byte[]), parameter 2: @SizeIs names a parameter, but the class file has no"
						+ " parameter names. Compile the interface with -parameters."));
	}

	@Test
	void classFileIsMissing() throws Exception {
		Class<?> sized = new Altered(Sized.class, false).loadClass(Sized.class.getName());
		assertThatExceptionOfType(InterfaceDefinitionException.class).isThrownBy(() -> InterfaceStub.of(sized))
			.satisfies((ex) -> assertThat(ex.defects()).singleElement()
				.hasToString(
						"the class file of %s can't be read, so the order of its methods is unknown. Let its class loader offer the class file as a resource."
							.formatted(Sized.class.getName())));
	}

	private static OperationStub operation(Class<?> rpcInterface, String name) {
		return RoundTrip.operation(rpcInterface, name);
	}

	@RpcInterface
	interface Many {

		void zulu();

		void alpha();

		void mike();

		default void notOnTheWire() {
		}

		void yankee();

		static void norThis() {
		}

		void bravo();

		void alpha(int overloaded);

		void x();

		void november();

		void kilo();

		void a();

	}

	@RpcInterface(uuid = "60a15ec5-4de8-11d7-a637-005056a20182", version = "2.3",
			endpoints = { "ncacn_ip_tcp:[9135]", "ncalrpc:[given]" })
	interface Given {

		@Operation(300)
		void high();

		@Operation(3)
		void low();

	}

	interface Pingable {

		int ping();

	}

	interface Store<T> extends Pingable {

		T find(UUID id);

		List<T> findAll();

		void put(T value);

	}

	interface Named extends Pingable {

		String name();

	}

	@RpcInterface
	interface Derived extends Store<Line>, Named {

		int own();

		@Override
		void put(Line value);

		default void notOnTheWire() {
		}

	}

	record Line(String sku, int quantity) {

	}

	@RpcInterface
	interface Pages {

		void both(Page<Line> lines, Page<Integer> numbers);

	}

	record Page<T>(List<T> items, @Nullable T last) {

	}

	@RpcInterface
	interface Kinds {

		CompletableFuture<@Nullable Line> future();

		CompletionStage<Integer> stage();

		CompletableFuture<Void> nothing();

		short synchronous();

		void handle(int first, BindingHandle binding, int last);

	}

	@RpcInterface
	interface Sized {

		void send(int length, @SizeIs("length") byte[] data);

		void other();

	}

	/**
	 * Loads one class anew, without parameter names or without its class file.
	 */
	private static final class Altered extends ClassLoader {

		private final Class<?> type;

		private final boolean withResource;

		Altered(Class<?> type, boolean withResource) {
			super(type.getClassLoader());
			this.type = type;
			this.withResource = withResource;
		}

		@Override
		protected Class<?> loadClass(String name, boolean resolve) throws ClassNotFoundException {
			if (!name.equals(this.type.getName())) {
				return super.loadClass(name, resolve);
			}
			Class<?> loaded = findLoadedClass(name);
			if (loaded != null) {
				return loaded;
			}
			ClassWriter writer = new ClassWriter(0);
			try (InputStream bytes = this.type.getResourceAsStream("InterfaceCompilerTests$Sized.class")) {
				new ClassReader(bytes).accept(new ClassVisitor(Opcodes.ASM9, writer) {

					@Override
					public void visitNestHost(String nestHost) {
						// It belongs to another loader
					}

					@Override
					public void visitInnerClass(String name, @Nullable String outerName, @Nullable String innerName,
							int access) {
						// As above
					}

					@Override
					public MethodVisitor visitMethod(int access, String method, String descriptor,
							@Nullable String signature, String @Nullable [] exceptions) {
						return new MethodVisitor(Opcodes.ASM9,
								super.visitMethod(access, method, descriptor, signature, exceptions)) {

							@Override
							public void visitParameter(@Nullable String parameter, int parameterAccess) {
								// Left out
							}

						};
					}

				}, 0);
			}
			catch (IOException ex) {
				throw new ClassNotFoundException(name, ex);
			}
			byte[] altered = writer.toByteArray();
			return defineClass(name, altered, 0, altered.length);
		}

		@Override
		public @Nullable InputStream getResourceAsStream(String name) {
			return this.withResource ? super.getResourceAsStream(name) : null;
		}

	}

}
