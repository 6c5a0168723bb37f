package io.opnum.rpc.pipe;

import java.io.IOException;
import java.io.InterruptedIOException;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.BooleanSupplier;
import java.util.function.IntConsumer;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.opnum.rpc.ndr.NdrFormat;
import io.opnum.rpc.ndr.StubInput;
import org.jspecify.annotations.Nullable;

/**
 * The stub of a call that is read while its fragments arrive. The event loop of its
 * connection adds them, and ceases to read from the peer while it {@link #isFull() is
 * full}; one thread reads them, and waits where none has come.
 * <p>
 * Thread-safe between those two. Whoever reads is to be done before {@link #release()}.
 */
public final class IncomingStub implements StubInput {

	/** What a fragment counts for at least: the objects around a few octets. */
	private static final int LEAST_CHARGE = 256;

	/** A shorter fragment is copied, so that it does not keep what it was read into. */
	private static final int LEAST_SLICE = 1024;

	/** What is joined to octets that were not read, at least. */
	private static final int LEAST_JOINED = 512;

	private final ReentrantLock lock = new ReentrantLock();

	private final Condition changed = this.lock.newCondition();

	private final Deque<Fragment> fragments = new ArrayDeque<>();

	private final int capacity;

	private final long maxLength;

	private final IntConsumer whenTaken;

	private final Runnable whenDrained;

	private final BooleanSupplier onEventLoop;

	private volatile NdrFormat format;

	private long length;

	private int held;

	private boolean full;

	private boolean complete;

	private boolean released;

	private @Nullable IOException failure;

	private volatile long timeoutNanos;

	// The reader's

	private ByteBuf window = Unpooled.EMPTY_BUFFER;

	/** Whether the window is a buffer of its own, which may be added to. */
	private boolean windowGrows;

	/** How many of the octets that the reader was handed {@code whenTaken} awaits. */
	private int handed;

	/** Where in the stub the index 0 of the window would be. */
	private long origin;

	/**
	 * Create a stub that nothing has come of.
	 * @param format the layout
	 * @param maxLength the most octets in all
	 * @param capacity how many octets may be held before it is full
	 * @param whenTaken told how many of the octets that were added are held no more, by
	 * the reader neither
	 * @param whenDrained told, on any thread, when it was full and is not any more
	 * @param onEventLoop whether the current thread must not wait
	 */
	public IncomingStub(NdrFormat format, long maxLength, int capacity, IntConsumer whenTaken, Runnable whenDrained,
			BooleanSupplier onEventLoop) {
		this.format = format;
		this.maxLength = maxLength;
		this.capacity = capacity;
		this.whenTaken = whenTaken;
		this.whenDrained = whenDrained;
		this.onEventLoop = onEventLoop;
	}

	// ---- for the event loop

	/**
	 * Set how the stub is laid out, before the first fragment is added.
	 * @param format the layout
	 */
	public void setFormat(NdrFormat format) {
		this.format = format;
	}

	/**
	 * Add the stub of a fragment.
	 * @param stub the octets; retained as needed, not released
	 * @return whether the stub is not too long with it
	 */
	public boolean add(ByteBuf stub) {
		int octets = stub.readableBytes();
		this.lock.lock();
		try {
			if (this.length + octets > this.maxLength) {
				return false;
			}
			this.length += octets;
			if (this.released || this.failure != null) {
				this.whenTaken.accept(octets);
				return true;
			}
			Fragment last = this.fragments.peekLast();
			if (last == null || !last.append(stub)) {
				this.fragments.add(Fragment.of(stub));
			}
			this.held += charge(octets);
			this.full = this.full || this.held >= this.capacity;
			this.changed.signal();
			return true;
		}
		finally {
			this.lock.unlock();
		}
	}

	private static int charge(int octets) {
		return Math.max(octets, LEAST_CHARGE);
	}

	/** The last fragment was added. */
	public void complete() {
		this.lock.lock();
		try {
			this.complete = true;
			this.changed.signal();
		}
		finally {
			this.lock.unlock();
		}
	}

	/**
	 * Return whether no more fragments should be added for now.
	 * @return whether it is full
	 */
	public boolean isFull() {
		this.lock.lock();
		try {
			return this.full;
		}
		finally {
			this.lock.unlock();
		}
	}

	/**
	 * Return whether no fragment is awaited by anyone: those that come are dropped.
	 * @return whether it has failed or was released
	 */
	public boolean isGivenUp() {
		this.lock.lock();
		try {
			return this.released || this.failure != null;
		}
		finally {
			this.lock.unlock();
		}
	}

	/**
	 * No more will come: whoever reads fails, and what waits is dropped. Any thread.
	 * @param failure why; only the first counts
	 */
	public void fail(IOException failure) {
		boolean drained;
		this.lock.lock();
		try {
			if (this.failure != null) {
				return;
			}
			this.failure = failure;
			drained = this.full;
			drop();
			this.changed.signal();
		}
		finally {
			this.lock.unlock();
		}
		if (drained) {
			this.whenDrained.run();
		}
	}

	/** Nobody reads what waits: the peer need not be held back any more. */
	private void drop() {
		this.full = false;
		this.held = 0;
		for (Fragment fragment : this.fragments) {
			this.whenTaken.accept(fragment.added);
			fragment.octets.release();
		}
		this.fragments.clear();
	}

	// ---- for the reader

	/**
	 * Set how long to wait for a fragment.
	 * @param nanos how long; zero: for ever
	 */
	public void setTimeoutNanos(long nanos) {
		this.timeoutNanos = nanos;
	}

	@Override
	public NdrFormat format() {
		return this.format;
	}

	@Override
	public ByteBuf octets() {
		return this.window;
	}

	@Override
	public long offset() {
		return this.origin + this.window.readerIndex();
	}

	@Override
	public boolean more() throws IOException {
		Fragment next;
		boolean drained = false;
		settle(this.window.readableBytes());
		this.lock.lock();
		try {
			next = await();
			if (next == null) {
				return false;
			}
			if (this.window.isReadable() && next.octets.readableBytes() > joined()) {
				// Only as much as is needed is copied
				join(next.octets.readSlice(joined()));
				return true;
			}
			this.fragments.remove();
			this.held -= next.charge;
			this.handed += next.added;
			if (this.full && this.held <= this.capacity / 2) {
				this.full = false;
				drained = true;
			}
		}
		finally {
			this.lock.unlock();
		}
		if (this.window.isReadable()) {
			join(next.octets);
			next.octets.release();
		}
		else {
			replace(next.octets, offset() - next.octets.readerIndex());
		}
		if (drained) {
			this.whenDrained.run();
		}
		return true;
	}

	/**
	 * The reader holds no more octets than these; some may still count for their
	 * fragment.
	 */
	private void settle(int octets) {
		if (this.handed > octets) {
			this.whenTaken.accept(this.handed - octets);
			this.handed = octets;
		}
	}

	private @Nullable Fragment await() throws IOException {
		long left = this.timeoutNanos;
		while (true) {
			if (this.failure != null) {
				throw this.failure;
			}
			Fragment next = this.fragments.peek();
			if (next != null || this.complete) {
				return next;
			}
			if (this.onEventLoop.getAsBoolean()) {
				throw new IllegalStateException(
						"A pipe would block the event loop that feeds it: read it on another thread");
			}
			try {
				if (this.timeoutNanos == 0) {
					this.changed.await();
				}
				else if (left <= 0) {
					throw new PipeTimeoutException();
				}
				else {
					left = this.changed.awaitNanos(left);
				}
			}
			catch (InterruptedException ex) {
				Thread.currentThread().interrupt();
				throw new InterruptedIOException("The thread was interrupted while it waited for a pipe");
			}
		}
	}

	private int joined() {
		return Math.max(LEAST_JOINED, this.window.readableBytes());
	}

	/**
	 * Wait for more, and take with it what has come already, until twice as much is
	 * unread: whoever begins anew where it is too little does so few times, however small
	 * the fragments are.
	 * @return whether there is more; {@code false} at the end of the stub
	 * @throws IOException as {@link #more()}
	 */
	public boolean gather() throws IOException {
		long enough = 2L * this.window.readableBytes();
		if (!more()) {
			return false;
		}
		while (this.window.readableBytes() < enough && hasFragments()) {
			more();
		}
		return true;
	}

	private boolean hasFragments() {
		this.lock.lock();
		try {
			return !this.fragments.isEmpty();
		}
		finally {
			this.lock.unlock();
		}
	}

	/** Add octets to those in the window, with room for as many again. */
	private void join(ByteBuf octets) {
		if (this.windowGrows && octets.readableBytes() <= this.window.writableBytes()) {
			this.window.writeBytes(octets);
			return;
		}
		long length = (long) this.window.readableBytes() + octets.readableBytes();
		long offset = offset();
		ByteBuf joined = octets.alloc().buffer((int) Math.min(2 * length, Integer.MAX_VALUE));
		joined.writeBytes(this.window).writeBytes(octets);
		replace(joined, offset);
		this.windowGrows = true;
	}

	private void replace(ByteBuf window, long origin) {
		this.window.release();
		this.window = window;
		this.windowGrows = false;
		this.origin = origin;
	}

	/**
	 * Read to the end of the stub, and drop what is left.
	 * @throws IOException if the end does not come
	 */
	void skipRest() throws IOException {
		do {
			this.window.skipBytes(this.window.readableBytes());
		}
		while (more());
	}

	/**
	 * Return a stub that has come wholly.
	 * @param octets the octets; ownership passes
	 * @param format the layout
	 * @return the stub
	 */
	public static IncomingStub whole(ByteBuf octets, NdrFormat format) {
		IncomingStub stub = new IncomingStub(format, Long.MAX_VALUE, Integer.MAX_VALUE, (taken) -> {
		}, () -> {
		}, () -> false);
		stub.replace(octets, -octets.readerIndex());
		stub.complete();
		return stub;
	}

	/**
	 * Take all that has come and not been read; the rest follows with {@link #more()}.
	 * @return the octets, owned by the caller
	 */
	public ByteBuf takeOctets() {
		ByteBuf octets = this.window;
		settle(0);
		this.origin += octets.readerIndex() + octets.readableBytes();
		this.window = Unpooled.EMPTY_BUFFER;
		this.windowGrows = false;
		return octets;
	}

	/**
	 * Nobody reads any more: release what is held, and drop what is added from now on.
	 */
	public void release() {
		this.lock.lock();
		try {
			if (this.released) {
				return;
			}
			this.released = true;
			drop();
			takeOctets().release();
		}
		finally {
			this.lock.unlock();
		}
		this.whenDrained.run();
	}

	/**
	 * Octets that came together, or several that were copied together.
	 */
	private static final class Fragment {

		private final ByteBuf octets;

		private final boolean copied;

		private int added;

		private int charge;

		private Fragment(ByteBuf octets, boolean copied) {
			this.octets = octets;
			this.copied = copied;
		}

		static Fragment of(ByteBuf stub) {
			boolean copied = stub.readableBytes() < LEAST_SLICE;
			Fragment fragment = new Fragment(copied ? stub.alloc().buffer(LEAST_SLICE) : stub.retainedSlice(), copied);
			if (copied) {
				fragment.append(stub);
			}
			else {
				fragment.count(stub.readableBytes());
			}
			return fragment;
		}

		boolean append(ByteBuf stub) {
			int length = stub.readableBytes();
			if (!this.copied || length > LEAST_SLICE - this.octets.writerIndex()) {
				return false;
			}
			this.octets.writeBytes(stub, stub.readerIndex(), length);
			count(length);
			return true;
		}

		private void count(int length) {
			this.added += length;
			this.charge += IncomingStub.charge(length);
		}

	}

}
