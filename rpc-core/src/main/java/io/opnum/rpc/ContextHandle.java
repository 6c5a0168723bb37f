package io.opnum.rpc;

import java.util.function.Consumer;

import io.opnum.rpc.server.ServerContextHandle;

/**
 * A context handle: what a server keeps for a client between calls, and what the client
 * names it by (C706 5.1.6 and 14.2.10, MIDL's {@code [context_handle]}).
 * <p>
 * It is a parameter of an operation ({@code ContextHandle<S>}, {@code Out<…>},
 * {@code InOut<…>}) or its result, also in a {@code CompletableFuture}. On the server an
 * operation makes one of a state object with {@link #of(Object)} and hands it out; later
 * calls get the same one back and ask for its {@link #state()}. An operation ends it by
 * setting the {@code InOut} to {@code null} or closing it. On the client it is opaque: it
 * is passed to further calls and {@link #close() closed}.
 * <p>
 * A handle belongs to one association, to the interface that made it and to one type
 * {@code S}; elsewhere the server refuses it with {@code nca_s_fault_context_mismatch}.
 * When the association ends, for whatever reason, the server runs down what is still
 * open.
 * <p>
 * Thread-safe; the state is what its class makes it. By default one call at a time uses a
 * handle, see {@link SharedContext}.
 *
 * @param <S> the type of the state: a class or an interface that stands in the contract
 * and which the server implements; a client needs nothing of it but its name
 * @since 0.1.0
 */
public interface ContextHandle<S> extends AutoCloseable {

	/**
	 * Make a handle that an operation of a server gives out. A state that is
	 * {@link AutoCloseable} is closed once when the handle ends, whether an operation
	 * ended it or it is run down.
	 * @param <S> the type of the state
	 * @param state the state
	 * @return the handle
	 */
	static <S> ContextHandle<S> of(S state) {
		return ServerContextHandle.of(state, null);
	}

	/**
	 * Make a handle whose rundown differs from its orderly end: for example a transaction
	 * that is committed by an operation and rolled back where the client is gone. The
	 * state is not closed, even if it could be.
	 * @param <S> the type of the state
	 * @param state the state
	 * @param rundown called once with the state if the handle ends although no operation
	 * ended it; on a thread of the server that is none of its event loops
	 * @return the handle
	 */
	static <S> ContextHandle<S> of(S state, Consumer<? super S> rundown) {
		return ServerContextHandle.of(state, rundown);
	}

	/**
	 * Return the state.
	 * @return the state
	 * @throws IllegalStateException on a client: the state is the server's
	 */
	S state();

	/**
	 * Return whether the handle has ended. A client knows it of a handle that was closed,
	 * or whose association has ended; not of what the server did meanwhile.
	 * @return whether it can't be passed to a call any more
	 */
	boolean isClosed();

	/**
	 * End the handle. May be called again.
	 * <p>
	 * On a client it calls the operation that the interface has for it, marked with
	 * {@link ClosesContext}; without one, or where the server is gone, the handle is only
	 * forgotten here, as {@link #destroy()} does. Blocks for the time of the call.
	 * <p>
	 * On a server the handle is unknown to further calls at once; its state is closed
	 * when no call uses it any more.
	 * @throws RpcException if the operation answered with a fault, other than that the
	 * handle is unknown; the handle is forgotten all the same
	 */
	@Override
	void close();

	/**
	 * Forget the handle without telling the server ({@code RpcSsDestroyClientContext}),
	 * which runs it down when the association ends. On a server the same as
	 * {@link #close()}.
	 */
	void destroy();

}
