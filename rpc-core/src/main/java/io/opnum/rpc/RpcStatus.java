package io.opnum.rpc;

import java.io.Serializable;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * A status of Microsoft RPC: what stands in a fault PDU, or the Win32 code of the RPC
 * range that a local failure has. Any number is a status; those with a name are constants
 * here.
 *
 * @param code the number, unsigned 32 bits
 * @since 0.1.0
 * @see <a href="https://pubs.opengroup.org/onlinepubs/9629399/apdxe.htm">C706 appendix
 * E</a>
 */
public record RpcStatus(int code) implements Serializable {

	// Declared first: the constants below register themselves in it
	private static final Map<Integer, Known> KNOWN = new HashMap<>();

	/** Statuses that no fault may have (MS-RPCE 3.3.3.5). */
	private static final Set<Integer> NEVER_SENT = Set.of(0, 0x80000001, 0x80000002, 0x80000003, 0xc0000005, 0xc0000006,
			0xc000001d, 0xc0000096, 0xc00000aa, 0xc00000fd, 0xc0000194, 0xc0000235, 0xc0000409, 0xc0000420);

	/** {@code rpc_s_ok}. */
	public static final RpcStatus SUCCESS = known(0, "rpc_s_ok");

	/** {@code nca_s_comm_failure}. */
	public static final RpcStatus NCA_COMM_FAILURE = known(0x1c010001, "nca_s_comm_failure", 1820);

	/** {@code nca_s_op_rng_error}. */
	public static final RpcStatus OP_RNG_ERROR = known(0x1c010002, "nca_s_op_rng_error", 1745);

	/** {@code nca_s_unk_if}. */
	public static final RpcStatus UNKNOWN_IF = known(0x1c010003, "nca_s_unk_if", 1717);

	/** {@code nca_s_wrong_boot_time}. */
	public static final RpcStatus WRONG_BOOT_TIME = known(0x1c010006, "nca_s_wrong_boot_time", 1727);

	/** {@code nca_s_you_crashed}. */
	public static final RpcStatus YOU_CRASHED = known(0x1c010009, "nca_s_you_crashed", 1726);

	/** {@code nca_s_proto_error}. */
	public static final RpcStatus PROTO_ERROR = known(0x1c01000b, "nca_s_proto_error", 1728);

	/** {@code nca_s_out_args_too_big}. */
	public static final RpcStatus OUT_ARGS_TOO_BIG = known(0x1c010013, "nca_s_out_args_too_big", 1782);

	/** {@code nca_s_server_too_busy}. */
	public static final RpcStatus SERVER_TOO_BUSY = known(0x1c010014, "nca_s_server_too_busy", 1723);

	/** {@code nca_s_fault_string_too_long}. */
	public static final RpcStatus STRING_TOO_LONG = known(0x1c010015, "nca_s_fault_string_too_long", 1743);

	/** {@code nca_s_unsupported_type}. */
	public static final RpcStatus UNSUPPORTED_TYPE = known(0x1c010017, "nca_s_unsupported_type", 1732);

	/** {@code nca_s_fault_int_div_by_zero}. */
	public static final RpcStatus INT_DIV_BY_ZERO = known(0x1c000001, "nca_s_fault_int_div_by_zero", 1767);

	/** {@code nca_s_fault_addr_error}. */
	public static final RpcStatus ADDR_ERROR = known(0x1c000002, "nca_s_fault_addr_error", 1768);

	/** {@code nca_s_fault_fp_div_zero}. */
	public static final RpcStatus FP_DIV_BY_ZERO = known(0x1c000003, "nca_s_fault_fp_div_zero", 1769);

	/** {@code nca_s_fault_fp_underflow}. */
	public static final RpcStatus FP_UNDERFLOW = known(0x1c000004, "nca_s_fault_fp_underflow", 1770);

	/** {@code nca_s_fault_fp_overflow}. */
	public static final RpcStatus FP_OVERFLOW = known(0x1c000005, "nca_s_fault_fp_overflow", 1771);

	/** {@code nca_s_fault_invalid_tag}. */
	public static final RpcStatus INVALID_TAG = known(0x1c000006, "nca_s_fault_invalid_tag", 1733);

	/** {@code nca_s_fault_invalid_bound}. */
	public static final RpcStatus INVALID_BOUND = known(0x1c000007, "nca_s_fault_invalid_bound", 1734);

	/** {@code nca_s_rpc_version_mismatch}. */
	public static final RpcStatus RPC_VERSION_MISMATCH = known(0x1c000008, "nca_s_rpc_version_mismatch", 1728);

	/** {@code nca_s_unspec_reject}. */
	public static final RpcStatus UNSPEC_REJECT = known(0x1c000009, "nca_s_unspec_reject", 1726);

	/** {@code nca_s_bad_actid}. */
	public static final RpcStatus BAD_ACTID = known(0x1c00000a, "nca_s_bad_actid");

	/** {@code nca_s_who_are_you_failed}. */
	public static final RpcStatus WHO_ARE_YOU_FAILED = known(0x1c00000b, "nca_s_who_are_you_failed", 1726);

	/** {@code nca_s_manager_not_entered}. */
	public static final RpcStatus MANAGER_NOT_ENTERED = known(0x1c00000c, "nca_s_manager_not_entered", 1727);

	/** {@code nca_s_fault_cancel}. */
	public static final RpcStatus FAULT_CANCEL = known(0x1c00000d, "nca_s_fault_cancel", 1818);

	/** {@code nca_s_fault_ill_inst}. */
	public static final RpcStatus ILL_INST = known(0x1c00000e, "nca_s_fault_ill_inst");

	/** {@code nca_s_fault_fp_error}. */
	public static final RpcStatus FP_ERROR = known(0x1c00000f, "nca_s_fault_fp_error");

	/** {@code nca_s_fault_int_overflow}. */
	public static final RpcStatus INT_OVERFLOW = known(0x1c000010, "nca_s_fault_int_overflow");

	/** {@code nca_s_fault_unspec}. */
	public static final RpcStatus FAULT_UNSPEC = known(0x1c000012, "nca_s_fault_unspec", 1726);

	/** {@code nca_s_fault_remote_comm_failure}. */
	public static final RpcStatus REMOTE_COMM_FAILURE = known(0x1c000013, "nca_s_fault_remote_comm_failure", 1820);

	/** {@code nca_s_fault_pipe_empty}. */
	public static final RpcStatus PIPE_EMPTY = known(0x1c000014, "nca_s_fault_pipe_empty", 1918);

	/** {@code nca_s_fault_pipe_closed}. */
	public static final RpcStatus PIPE_CLOSED = known(0x1c000015, "nca_s_fault_pipe_closed", 1916);

	/** {@code nca_s_fault_pipe_order}. */
	public static final RpcStatus PIPE_ORDER = known(0x1c000016, "nca_s_fault_pipe_order", 1831);

	/** {@code nca_s_fault_pipe_discipline}. */
	public static final RpcStatus PIPE_DISCIPLINE = known(0x1c000017, "nca_s_fault_pipe_discipline", 1917);

	/** {@code nca_s_fault_pipe_comm_error}. */
	public static final RpcStatus PIPE_COMM_ERROR = known(0x1c000018, "nca_s_fault_pipe_comm_error", 1726);

	/** {@code nca_s_fault_pipe_memory}. */
	public static final RpcStatus PIPE_MEMORY = known(0x1c000019, "nca_s_fault_pipe_memory", 1726);

	/** {@code nca_s_fault_context_mismatch}. */
	public static final RpcStatus CONTEXT_MISMATCH = known(0x1c00001a, "nca_s_fault_context_mismatch", 6);

	/** {@code nca_s_fault_remote_no_memory}. */
	public static final RpcStatus REMOTE_NO_MEMORY = known(0x1c00001b, "nca_s_fault_remote_no_memory", 1130);

	/** {@code nca_s_invalid_pres_context_id}. */
	public static final RpcStatus INVALID_PRES_CONTEXT_ID = known(0x1c00001c, "nca_s_invalid_pres_context_id", 1717);

	/** {@code nca_s_unsupported_authn_level}. */
	public static final RpcStatus UNSUPPORTED_AUTHN_LEVEL = known(0x1c00001d, "nca_s_unsupported_authn_level", 1821);

	/** {@code nca_s_invalid_checksum}. */
	public static final RpcStatus INVALID_CHECKSUM = known(0x1c00001f, "nca_s_invalid_checksum", 1825);

	/** {@code nca_s_invalid_crc}. */
	public static final RpcStatus INVALID_CRC = known(0x1c000020, "nca_s_invalid_crc", 1825);

	/** {@code nca_s_fault_user_defined}. */
	public static final RpcStatus USER_DEFINED = known(0x1c000021, "nca_s_fault_user_defined");

	/** {@code nca_s_fault_tx_open_failed}. */
	public static final RpcStatus TX_OPEN_FAILED = known(0x1c000022, "nca_s_fault_tx_open_failed");

	/** {@code nca_s_fault_codeset_conv_error}. */
	public static final RpcStatus CODESET_CONV_ERROR = known(0x1c000023, "nca_s_fault_codeset_conv_error");

	/** {@code nca_s_fault_object_not_found}. */
	public static final RpcStatus OBJECT_NOT_FOUND = known(0x1c000024, "nca_s_fault_object_not_found", 1710);

	/** {@code nca_s_fault_no_client_stub}. */
	public static final RpcStatus NO_CLIENT_STUB = known(0x1c000025, "nca_s_fault_no_client_stub");

	/** {@code ept_s_cant_perform_op}. */
	public static final RpcStatus EPT_CANT_PERFORM_OP = known(0x16c9a0cd, "ept_s_cant_perform_op", 1752);

	/** {@code ept_s_no_memory}. */
	public static final RpcStatus EPT_NO_MEMORY = known(0x16c9a0ce, "ept_s_no_memory");

	/** {@code ept_s_invalid_entry}. */
	public static final RpcStatus EPT_INVALID_ENTRY = known(0x16c9a0d3, "ept_s_invalid_entry", 1751);

	/** {@code ept_s_invalid_context}. */
	public static final RpcStatus EPT_INVALID_CONTEXT = known(0x16c9a0d5, "ept_s_invalid_context");

	/** {@code ept_s_not_registered}. */
	public static final RpcStatus EPT_NOT_REGISTERED = known(0x16c9a0d6, "ept_s_not_registered", 1753);

	/** {@code ERROR_ACCESS_DENIED}. */
	public static final RpcStatus ACCESS_DENIED = known(5, "ERROR_ACCESS_DENIED");

	/** {@code ERROR_INVALID_HANDLE}. */
	public static final RpcStatus INVALID_HANDLE = known(6, "ERROR_INVALID_HANDLE");

	/** {@code ERROR_NOT_ENOUGH_MEMORY}. */
	public static final RpcStatus NOT_ENOUGH_MEMORY = known(8, "ERROR_NOT_ENOUGH_MEMORY");

	/** {@code ERROR_NOT_SUPPORTED}. */
	public static final RpcStatus NOT_SUPPORTED = known(50, "ERROR_NOT_SUPPORTED");

	/** {@code ERROR_INVALID_PARAMETER}. */
	public static final RpcStatus INVALID_PARAMETER = known(87, "ERROR_INVALID_PARAMETER");

	/** {@code ERROR_INSUFFICIENT_BUFFER}. */
	public static final RpcStatus INSUFFICIENT_BUFFER = known(122, "ERROR_INSUFFICIENT_BUFFER");

	/** {@code ERROR_NOT_ENOUGH_SERVER_MEMORY}. */
	public static final RpcStatus NOT_ENOUGH_SERVER_MEMORY = known(1130, "ERROR_NOT_ENOUGH_SERVER_MEMORY");

	/** {@code ERROR_TIMEOUT}. */
	public static final RpcStatus TIMEOUT = known(1460, "ERROR_TIMEOUT");

	/** {@code RPC_S_INVALID_STRING_BINDING}. */
	public static final RpcStatus INVALID_STRING_BINDING = known(1700, "RPC_S_INVALID_STRING_BINDING");

	/** {@code RPC_S_WRONG_KIND_OF_BINDING}. */
	public static final RpcStatus WRONG_KIND_OF_BINDING = known(1701, "RPC_S_WRONG_KIND_OF_BINDING");

	/** {@code RPC_S_INVALID_BINDING}. */
	public static final RpcStatus INVALID_BINDING = known(1702, "RPC_S_INVALID_BINDING");

	/** {@code RPC_S_PROTSEQ_NOT_SUPPORTED}. */
	public static final RpcStatus PROTSEQ_NOT_SUPPORTED = known(1703, "RPC_S_PROTSEQ_NOT_SUPPORTED");

	/** {@code RPC_S_INVALID_RPC_PROTSEQ}. */
	public static final RpcStatus INVALID_RPC_PROTSEQ = known(1704, "RPC_S_INVALID_RPC_PROTSEQ");

	/** {@code RPC_S_INVALID_STRING_UUID}. */
	public static final RpcStatus INVALID_STRING_UUID = known(1705, "RPC_S_INVALID_STRING_UUID");

	/** {@code RPC_S_INVALID_ENDPOINT_FORMAT}. */
	public static final RpcStatus INVALID_ENDPOINT_FORMAT = known(1706, "RPC_S_INVALID_ENDPOINT_FORMAT");

	/** {@code RPC_S_INVALID_NET_ADDR}. */
	public static final RpcStatus INVALID_NET_ADDR = known(1707, "RPC_S_INVALID_NET_ADDR");

	/** {@code RPC_S_NO_ENDPOINT_FOUND}. */
	public static final RpcStatus NO_ENDPOINT_FOUND = known(1708, "RPC_S_NO_ENDPOINT_FOUND");

	/** {@code RPC_S_OBJECT_NOT_FOUND}. */
	public static final RpcStatus RPC_OBJECT_NOT_FOUND = known(1710, "RPC_S_OBJECT_NOT_FOUND");

	/** {@code RPC_S_ALREADY_REGISTERED}. */
	public static final RpcStatus ALREADY_REGISTERED = known(1711, "RPC_S_ALREADY_REGISTERED");

	/** {@code RPC_S_TYPE_ALREADY_REGISTERED}. */
	public static final RpcStatus TYPE_ALREADY_REGISTERED = known(1712, "RPC_S_TYPE_ALREADY_REGISTERED");

	/** {@code RPC_S_ALREADY_LISTENING}. */
	public static final RpcStatus ALREADY_LISTENING = known(1713, "RPC_S_ALREADY_LISTENING");

	/** {@code RPC_S_NOT_LISTENING}. */
	public static final RpcStatus NOT_LISTENING = known(1715, "RPC_S_NOT_LISTENING");

	/** {@code RPC_S_UNKNOWN_MGR_TYPE}. */
	public static final RpcStatus UNKNOWN_MGR_TYPE = known(1716, "RPC_S_UNKNOWN_MGR_TYPE");

	/** {@code RPC_S_UNKNOWN_IF}. */
	public static final RpcStatus RPC_UNKNOWN_IF = known(1717, "RPC_S_UNKNOWN_IF");

	/** {@code RPC_S_CANT_CREATE_ENDPOINT}. */
	public static final RpcStatus CANT_CREATE_ENDPOINT = known(1720, "RPC_S_CANT_CREATE_ENDPOINT");

	/** {@code RPC_S_OUT_OF_RESOURCES}. */
	public static final RpcStatus OUT_OF_RESOURCES = known(1721, "RPC_S_OUT_OF_RESOURCES");

	/** {@code RPC_S_SERVER_UNAVAILABLE}. */
	public static final RpcStatus SERVER_UNAVAILABLE = known(1722, "RPC_S_SERVER_UNAVAILABLE");

	/** {@code RPC_S_SERVER_TOO_BUSY}. */
	public static final RpcStatus RPC_SERVER_TOO_BUSY = known(1723, "RPC_S_SERVER_TOO_BUSY");

	/** {@code RPC_S_INVALID_NETWORK_OPTIONS}. */
	public static final RpcStatus INVALID_NETWORK_OPTIONS = known(1724, "RPC_S_INVALID_NETWORK_OPTIONS");

	/** {@code RPC_S_NO_CALL_ACTIVE}. */
	public static final RpcStatus NO_CALL_ACTIVE = known(1725, "RPC_S_NO_CALL_ACTIVE");

	/** {@code RPC_S_CALL_FAILED}. */
	public static final RpcStatus CALL_FAILED = known(1726, "RPC_S_CALL_FAILED");

	/** {@code RPC_S_CALL_FAILED_DNE}. */
	public static final RpcStatus CALL_FAILED_DNE = known(1727, "RPC_S_CALL_FAILED_DNE");

	/** {@code RPC_S_PROTOCOL_ERROR}. */
	public static final RpcStatus PROTOCOL_ERROR = known(1728, "RPC_S_PROTOCOL_ERROR");

	/** {@code RPC_S_UNSUPPORTED_TRANS_SYN}. */
	public static final RpcStatus UNSUPPORTED_TRANS_SYN = known(1730, "RPC_S_UNSUPPORTED_TRANS_SYN");

	/** {@code RPC_S_UNSUPPORTED_TYPE}. */
	public static final RpcStatus RPC_UNSUPPORTED_TYPE = known(1732, "RPC_S_UNSUPPORTED_TYPE");

	/** {@code RPC_S_INVALID_TAG}. */
	public static final RpcStatus RPC_INVALID_TAG = known(1733, "RPC_S_INVALID_TAG");

	/** {@code RPC_S_INVALID_BOUND}. */
	public static final RpcStatus RPC_INVALID_BOUND = known(1734, "RPC_S_INVALID_BOUND");

	/** {@code RPC_S_DUPLICATE_ENDPOINT}. */
	public static final RpcStatus DUPLICATE_ENDPOINT = known(1740, "RPC_S_DUPLICATE_ENDPOINT");

	/** {@code RPC_S_STRING_TOO_LONG}. */
	public static final RpcStatus RPC_STRING_TOO_LONG = known(1743, "RPC_S_STRING_TOO_LONG");

	/** {@code RPC_S_PROCNUM_OUT_OF_RANGE}. */
	public static final RpcStatus PROCNUM_OUT_OF_RANGE = known(1745, "RPC_S_PROCNUM_OUT_OF_RANGE");

	/** {@code RPC_S_UNKNOWN_AUTHN_SERVICE}. */
	public static final RpcStatus UNKNOWN_AUTHN_SERVICE = known(1747, "RPC_S_UNKNOWN_AUTHN_SERVICE");

	/** {@code RPC_S_CANNOT_SUPPORT}. */
	public static final RpcStatus CANNOT_SUPPORT = known(1764, "RPC_S_CANNOT_SUPPORT");

	/** {@code RPC_S_INTERNAL_ERROR}. */
	public static final RpcStatus INTERNAL_ERROR = known(1766, "RPC_S_INTERNAL_ERROR");

	/** {@code RPC_S_ZERO_DIVIDE}. */
	public static final RpcStatus ZERO_DIVIDE = known(1767, "RPC_S_ZERO_DIVIDE");

	/** {@code RPC_S_ADDRESS_ERROR}. */
	public static final RpcStatus ADDRESS_ERROR = known(1768, "RPC_S_ADDRESS_ERROR");

	/** {@code RPC_S_FP_DIV_ZERO}. */
	public static final RpcStatus FP_DIV_ZERO = known(1769, "RPC_S_FP_DIV_ZERO");

	/** {@code RPC_S_FP_UNDERFLOW}. */
	public static final RpcStatus RPC_FP_UNDERFLOW = known(1770, "RPC_S_FP_UNDERFLOW");

	/** {@code RPC_S_FP_OVERFLOW}. */
	public static final RpcStatus RPC_FP_OVERFLOW = known(1771, "RPC_S_FP_OVERFLOW");

	/** {@code RPC_S_CALL_CANCELLED}. */
	public static final RpcStatus CALL_CANCELLED = known(1818, "RPC_S_CALL_CANCELLED");

	/** {@code RPC_S_BINDING_INCOMPLETE}. */
	public static final RpcStatus BINDING_INCOMPLETE = known(1819, "RPC_S_BINDING_INCOMPLETE");

	/** {@code RPC_S_COMM_FAILURE}. */
	public static final RpcStatus COMM_FAILURE = known(1820, "RPC_S_COMM_FAILURE");

	/** {@code RPC_S_UNSUPPORTED_AUTHN_LEVEL}. */
	public static final RpcStatus RPC_UNSUPPORTED_AUTHN_LEVEL = known(1821, "RPC_S_UNSUPPORTED_AUTHN_LEVEL");

	/** {@code RPC_S_SEC_PKG_ERROR}. */
	public static final RpcStatus SEC_PKG_ERROR = known(1825, "RPC_S_SEC_PKG_ERROR");

	/** {@code RPC_X_WRONG_PIPE_ORDER}. */
	public static final RpcStatus WRONG_PIPE_ORDER = known(1831, "RPC_X_WRONG_PIPE_ORDER");

	/** {@code RPC_S_INVALID_OBJECT}. */
	public static final RpcStatus INVALID_OBJECT = known(1900, "RPC_S_INVALID_OBJECT");

	/** {@code EPT_S_INVALID_ENTRY}. */
	public static final RpcStatus EPT_S_INVALID_ENTRY = known(1751, "EPT_S_INVALID_ENTRY");

	/** {@code EPT_S_CANT_PERFORM_OP}. */
	public static final RpcStatus EPT_S_CANT_PERFORM_OP = known(1752, "EPT_S_CANT_PERFORM_OP");

	/** {@code EPT_S_NOT_REGISTERED}. */
	public static final RpcStatus EPT_S_NOT_REGISTERED = known(1753, "EPT_S_NOT_REGISTERED");

	/** {@code RPC_X_SS_IN_NULL_CONTEXT}. */
	public static final RpcStatus SS_IN_NULL_CONTEXT = known(1775, "RPC_X_SS_IN_NULL_CONTEXT");

	/** {@code RPC_X_NULL_REF_POINTER}. */
	public static final RpcStatus NULL_REF_POINTER = known(1780, "RPC_X_NULL_REF_POINTER");

	/** {@code RPC_X_ENUM_VALUE_OUT_OF_RANGE}. */
	public static final RpcStatus ENUM_VALUE_OUT_OF_RANGE = known(1781, "RPC_X_ENUM_VALUE_OUT_OF_RANGE");

	/** {@code RPC_X_BYTE_COUNT_TOO_SMALL}. */
	public static final RpcStatus BYTE_COUNT_TOO_SMALL = known(1782, "RPC_X_BYTE_COUNT_TOO_SMALL");

	/** {@code RPC_X_BAD_STUB_DATA}. */
	public static final RpcStatus BAD_STUB_DATA = known(1783, "RPC_X_BAD_STUB_DATA");

	/** {@code RPC_X_PIPE_CLOSED}. */
	public static final RpcStatus X_PIPE_CLOSED = known(1916, "RPC_X_PIPE_CLOSED");

	/** {@code RPC_X_PIPE_DISCIPLINE_ERROR}. */
	public static final RpcStatus X_PIPE_DISCIPLINE_ERROR = known(1917, "RPC_X_PIPE_DISCIPLINE_ERROR");

	/** {@code RPC_X_PIPE_EMPTY}. */
	public static final RpcStatus X_PIPE_EMPTY = known(1918, "RPC_X_PIPE_EMPTY");

	// Declared last: of the constants above
	private static final Map<Integer, Integer> DCE = dceCodes();

	/**
	 * Return the status of a code.
	 * @param code the number, unsigned 32 bits
	 * @return the status
	 */
	public static RpcStatus of(int code) {
		return new RpcStatus(code);
	}

	/**
	 * Return the symbolic name, or {@code "unknown status"}.
	 * @return the name
	 */
	public String name() {
		Known known = KNOWN.get(this.code);
		return (known != null) ? known.name : "unknown status";
	}

	/**
	 * Return what a Windows client makes of this status: an {@code nca_s} status becomes
	 * the Win32 code, any other number stays as it is.
	 * @return the Win32 status
	 */
	public RpcStatus toWin32() {
		Known known = KNOWN.get(this.code);
		return (known != null && known.win32 != 0) ? new RpcStatus(known.win32) : this;
	}

	/**
	 * Return what DCE calls this status: a Win32 code becomes the {@code nca_s} or
	 * {@code ept_s} status that Windows makes it of, the one that says the least where
	 * there are several; any other number stays as it is.
	 * @return the DCE status
	 */
	public RpcStatus toDce() {
		Integer dce = DCE.get(this.code);
		return (dce != null) ? new RpcStatus(dce) : this;
	}

	/**
	 * Return whether a fault may have this status. Those that may not, a client takes for
	 * a protocol error (MS-RPCE 3.3.3.5).
	 * @return whether it may
	 */
	public boolean isFault() {
		return !NEVER_SENT.contains(this.code);
	}

	@Override
	public String toString() {
		return "%s (%s)".formatted(name(),
				(this.code >>> 16 != 0) ? "0x%08x".formatted(this.code) : Integer.toString(this.code));
	}

	private static Map<Integer, Integer> dceCodes() {
		Map<Integer, Integer> codes = new HashMap<>();
		KNOWN.forEach((code, known) -> {
			if (known.win32 != 0) {
				codes.merge(known.win32, code, Math::max);
			}
		});
		for (RpcStatus general : List.of(UNKNOWN_IF, PROTO_ERROR, FAULT_UNSPEC, MANAGER_NOT_ENTERED,
				REMOTE_COMM_FAILURE, INVALID_CHECKSUM)) {
			codes.put(general.toWin32().code, general.code);
		}
		return Map.copyOf(codes);
	}

	private static RpcStatus known(int code, String name) {
		return known(code, name, 0);
	}

	private static RpcStatus known(int code, String name, int win32) {
		KNOWN.put(code, new Known(name, win32));
		return new RpcStatus(code);
	}

	private record Known(String name, int win32) {

	}

}
