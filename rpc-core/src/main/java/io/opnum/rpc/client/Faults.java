package io.opnum.rpc.client;

import java.util.Map;

import io.opnum.rpc.ContextMismatchException;
import io.opnum.rpc.EndpointNotRegisteredException;
import io.opnum.rpc.ExtendedErrorException;
import io.opnum.rpc.RpcAccessDeniedException;
import io.opnum.rpc.RpcCancelledException;
import io.opnum.rpc.RpcCommunicationException;
import io.opnum.rpc.RpcFaultException;
import io.opnum.rpc.RpcProtocolException;
import io.opnum.rpc.RpcStatus;
import io.opnum.rpc.ServerTooBusyException;
import io.opnum.rpc.UnknownInterfaceException;
import io.opnum.rpc.client.Failure.Remedy;
import io.opnum.rpc.pdu.Fault;
import io.opnum.rpc.pdu.PacketFlag;

/**
 * What a fault means to the caller: the one place where its status becomes a kind of
 * exception (C706 appendix E, MS-RPCE 2.2.2.8 and 3.3.2.4).
 */
final class Faults {

	private static final Meaning OTHER = new Meaning(RpcFaultException::new, false, "see the server's log");

	private static final Meaning DENIED = new Meaning(RpcAccessDeniedException::new, false,
			"the server wants an authenticated caller, a higher authentication level, or another user");

	private static final Meaning UNKNOWN_INTERFACE = new Meaning(UnknownInterfaceException::new, true, Remedy.RESOLVE,
			"the server does not offer this interface, or not in this version");

	private static final Meaning NO_SUCH_OPERATION = new Meaning(RpcFaultException::new, true,
			"the server does not have this operation: compare the declarations of the interface on both sides");

	private static final Meaning GOING_AWAY = new Meaning(RpcCommunicationException::new, false, Remedy.RECONNECT,
			"the server is stopping or starting: try again later");

	private static final Meaning TOO_BUSY = new Meaning(ServerTooBusyException::new, true,
			"the server has no room for the call now: try again later");

	private static final Meaning CANCELLED = new Meaning(RpcCancelledException::new, false,
			"the call was cancelled on the server");

	private static final Meaning PROTOCOL = new Meaning(RpcProtocolException::new, false,
			"the server says that the protocol was broken");

	private static final Meaning NOT_REGISTERED = new Meaning(EndpointNotRegisteredException::new, false,
			"the server program is not running, or did not register its endpoints");

	private static final Meaning BAD_STUB_DATA = new Meaning(RpcFaultException::new, false,
			"the server can't read the arguments: compare the declarations of the interface on both sides");

	private static final Meaning CONTEXT_MISMATCH = new Meaning(ContextMismatchException::new, false,
			"the server does not know the context handle, or not for this operation: it was closed, run down, or the "
					+ "server was restarted; open another one");

	private static final Meaning NOT_ENTERED = new Meaning(RpcFaultException::new, true, "the operation did not run");

	private static final Map<RpcStatus, Meaning> MEANINGS = Map.ofEntries(Map.entry(RpcStatus.ACCESS_DENIED, DENIED),
			Map.entry(RpcStatus.UNKNOWN_IF, UNKNOWN_INTERFACE), Map.entry(RpcStatus.RPC_UNKNOWN_IF, UNKNOWN_INTERFACE),
			Map.entry(RpcStatus.INVALID_PRES_CONTEXT_ID, UNKNOWN_INTERFACE),
			Map.entry(RpcStatus.SERVER_UNAVAILABLE, GOING_AWAY), Map.entry(RpcStatus.OP_RNG_ERROR, NO_SUCH_OPERATION),
			Map.entry(RpcStatus.PROCNUM_OUT_OF_RANGE, NO_SUCH_OPERATION),
			Map.entry(RpcStatus.SERVER_TOO_BUSY, TOO_BUSY), Map.entry(RpcStatus.RPC_SERVER_TOO_BUSY, TOO_BUSY),
			Map.entry(RpcStatus.FAULT_CANCEL, CANCELLED), Map.entry(RpcStatus.CALL_CANCELLED, CANCELLED),
			Map.entry(RpcStatus.PROTO_ERROR, PROTOCOL), Map.entry(RpcStatus.PROTOCOL_ERROR, PROTOCOL),
			Map.entry(RpcStatus.RPC_VERSION_MISMATCH, PROTOCOL), Map.entry(RpcStatus.SUCCESS, PROTOCOL),
			Map.entry(RpcStatus.EPT_NOT_REGISTERED, NOT_REGISTERED),
			Map.entry(RpcStatus.EPT_S_NOT_REGISTERED, NOT_REGISTERED),
			Map.entry(RpcStatus.BAD_STUB_DATA, BAD_STUB_DATA), Map.entry(RpcStatus.CONTEXT_MISMATCH, CONTEXT_MISMATCH),
			Map.entry(RpcStatus.MANAGER_NOT_ENTERED, NOT_ENTERED), Map.entry(RpcStatus.CALL_FAILED_DNE, NOT_ENTERED),
			Map.entry(RpcStatus.UNSUPPORTED_TYPE,
					new Meaning(RpcFaultException::new, true, "the server does not serve this object")),
			Map.entry(RpcStatus.SEC_PKG_ERROR, new Meaning(RpcAccessDeniedException::new, false,
					"the server could not verify the caller's signature")));

	private Faults() {
	}

	/**
	 * Return what a fault means.
	 * @param fault the fault
	 * @return the failure
	 */
	static Failure of(Fault fault) {
		RpcStatus status = RpcStatus.of(fault.status());
		boolean flagged = PacketFlag.isSet(fault.flags(), PacketFlag.DID_NOT_EXECUTE);
		Meaning meaning = MEANINGS.getOrDefault(status, OTHER);
		// Only the flag is proof enough to send the call again unasked: an operation may
		// have raised the bare status
		ExtendedErrorException cause = RemoteErrors.of(fault);
		return new Failure(meaning.kind, status, flagged || meaning.didNotExecute,
				(flagged) ? meaning.remedy : Remedy.NONE,
				RemoteErrors.append("fault %s: %s".formatted(describe(status), meaning.mend), cause), cause, true);
	}

	private static String describe(RpcStatus status) {
		RpcStatus win32 = status.toWin32();
		return (win32.equals(status)) ? status.toString() : "%s, on Windows %s".formatted(status, win32);
	}

	/**
	 * What a status means.
	 *
	 * @param kind the kind of exception
	 * @param didNotExecute whether the status alone says that the operation did not run
	 * @param remedy what helps where it certainly did not run
	 * @param mend what the caller may do
	 */
	private record Meaning(Failure.Kind kind, boolean didNotExecute, Remedy remedy, String mend) {

		Meaning(Failure.Kind kind, boolean didNotExecute, String mend) {
			this(kind, didNotExecute, Remedy.NONE, mend);
		}

	}

}
