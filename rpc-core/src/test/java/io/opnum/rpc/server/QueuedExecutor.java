package io.opnum.rpc.server;

import java.util.ArrayDeque;
import java.util.Deque;
import java.util.concurrent.Executor;

/**
 * Runs tasks when the test says so.
 */
final class QueuedExecutor implements Executor {

	private final Deque<Runnable> tasks = new ArrayDeque<>();

	@Override
	public void execute(Runnable task) {
		this.tasks.add(task);
	}

	int size() {
		return this.tasks.size();
	}

	void runNext() {
		this.tasks.remove().run();
	}

	void runLast() {
		this.tasks.removeLast().run();
	}

	void runAll() {
		while (!this.tasks.isEmpty()) {
			runNext();
		}
	}

}
