package io.opnum.rpc.client;

import java.util.ArrayList;
import java.util.List;

import io.netty.buffer.ByteBuf;
import io.opnum.rpc.association.RemainingTime;
import io.opnum.rpc.security.VerificationTrailer;
import io.opnum.rpc.security.VerificationTrailer.Command;

/**
 * What goes behind the stub data of a request, before it is fragmented: a verification
 * trailer, where there is something to say in it (MS-RPCE 2.2.2.13).
 *
 * @param commands what it says of the connection and the request; may be empty
 * @param tellsRemainingTime whether it tells the time that the call has left
 */
record RequestTrailer(List<Command> commands, boolean tellsRemainingTime) {

	/** None. */
	static final RequestTrailer NONE = new RequestTrailer(List.of(), false);

	/** The time left, and nothing else. */
	static final RequestTrailer REMAINING_TIME = new RequestTrailer(List.of(), true);

	/**
	 * Append it.
	 * @param stub the stub data, or its last part, from the reader index on
	 * @param call the call
	 * @return how many octets it has, without padding in front
	 */
	int append(ByteBuf stub, ClientCall call) {
		if (!this.commands.isEmpty()) {
			return new VerificationTrailer(commands(call)).append(stub);
		}
		if (this.tellsRemainingTime) {
			return RemainingTime.append(stub, call.remainingMicros());
		}
		return 0;
	}

	private List<Command> commands(ClientCall call) {
		if (!this.tellsRemainingTime) {
			return this.commands;
		}
		List<Command> all = new ArrayList<>(this.commands);
		all.add(RemainingTime.command(call.remainingMicros()));
		return all;
	}

}
