package io.opnum.rpc.ndr;

import io.opnum.rpc.binding.SyntaxId;

/**
 * The formats of type serialization (MS-RPCE 2.2.6 and 2.2.7). Opnum writes
 * little-endian; of version 1 it reads both byte orders.
 *
 * @since 0.1.0
 */
public enum SerializationFormat {

	/** Type serialization version 1: NDR. What Windows reads and writes by default. */
	VERSION_1(1, 8, 8, NdrFormat.NDR, SyntaxId.NDR),

	/** Type serialization version 2, with NDR. */
	VERSION_2(2, 64, 16, NdrFormat.NDR, SyntaxId.NDR),

	/** Type serialization version 2, with NDR64. */
	VERSION_2_NDR64(2, 64, 16, NdrFormat.NDR64, SyntaxId.NDR64);

	private final int version;

	private final int commonHeaderLength;

	private final int privateHeaderLength;

	private final NdrFormat ndrFormat;

	private final SyntaxId transferSyntax;

	SerializationFormat(int version, int commonHeaderLength, int privateHeaderLength, NdrFormat ndrFormat,
			SyntaxId transferSyntax) {
		this.version = version;
		this.commonHeaderLength = commonHeaderLength;
		this.privateHeaderLength = privateHeaderLength;
		this.ndrFormat = ndrFormat;
		this.transferSyntax = transferSyntax;
	}

	int version() {
		return this.version;
	}

	int commonHeaderLength() {
		return this.commonHeaderLength;
	}

	/**
	 * The length of the header in front of a constructed type, which is also the
	 * alignment of all that stands in the stream.
	 */
	int privateHeaderLength() {
		return this.privateHeaderLength;
	}

	/**
	 * The layout of what is written.
	 */
	NdrFormat ndrFormat() {
		return this.ndrFormat;
	}

	SyntaxId transferSyntax() {
		return this.transferSyntax;
	}

}
