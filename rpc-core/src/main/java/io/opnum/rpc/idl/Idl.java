package io.opnum.rpc.idl;

import io.opnum.rpc.InterfaceDefinitionException;
import io.opnum.rpc.ndr.InterfaceStub;

/**
 * The IDL of Java interfaces, in the form that MIDL and {@code widl} read. What they
 * compile of it has the same octets on the wire as the Java interface.
 * <p>
 * Thread-safe.
 *
 * @since 0.1.0
 */
public final class Idl {

	private Idl() {
	}

	/**
	 * Print the IDL of an interface.
	 * @param rpcInterface an interface annotated with {@code @RpcInterface}
	 * @return the text of an IDL file, in ASCII, lines ended with {@code \n}
	 * @throws InterfaceDefinitionException if it is no RPC interface, with all defects
	 */
	public static String of(Class<?> rpcInterface) {
		return of(InterfaceStub.of(rpcInterface));
	}

	/**
	 * Print the IDL of a compiled interface.
	 * @param stub the interface
	 * @return the text of an IDL file, in ASCII, lines ended with {@code \n}
	 */
	public static String of(InterfaceStub stub) {
		return new InterfacePrinter(stub).print();
	}

}
