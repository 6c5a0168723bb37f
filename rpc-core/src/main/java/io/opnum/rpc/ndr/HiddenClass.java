package io.opnum.rpc.ndr;

import java.lang.invoke.MethodHandle;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.MethodType;
import java.util.ArrayList;
import java.util.List;

import org.objectweb.asm.ClassWriter;
import org.objectweb.asm.ConstantDynamic;
import org.objectweb.asm.Handle;
import org.objectweb.asm.Label;
import org.objectweb.asm.MethodVisitor;
import org.objectweb.asm.Opcodes;
import org.objectweb.asm.Type;

/**
 * A hidden class of this package while it is written. It names no class that the loader
 * of this package may not see: what is of the application comes as a constant.
 * <p>
 * Not thread-safe.
 */
final class HiddenClass {

	private static final boolean AVAILABLE = System.getProperty("org.graalvm.nativeimage.imagecode") == null;

	private static final Handle CLASS_DATA = new Handle(Opcodes.H_INVOKESTATIC,
			Type.getInternalName(MethodHandles.class), "classDataAt",
			MethodType.methodType(Object.class, MethodHandles.Lookup.class, String.class, Class.class, int.class)
				.toMethodDescriptorString(),
			false);

	private final Class<?> superclass;

	private final ClassWriter writer = new ClassWriter(ClassWriter.COMPUTE_FRAMES) {

		@Override
		protected String getCommonSuperClass(String first, String second) {
			return Type.getInternalName(Object.class);
		}

	};

	private final List<Object> constants = new ArrayList<>();

	/**
	 * Begin a class.
	 * @param superclass an abstract class of this package
	 */
	HiddenClass(Class<?> superclass) {
		this.superclass = superclass;
		this.writer.visit(Opcodes.V17, Opcodes.ACC_FINAL | Opcodes.ACC_SUPER,
				Type.getInternalName(superclass) + "$Generated", null, Type.getInternalName(superclass), null);
	}

	/**
	 * Whether classes can be defined at run time: in a native image they can't.
	 */
	static boolean isAvailable() {
		return AVAILABLE;
	}

	/**
	 * Begin a method.
	 */
	Code method(String name, MethodType type) {
		MethodVisitor visitor = this.writer.visitMethod(0, name, type.toMethodDescriptorString(), null, null);
		visitor.visitCode();
		return new Code(visitor);
	}

	/**
	 * Define the class and make its only object.
	 * @param constructor the constructor of the superclass
	 */
	Object instantiate(MethodType constructor, Object... arguments) throws Throwable {
		Code code = method("<init>", constructor);
		code.load(0, this.superclass);
		for (int i = 0; i < constructor.parameterCount(); i++) {
			code.load(i + 1, constructor.parameterType(i));
		}
		code.visitor.visitMethodInsn(Opcodes.INVOKESPECIAL, Type.getInternalName(this.superclass), "<init>",
				constructor.toMethodDescriptorString(), false);
		code.end(void.class);
		this.writer.visitEnd();
		MethodHandles.Lookup lookup = MethodHandles.lookup()
			.defineHiddenClassWithClassData(this.writer.toByteArray(), this.constants, true);
		return lookup.findConstructor(lookup.lookupClass(), constructor).invokeWithArguments(arguments);
	}

	/**
	 * The code of a method while it is written.
	 */
	final class Code {

		private final MethodVisitor visitor;

		private Code(MethodVisitor visitor) {
			this.visitor = visitor;
		}

		void load(int local, Class<?> type) {
			this.visitor.visitVarInsn(Type.getType(type).getOpcode(Opcodes.ILOAD), local);
		}

		void store(int local, Class<?> type) {
			this.visitor.visitVarInsn(Type.getType(type).getOpcode(Opcodes.ISTORE), local);
		}

		void number(int value) {
			if (value >= Byte.MIN_VALUE && value <= Byte.MAX_VALUE) {
				this.visitor.visitIntInsn(Opcodes.BIPUSH, value);
			}
			else {
				this.visitor.visitLdcInsn(value);
			}
		}

		void increment(int local, int by) {
			load(local, int.class);
			number(by);
			this.visitor.visitInsn(Opcodes.IADD);
			store(local, int.class);
		}

		/** The sum of a local variable and a number. */
		void sum(int local, int number) {
			load(local, int.class);
			if (number != 0) {
				number(number);
				this.visitor.visitInsn(Opcodes.IADD);
			}
		}

		/** An object that is made already, a constant for compilers. */
		void constant(Object value, Class<?> type) {
			this.visitor.visitLdcInsn(
					new ConstantDynamic("_", Type.getDescriptor(type), CLASS_DATA, HiddenClass.this.constants.size()));
			HiddenClass.this.constants.add(value);
		}

		void callVirtual(Class<?> owner, String name, MethodType type) {
			this.visitor.visitMethodInsn(Opcodes.INVOKEVIRTUAL, Type.getInternalName(owner), name,
					type.toMethodDescriptorString(), false);
		}

		void callInterface(Class<?> owner, String name, MethodType type) {
			this.visitor.visitMethodInsn(Opcodes.INVOKEINTERFACE, Type.getInternalName(owner), name,
					type.toMethodDescriptorString(), true);
		}

		void callStatic(Class<?> owner, String name, MethodType type) {
			this.visitor.visitMethodInsn(Opcodes.INVOKESTATIC, Type.getInternalName(owner), name,
					type.toMethodDescriptorString(), false);
		}

		/** Call a method of the class itself. */
		void callOwn(String name, MethodType type) {
			this.visitor.visitMethodInsn(Opcodes.INVOKEVIRTUAL,
					Type.getInternalName(HiddenClass.this.superclass) + "$Generated", name,
					type.toMethodDescriptorString(), false);
		}

		/** Call a method handle that lies below its arguments. */
		void invoke(MethodType type) {
			callVirtual(MethodHandle.class, "invokeExact", type);
		}

		/** Store into an array that lies below index and value. */
		void storeElement() {
			this.visitor.visitInsn(Opcodes.AASTORE);
		}

		void arrayLength() {
			this.visitor.visitInsn(Opcodes.ARRAYLENGTH);
		}

		/**
		 * Repeat code.
		 * @param local counts from 0
		 * @param limit puts the number of times on the stack
		 */
		void repeat(int local, Runnable limit, Runnable body) {
			Label head = new Label();
			Label end = new Label();
			this.visitor.visitLabel(head);
			load(local, int.class);
			limit.run();
			this.visitor.visitJumpInsn(Opcodes.IF_ICMPGE, end);
			body.run();
			this.visitor.visitIincInsn(local, 1);
			this.visitor.visitJumpInsn(Opcodes.GOTO, head);
			this.visitor.visitLabel(end);
		}

		/**
		 * Guard code.
		 * @param handler what is done with a throwable on the stack; it has to throw
		 */
		void guard(Class<? extends Throwable> caught, Runnable body, Runnable handler) {
			Label start = new Label();
			Label end = new Label();
			Label caughtHere = new Label();
			Label after = new Label();
			this.visitor.visitLabel(start);
			body.run();
			this.visitor.visitLabel(end);
			this.visitor.visitTryCatchBlock(start, end, caughtHere, Type.getInternalName(caught));
			this.visitor.visitJumpInsn(Opcodes.GOTO, after);
			this.visitor.visitLabel(caughtHere);
			handler.run();
			this.visitor.visitLabel(after);
		}

		void throwIt() {
			this.visitor.visitInsn(Opcodes.ATHROW);
		}

		/** Return what lies on the stack. */
		void end(Class<?> type) {
			this.visitor.visitInsn(Type.getType(type).getOpcode(Opcodes.IRETURN));
			this.visitor.visitMaxs(0, 0);
			this.visitor.visitEnd();
		}

	}

}
