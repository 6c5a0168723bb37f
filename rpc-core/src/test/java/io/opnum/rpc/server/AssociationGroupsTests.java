package io.opnum.rpc.server;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.Random;
import java.util.concurrent.Executor;

import io.opnum.rpc.RpcServerLimits;
import io.opnum.rpc.binding.StringBinding;
import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;

class AssociationGroupsTests {

	private final ListeningEndpoint endpoint = new ListeningEndpoint(StringBinding.parse("ncacn_ip_tcp:[135]"), true,
			false);

	private final Deque<Runnable> executor = new ArrayDeque<>();

	private final AssociationGroups groups = new AssociationGroups(new Random(1), this.executor::add,
			account(this.executor::add));

	private final List<String> closed = new ArrayList<>();

	@Test
	void connectionsOfOneEndpointShareAnAssociation() {
		ServerAssociation association = this.groups.create(this.endpoint);
		assertThat(association.id()).isNotZero();
		assertThat(this.groups.join(association.id(), this.endpoint)).isSameAs(association);
		assertThat(this.groups.size()).isEqualTo(1);
	}

	@Test
	void idIsUnknownOnOtherEndpointsAndWithoutAssociation() {
		ServerAssociation association = this.groups.create(this.endpoint);
		ListeningEndpoint other = new ListeningEndpoint(this.endpoint.binding(), true, false);
		assertThat(this.groups.join(association.id(), other)).isNull();
		assertThat(this.groups.join(association.id() + 1, this.endpoint)).isNull();
	}

	@Test
	void idsInUseAndZeroAreNotDrawn() {
		int[] drawn = { 0, 5, 5, 7 };
		AssociationGroups groups = new AssociationGroups(new Random() {

			private int next;

			@Override
			public int nextInt() {
				return drawn[this.next++];
			}

		}, this.executor::add, account(this.executor::add));
		assertThat(groups.create(this.endpoint).id()).isEqualTo(5);
		assertThat(groups.create(this.endpoint).id()).isEqualTo(7);
	}

	@Test
	void associationIsGoneWithItsLastConnection() {
		ServerAssociation association = this.groups.create(this.endpoint);
		this.groups.join(association.id(), this.endpoint);
		association.leave();
		assertThat(this.groups.join(association.id(), this.endpoint)).isNotNull();
		association.leave();
		association.leave();
		assertThat(this.groups.join(association.id(), this.endpoint)).isNull();
		assertThat(this.groups.size()).isZero();
	}

	@Test
	void attributesAreMadeOnceAndRunDownOnceElsewhere() {
		ServerAssociation association = this.groups.create(this.endpoint);
		Handles handles = association.of(CallerIdentity.NOBODY).attribute(Handles.class, Handles::new);
		assertThat(association.of(CallerIdentity.NOBODY).attribute(Handles.class, Handles::new)).isSameAs(handles);
		association.of(CallerIdentity.NOBODY).attribute(String.class, () -> "not closeable");
		association.leave();
		assertThat(this.closed).isEmpty();
		this.executor.remove().run();
		assertThat(this.closed).containsExactly("closed");
		assertThat(this.executor).isEmpty();
	}

	@Test
	void rundownWaitsForCallsInFlight() {
		ServerAssociation association = this.groups.create(this.endpoint);
		association.retain();
		association.leave();
		assertThat(this.groups.size()).isZero();
		association.of(CallerIdentity.NOBODY).attribute(Handles.class, Handles::new);
		assertThat(this.executor).isEmpty();
		association.release();
		assertThat(this.executor).hasSize(1);
	}

	@Test
	void endedAssociationHasNoAttributes() {
		ServerAssociation association = this.groups.create(this.endpoint);
		association.of(CallerIdentity.NOBODY).attribute(Handles.class, Handles::new);
		association.leave();
		assertThatIllegalStateException()
			.isThrownBy(() -> association.of(CallerIdentity.NOBODY).attribute(Handles.class, Handles::new))
			.withMessageContaining("has ended");
	}

	@Test
	void rundownGoesOnWhereOneFails() {
		ServerAssociation association = this.groups.create(this.endpoint);
		association.of(CallerIdentity.NOBODY).attribute(Failing.class, () -> () -> {
			throw new IllegalStateException("rundown failed");
		});
		association.of(CallerIdentity.NOBODY).attribute(Handles.class, Handles::new);
		association.leave();
		this.executor.remove().run();
		assertThat(this.closed).containsExactly("closed");
	}

	private static ContextHandleAccount account(Executor executor) {
		return new ContextHandleAccount(RpcServerLimits.DEFAULT, executor, new ServerCounters());
	}

	/**
	 * Fails to close.
	 */
	private interface Failing extends AutoCloseable {

	}

	/**
	 * Is closed.
	 */
	private final class Handles implements AutoCloseable {

		@Override
		public void close() {
			AssociationGroupsTests.this.closed.add("closed");
		}

	}

}
