package io.opnum.rpc.ndr;

import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.util.HexFormat;

/**
 * Octets written by hand so that they can be laid out in each transfer syntax and byte
 * order. It knows nothing of Java types or of IDL:
 * <ul>
 * <li>{@code b:7 h:7 i:7 l:7} are numbers of 1, 2, 4, 8 octets, each aligned to its size;
 * {@code e:7} has 2, in NDR64 4; {@code z:7} has 4, in NDR64 8.</li>
 * <li>{@code n:7} is a max_count, offset or actual_count.</li>
 * <li>{@code p} is the referent id of another unique or reference pointer, {@code p0} a
 * null pointer, {@code p:1} the id of a full pointer.</li>
 * <li>{@code t:ab} are UTF-16 code units, {@code c:ab} octets of characters, both without
 * terminator, {@code x:0a0b} octets as they are.</li>
 * <li>{@code a:4} aligns to 4, {@code a:4/8} in NDR64 to 8.</li>
 * </ul>
 */
final class Layout {

	private static final int FIRST_REFERENT = 0x20000;

	private final boolean littleEndian;

	private final boolean ndr64;

	private final ByteArrayOutputStream octets = new ByteArrayOutputStream();

	private int referents;

	private Layout(boolean littleEndian, boolean ndr64) {
		this.littleEndian = littleEndian;
		this.ndr64 = ndr64;
	}

	static byte[] of(String layout, boolean littleEndian, boolean ndr64) {
		Layout target = new Layout(littleEndian, ndr64);
		for (String token : layout.trim().split("\\s+")) {
			int colon = token.indexOf(':');
			target.write((colon < 0) ? token : token.substring(0, colon), token.substring(colon + 1));
		}
		return target.octets.toByteArray();
	}

	private void write(String kind, String value) {
		int word = this.ndr64 ? 8 : 4;
		switch (kind) {
			case "b" -> number(Long.decode(value), 1);
			case "h" -> number(Long.decode(value), 2);
			case "i" -> number(Long.decode(value), 4);
			case "l" -> number(Long.decode(value), 8);
			case "e" -> number(Long.decode(value), word / 2);
			case "z", "n" -> number(Long.decode(value), word);
			case "p" -> number(value.equals("p") ? FIRST_REFERENT + 4L * this.referents++ : Long.decode(value), word);
			case "p0" -> number(0, word);
			case "t" -> value.chars().forEach((unit) -> number(unit, 2));
			case "c" -> this.octets.writeBytes(value.getBytes(StandardCharsets.ISO_8859_1));
			case "x" -> this.octets.writeBytes(HexFormat.of().parseHex(value));
			case "a" -> align(Integer.parseInt(value.split("/")[(this.ndr64 && value.contains("/")) ? 1 : 0]));
			default -> throw new IllegalArgumentException(kind);
		}
	}

	private void number(long number, int size) {
		align(size);
		for (int i = 0; i < size; i++) {
			this.octets.write((int) (number >>> 8 * (this.littleEndian ? i : size - 1 - i)));
		}
	}

	private void align(int alignment) {
		while (this.octets.size() % alignment != 0) {
			this.octets.write(0);
		}
	}

}
