package io.opnum.rpc.ndr;

import java.lang.reflect.Array;
import java.lang.reflect.Modifier;
import java.lang.reflect.RecordComponent;
import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import java.util.Set;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.opnum.rpc.BadStubDataException;
import io.opnum.rpc.FixedSize;
import io.opnum.rpc.Full;
import io.opnum.rpc.RpcInterface;
import io.opnum.rpc.RpcStatus;
import io.opnum.rpc.UnionCase;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Whatever a stub says, only objects are made of it that the interface declares: its
 * records and enums, arrays, lists and values of Java that can do no harm.
 */
class DeclaredTypesTests {

	private static final Set<Class<?>> VALUES = Set.of(Byte.class, Short.class, Integer.class, Long.class, Float.class,
			Double.class, Boolean.class, Character.class, String.class, java.util.UUID.class, RpcStatus.class,
			Circle.class, Named.class, Choice.class, Everything.class, Colour.class);

	@ParameterizedTest
	@ValueSource(longs = { 1, 2, 3, 4, 5, 6, 7, 8 })
	void nothingElseIsMade(long seed) {
		Random random = new Random(seed);
		OperationStub operation = RoundTrip.operation(Declared.class, "take");
		Everything everything = new Everything(7, "seven", Colour.GREEN, new Circle(7),
				List.of(new Named("a"), new Named(null)), new long[][] { { 1, 2 } }, Optional.of((short) 7),
				new Choice(null, "b"), RpcStatus.ACCESS_DENIED);
		ByteBuf stub = Unpooled.buffer();
		operation.marshalRequest(new NdrWriter(stub, NdrFormat.NDR), new Object[] { everything });
		Set<Class<?>> made = new HashSet<>();
		int read = 0;
		for (int i = 0; i < 500; i++) {
			ByteBuf altered = stub.copy();
			for (int octets = random.nextInt(3); octets > 0; octets--) {
				altered.setByte(random.nextInt(altered.writerIndex()), random.nextInt());
			}
			try {
				collect(operation.unmarshalRequest(new NdrReader(altered, NdrFormat.NDR))[0], made);
				read++;
			}
			catch (BadStubDataException ex) {
				// As good
			}
		}
		assertThat(read).isPositive();
		assertThat(made).isSubsetOf(VALUES).contains(Everything.class, Named.class, RpcStatus.class);
		assertThat(made).allMatch((type) -> Modifier.isFinal(type.getModifiers()));
	}

	private static void collect(@Nullable Object value, Set<Class<?>> made) {
		if (value == null) {
			return;
		}
		if (value instanceof List<?> list) {
			list.forEach((element) -> collect(element, made));
		}
		else if (value instanceof Optional<?> optional) {
			optional.ifPresent((content) -> collect(content, made));
		}
		else if (value.getClass().isArray()) {
			for (int i = 0; i < Array.getLength(value); i++) {
				collect(Array.get(value, i), made);
			}
		}
		else {
			made.add(value.getClass());
			if (value instanceof Record) {
				Arrays.stream(value.getClass().getRecordComponents())
					.forEach((component) -> collect(component(value, component), made));
			}
		}
	}

	private static @Nullable Object component(Object owner, RecordComponent component) {
		try {
			component.getAccessor().setAccessible(true);
			return component.getAccessor().invoke(owner);
		}
		catch (ReflectiveOperationException ex) {
			throw new IllegalStateException(ex);
		}
	}

	@RpcInterface
	interface Declared {

		void take(Everything everything);

	}

	record Everything(int number, String text, Colour colour, Shape shape, List<@Full @Nullable Named> names,
			@FixedSize( {
					1, 2 }) long[][] numbers,
			Optional<Short> optional, Choice choice, RpcStatus status){

	}

	enum Colour {

		RED, GREEN

	}

	sealed interface Shape {

	}

	@UnionCase(1)
	record Circle(int radius) implements Shape {

	}

	record Named(@Nullable String name) {

	}

	record Choice(@UnionCase(1) @Nullable Integer number, @UnionCase(2) @Nullable String text) {

	}

}
