package io.opnum.rpc.ndr;

import java.io.IOException;
import java.io.InputStream;
import java.lang.reflect.Method;
import java.lang.reflect.Modifier;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;

import org.jspecify.annotations.Nullable;
import org.objectweb.asm.ClassReader;
import org.objectweb.asm.ClassVisitor;
import org.objectweb.asm.MethodVisitor;
import org.objectweb.asm.Opcodes;
import org.objectweb.asm.Type;

/**
 * The methods of an interface in the order of its source. Class files keep it, reflection
 * does not promise to.
 */
final class DeclarationOrder {

	/** The offset of the lower octet of major_version in a class file. */
	private static final int MAJOR_VERSION = 7;

	private DeclarationOrder() {
	}

	/**
	 * The methods that are operations: neither static, default nor synthetic.
	 * @return the methods in declaration order, or {@code null} if there are several and
	 * the class file can't be read
	 */
	static @Nullable List<Method> of(Class<?> type) {
		List<Method> methods = new ArrayList<>(Arrays.stream(type.getDeclaredMethods())
			.filter((method) -> Modifier.isAbstract(method.getModifiers()) && !method.isSynthetic())
			.toList());
		if (methods.size() < 2) {
			return methods;
		}
		List<String> order = readOrder(type);
		if (order == null) {
			return null;
		}
		methods.sort(Comparator
			.comparingInt((method) -> order.indexOf(method.getName() + Type.getMethodDescriptor(method))));
		return methods;
	}

	private static @Nullable List<String> readOrder(Class<?> type) {
		String file = type.getName().substring(type.getName().lastIndexOf('.') + 1) + ".class";
		try (InputStream bytes = type.getResourceAsStream(file)) {
			if (bytes == null) {
				return null;
			}
			List<String> order = new ArrayList<>();
			new ClassReader(readable(bytes.readAllBytes())).accept(new ClassVisitor(Opcodes.ASM9) {

				@Override
				public @Nullable MethodVisitor visitMethod(int access, String name, String descriptor,
						@Nullable String signature, String @Nullable [] exceptions) {
					order.add(name + descriptor);
					return null;
				}

			}, ClassReader.SKIP_CODE | ClassReader.SKIP_DEBUG | ClassReader.SKIP_FRAMES);
			return order;
		}
		catch (IOException | IllegalArgumentException ex) {
			return null;
		}
	}

	/**
	 * A class file of a Java version that the reader knows: names and descriptors of
	 * methods stay where they are in all of them.
	 */
	private static byte[] readable(byte[] classFile) {
		if (classFile.length > MAJOR_VERSION && classFile[MAJOR_VERSION] > Opcodes.V17) {
			classFile[MAJOR_VERSION] = Opcodes.V17;
		}
		return classFile;
	}

}
