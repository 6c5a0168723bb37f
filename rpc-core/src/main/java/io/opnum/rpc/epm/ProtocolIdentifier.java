package io.opnum.rpc.epm;

import java.util.Arrays;
import java.util.Map;
import java.util.function.Function;
import java.util.stream.Collectors;

import org.jspecify.annotations.Nullable;

/**
 * The protocol identifiers that begin the left-hand side of a floor (C706 appendix I,
 * MS-RPCE 2.1).
 */
enum ProtocolIdentifier {

	DNET_NSP(0x04),

	OSI_TP4(0x05),

	OSI_CLNS(0x06),

	TCP(0x07),

	UDP(0x08),

	IP(0x09),

	CONNECTIONLESS(0x0a),

	CONNECTION_ORIENTED(0x0b),

	LOCAL(0x0c),

	UUID(0x0d),

	IPX(0x0e),

	NAMED_PIPE(0x0f),

	LOCAL_ENDPOINT(0x10),

	NETBIOS(0x11),

	NETBEUI(0x12),

	SPX(0x13),

	IPX_DATAGRAM(0x14),

	DSP(0x16),

	DDP(0x17),

	APPLETALK(0x18),

	VINES_SPP(0x1a),

	VINES_IPC(0x1b),

	STREETTALK(0x1c),

	HTTP(0x1f),

	/** Samba's. */
	UNIX_STREAM(0x20),

	NULL(0x21),

	/**
	 * Opnum's own, outside of what is assigned: the endpoint of {@code opnum_inproc}.
	 * Nobody but a caller in the same virtual machine is ever given a tower with it.
	 */
	IN_PROCESS(0xf0);

	private static final Map<Integer, ProtocolIdentifier> BY_CODE = Arrays.stream(values())
		.collect(Collectors.toMap(ProtocolIdentifier::code, Function.identity()));

	private final int code;

	ProtocolIdentifier(int code) {
		this.code = code;
	}

	int code() {
		return this.code;
	}

	/**
	 * Return the identifier of a code.
	 * @param code the code, 0 to 255
	 * @return the identifier, or {@code null} for one that is unknown
	 */
	static @Nullable ProtocolIdentifier of(int code) {
		return BY_CODE.get(code);
	}

}
