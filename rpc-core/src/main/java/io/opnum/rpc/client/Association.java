package io.opnum.rpc.client;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Deque;
import java.util.Iterator;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Executor;
import java.util.concurrent.TimeUnit;
import java.util.function.Predicate;
import java.util.stream.Stream;

import io.opnum.rpc.binding.Endpoint;
import io.opnum.rpc.binding.InterfaceId;
import io.opnum.rpc.binding.TransferSyntax;
import io.opnum.rpc.ndr.NdrFormat;
import io.opnum.rpc.security.AuthenticationInfo;
import io.opnum.rpc.security.SecurityInitiator;
import org.jspecify.annotations.Nullable;

/**
 * The connections of a client to one endpoint, which share an association group (C706
 * 9.3.1, MS-RPCE 3.3.2.4.1.2), and the calls that wait for one of them.
 * <p>
 * Where the server agrees to concurrent multiplexing, one connection carries all calls.
 * Where it does not, a connection carries one at a time: there are as many as calls, up
 * to a limit, and what exceeds it waits its turn. Which of the two it is shows with the
 * first connection, so that at first only one is opened.
 * <p>
 * Thread-safe. Nothing is called with the lock held: decisions are taken under it, and
 * acted upon after.
 */
final class Association {

	/** For how long a server that refused a connection is not asked for another. */
	private static final long REFUSAL_NANOS = TimeUnit.SECONDS.toNanos(1);

	private final ClientRuntime runtime;

	private final AssociationKey key;

	private final Set<TransferSyntax> transferSyntaxes;

	private final AuthenticationInfo authentication;

	private final @Nullable SecurityInitiator initiator;

	/** How the server wants requests to be laid out. */
	private final Map<InterfaceId, NdrFormat> formats = new ConcurrentHashMap<>();

	private final Object lock = new Object();

	/** Connections whose bind is not answered. */
	private final List<ClientConnection> binding = new ArrayList<>();

	/** Connections that take calls. */
	private final List<ClientConnection> ready = new ArrayList<>();

	/** Those of the connections that carry one call at a time that carry none. */
	private final Deque<ClientConnection> idle = new ArrayDeque<>();

	/** Connections that take no more calls, but are open yet. */
	private final List<ClientConnection> leaving = new ArrayList<>();

	/** Calls in their order of arrival. */
	private final Set<ClientCall> waiting = new LinkedHashSet<>();

	/** The connections of calls with pipes, which are in the same group. */
	private final ExclusiveConnections exclusive;

	/** The multiplexed ones of the connections that take calls. */
	private volatile ClientConnection[] shared = {};

	/** Whether the server is believed to take alter_context. */
	private volatile boolean alterable = true;

	private boolean alterAccepted;

	/** Whether a bind was ever answered, so that it is known what the server can do. */
	private boolean known;

	private boolean multiplexed;

	/** The group that further connections join; {@code null} before the first. */
	private @Nullable AssociationGroup group;

	/** How many connections there may be now. */
	private int limit;

	/** When a connection was refused, so that the limit was lowered. */
	private long refusedAt;

	private volatile boolean kept = true;

	/** Written with the lock held. */
	private volatile boolean retired;

	/**
	 * Create an association without connections.
	 * @param runtime the client
	 * @param key its key
	 * @throws io.opnum.rpc.InvalidBindingException if calls can't be authenticated as the
	 * key says
	 */
	Association(ClientRuntime runtime, AssociationKey key) {
		this.runtime = runtime;
		this.key = key;
		this.limit = runtime.settings().maxConnections();
		this.exclusive = new ExclusiveConnections(this.limit);
		Set<TransferSyntax> offered = key.transferSyntaxes();
		this.transferSyntaxes = (offered != null) ? offered : runtime.settings().transferSyntaxes();
		AuthenticationInfo authentication = key.authentication();
		this.authentication = (authentication != null) ? authentication : runtime.settings().authentication();
		this.initiator = this.authentication.isAuthenticated() ? runtime.settings().initiator(this.authentication)
				: null;
	}

	AssociationKey key() {
		return this.key;
	}

	Endpoint endpoint() {
		return this.key.endpoint();
	}

	/** What its connections offer. */
	Set<TransferSyntax> transferSyntaxes() {
		return this.transferSyntaxes;
	}

	/** How its connections are authenticated. */
	AuthenticationInfo authentication() {
		return this.authentication;
	}

	/** What authenticates its connections, {@code null} where nobody is. */
	@Nullable SecurityInitiator initiator() {
		return this.initiator;
	}

	/** Takes the steps of an authentication, which may block. */
	Executor securityExecutor() {
		return this.runtime.securityExecutor();
	}

	/**
	 * How requests to an interface are best laid out: as the server wanted the last time.
	 * @param interfaceId the interface
	 * @return the layout; if a connection turns out to want another one, the request is
	 * converted
	 */
	NdrFormat format(InterfaceId interfaceId) {
		return this.formats.getOrDefault(interfaceId, NdrFormat.NDR);
	}

	/**
	 * A server accepted an interface.
	 * @param interfaceId the interface
	 * @param format how it wants requests to be laid out
	 */
	void agreed(InterfaceId interfaceId, NdrFormat format) {
		this.formats.put(interfaceId, format);
	}

	/** Whether it takes no more calls, so that another one has to be made. */
	boolean isOver() {
		return this.retired;
	}

	/** Whether connections are kept while no call needs them. */
	boolean isLingering() {
		return this.key.lingering() && this.kept;
	}

	/**
	 * Keep connections while no call needs them, as the key says, or not: those that are
	 * needed by none are closed then.
	 * @param kept whether they are kept
	 */
	void keep(boolean kept) {
		if (this.kept == kept) {
			return;
		}
		this.kept = kept;
		if (!kept) {
			List<ClientConnection> open;
			synchronized (this.lock) {
				open = Stream.concat(this.ready.stream(), this.exclusive.open()).toList();
			}
			open.forEach(ClientConnection::reconsider);
		}
	}

	// ---- calls

	/**
	 * Take a call on.
	 * @param call the call
	 * @return whether it was taken on; {@code false} if this association is over and
	 * another has to be made
	 */
	boolean submit(ClientCall call) {
		boolean exclusive = call.isPiped();
		for (ClientConnection connection : this.shared) {
			if (!exclusive && serves(connection, call)) {
				call.route().assign(connection);
				call.route().submit();
				return true;
			}
		}
		Plan plan;
		synchronized (this.lock) {
			AssociationGroup group = call.route().group();
			if (this.retired || (group != null && group.isEnded())) {
				return false;
			}
			call.route().waitAt(this);
			if (call.isEnded()) {
				return true;
			}
			(exclusive ? this.exclusive.waiting() : this.waiting).add(call);
			plan = balance();
		}
		carryOut(plan);
		return true;
	}

	/**
	 * Let a call go that ended while it waited.
	 * @param call the call
	 */
	void forget(ClientCall call) {
		synchronized (this.lock) {
			this.waiting.remove(call);
			this.exclusive.waiting().remove(call);
		}
		settle();
	}

	private boolean serves(ClientConnection connection, ClientCall call) {
		return (call.route().group() == null || call.route().group() == connection.group())
				&& (connection.isBoundTo(call.interfaceId()) || (this.alterable && connection.hasRoom()))
				&& (call.route().notBefore() == 0 || connection.boundAt() - call.route().notBefore() >= 0);
	}

	// ---- what connections report, on their event loops

	/** The transport connection is there. */
	void connected() {
		this.runtime.connectionOpened();
	}

	/** The transport connection is gone. */
	void disconnected() {
		this.runtime.connectionClosed();
	}

	/**
	 * A bind was answered.
	 * @param connection the connection; it takes calls from now on
	 * @param groupId the association group it is in
	 * @param rejection why its first interface was not accepted, or {@code null} if it
	 * was
	 */
	void bound(ClientConnection connection, int groupId, @Nullable Failure rejection) {
		List<ClientCall> rejected = List.of();
		List<ClientCall> misled = List.of();
		List<ClientConnection> spared;
		Plan plan;
		synchronized (this.lock) {
			join(connection, groupId);
			if (rejection != null) {
				rejected = takeWaiting(waiting(connection), connection.firstInterface());
			}
			if (connection.isExclusive()) {
				this.exclusive.bound(connection);
			}
			else {
				bound(connection);
			}
			AssociationGroup proposed = connection.proposedGroup();
			if (proposed != null && proposed != connection.group()) {
				misled = takeHopeless(waiting(connection), (call) -> call.route().group() == proposed);
			}
			plan = balance();
			spared = membersOf(Objects.requireNonNull(connection.group()));
		}
		carryOut(plan);
		spared.forEach(ClientConnection::reconsider);
		misled.forEach((call) -> call.route()
			.attemptFailed(Failures.otherGroup(Objects.requireNonNull(call.route().group()), groupId)));
		if (rejection != null) {
			rejected.forEach((call) -> call.route().attemptFailed(rejection));
		}
	}

	private void bound(ClientConnection connection) {
		this.binding.remove(connection);
		this.known = true;
		this.multiplexed = connection.isMultiplexed();
		this.limit = this.runtime.settings().maxConnections();
		this.ready.add(connection);
		if (!this.multiplexed) {
			this.idle.add(connection);
		}
		share();
	}

	/** The calls that wait for such a connection. */
	private Set<ClientCall> waiting(ClientConnection connection) {
		return connection.isExclusive() ? this.exclusive.waiting() : this.waiting;
	}

	/**
	 * A connection did not come about, or not as far as the answer to its bind.
	 * @param connection the connection
	 * @param failure why
	 * @param groupForgotten whether because the server did not know the association group
	 */
	void bindFailed(ClientConnection connection, Failure failure, boolean groupForgotten) {
		List<ClientCall> failed = new ArrayList<>();
		Plan plan;
		synchronized (this.lock) {
			if (!this.binding.remove(connection) && !this.exclusive.binding().remove(connection)) {
				return;
			}
			AssociationGroup group = connection.proposedGroup();
			if (group == null || !groupForgotten) {
				refused(connection);
				failed.addAll(takeHopeless(waiting(connection), (call) -> true));
			}
			else {
				forgotten(group);
				failed.addAll(takeHopeless(waiting(connection), (call) -> call.route().group() == group));
			}
			if (group != null) {
				endIfDeserted(group);
			}
			plan = balance();
		}
		carryOut(plan);
		failed.forEach((call) -> call.route().attemptFailed(failure));
		settle();
	}

	/** Those that others can serve wait for them; no more are opened than can be. */
	private void refused(ClientConnection connection) {
		if (connection.isExclusive()) {
			this.exclusive.refused();
		}
		else {
			this.limit = Math.max(1, this.ready.size() + this.binding.size());
			this.refusedAt = System.nanoTime();
		}
	}

	/**
	 * The server does not know a group: it was restarted, or all our connections had
	 * ended for it. Connections that are in the group all the same go on with it.
	 */
	private void forgotten(AssociationGroup group) {
		if (this.group == group) {
			this.group = null;
		}
		if (group.isDeserted()) {
			group.end();
		}
	}

	/** Take calls that no connection serves, nor will. */
	private List<ClientCall> takeHopeless(Set<ClientCall> waiting, Predicate<ClientCall> which) {
		List<ClientCall> hopeless = waiting.stream()
			.filter(which)
			.filter((call) -> !isLost(call) && !hasProspect(call))
			.toList();
		hopeless.forEach(waiting::remove);
		return hopeless;
	}

	private static boolean isLost(ClientCall call) {
		AssociationGroup group = call.route().group();
		return group != null && group.isEnded();
	}

	private static List<ClientCall> takeWaiting(Set<ClientCall> waiting, InterfaceId interfaceId) {
		List<ClientCall> taken = waiting.stream().filter((call) -> call.interfaceId().equals(interfaceId)).toList();
		taken.forEach(waiting::remove);
		return taken;
	}

	private boolean hasProspect(ClientCall call) {
		if (call.isPiped()) {
			return this.exclusive.ready().anyMatch((connection) -> serves(connection, call))
					|| this.exclusive.binding().stream().anyMatch((connection) -> covers(connection, call));
		}
		return this.ready.stream().anyMatch((connection) -> serves(connection, call))
				|| this.binding.stream().anyMatch((connection) -> covers(connection, call));
	}

	/** The server took an alter_context. */
	void alterAccepted() {
		synchronized (this.lock) {
			this.alterAccepted = true;
		}
	}

	/**
	 * The server does not take alter_context: each interface gets connections of its own
	 * from now on. Not so where it took one before; then something else is wrong.
	 * @return whether that is the case
	 */
	boolean alterRefused() {
		synchronized (this.lock) {
			if (!this.alterAccepted) {
				this.alterable = false;
			}
			return !this.alterAccepted;
		}
	}

	/**
	 * A connection that carries one call at a time carries none now.
	 * @param connection the connection
	 */
	void released(ClientConnection connection) {
		Plan plan;
		synchronized (this.lock) {
			if (connection.isExclusive()) {
				this.exclusive.released(connection);
			}
			else if (this.ready.contains(connection) && !this.idle.contains(connection)) {
				this.idle.add(connection);
			}
			plan = balance();
		}
		carryOut(plan);
	}

	/**
	 * A connection takes no more calls.
	 * @param connection the connection
	 */
	void retired(ClientConnection connection) {
		Plan plan;
		synchronized (this.lock) {
			if (connection.isExclusive() ? !this.exclusive.retired(connection) : !retire(connection)) {
				return;
			}
			plan = balance();
		}
		carryOut(plan);
	}

	private boolean retire(ClientConnection connection) {
		if (!this.ready.remove(connection)) {
			return false;
		}
		this.idle.remove(connection);
		this.leaving.add(connection);
		share();
		return true;
	}

	/**
	 * A connection that took calls has ended.
	 * @param connection the connection
	 */
	void closed(ClientConnection connection) {
		synchronized (this.lock) {
			this.ready.remove(connection);
			this.idle.remove(connection);
			this.leaving.remove(connection);
			this.exclusive.closed(connection);
			share();
			leaveGroup(connection);
		}
	}

	/** Go on after {@link #closed}, or end if nothing is left. */
	void settle() {
		Plan plan;
		boolean over;
		synchronized (this.lock) {
			plan = balance();
			over = this.waiting.isEmpty() && this.binding.isEmpty() && this.ready.isEmpty() && this.leaving.isEmpty()
					&& this.exclusive.isEmpty();
			this.retired |= over;
		}
		if (over) {
			this.runtime.remove(this);
		}
		carryOut(plan);
	}

	/**
	 * Close all connections; calls fail.
	 * @param failure what they fail with
	 */
	void close(Failure failure) {
		List<ClientCall> calls;
		List<ClientConnection> connections;
		synchronized (this.lock) {
			this.retired = true;
			calls = new ArrayList<>(this.waiting);
			calls.addAll(this.exclusive.waiting());
			this.waiting.clear();
			this.exclusive.waiting().clear();
			connections = new ArrayList<>(this.ready);
			connections.addAll(this.binding);
			connections.addAll(this.leaving);
			connections.addAll(this.exclusive.open().toList());
			connections.addAll(this.exclusive.binding());
		}
		calls.forEach((call) -> call.fail(failure));
		connections.forEach((connection) -> connection.close(failure));
	}

	// ---- the association group

	/** A context handle of a group was opened, or may have been. */
	void retain(AssociationGroup group) {
		synchronized (this.lock) {
			group.used();
		}
	}

	/** A context handle of a group has ended, or was none. */
	void release(AssociationGroup group) {
		List<ClientConnection> spared = List.of();
		synchronized (this.lock) {
			if (group.unused()) {
				spared = membersOf(group);
			}
		}
		spared.forEach(ClientConnection::reconsider);
	}

	/** Return how many context handles are open. */
	int contextHandles() {
		synchronized (this.lock) {
			return Stream.concat(this.ready.stream(), Stream.concat(this.leaving.stream(), this.exclusive.open()))
				.map(ClientConnection::group)
				.filter(Objects::nonNull)
				.distinct()
				.mapToInt(AssociationGroup::contextHandles)
				.sum();
		}
	}

	/**
	 * Return whether a connection that takes calls has to stay open since there are
	 * context handles, and no other connection that takes calls is in their group.
	 */
	boolean isNeeded(ClientConnection connection) {
		synchronized (this.lock) {
			AssociationGroup group = connection.group();
			return group != null && group.isUsed() && Stream.concat(this.ready.stream(), this.exclusive.ready())
				.noneMatch((other) -> other != connection && other.group() == group);
		}
	}

	/**
	 * A connection that takes no more calls wants to close.
	 * @param connection the connection
	 * @return whether it may; {@code false} if context handles would end with it. It is
	 * asked to {@link ClientConnection#reconsider} when that has changed
	 */
	boolean mayLeave(ClientConnection connection) {
		synchronized (this.lock) {
			AssociationGroup group = connection.group();
			if (group != null && group.isUsed() && group.isLast() && !connection.hasLeftGroup()) {
				return false;
			}
			leaveGroup(connection);
			return true;
		}
	}

	private void join(ClientConnection connection, int groupId) {
		AssociationGroup group = this.group;
		if (group == null || group.id() != groupId) {
			AssociationGroup former = group;
			group = new AssociationGroup(this, groupId);
			this.group = group;
			if (former != null) {
				endIfDeserted(former);
			}
		}
		group.joined();
		connection.joined(group);
	}

	private void leaveGroup(ClientConnection connection) {
		AssociationGroup group = connection.group();
		if (group != null && connection.leftGroup()) {
			group.left();
			endIfDeserted(group);
		}
	}

	/** With its last connection the server ends a group, unless one is about to join. */
	private void endIfDeserted(AssociationGroup group) {
		if (group.isDeserted()
				&& (this.group != group || Stream.concat(this.binding.stream(), this.exclusive.binding().stream())
					.noneMatch((connection) -> connection.proposedGroup() == group))) {
			group.end();
			if (this.group == group) {
				this.group = null;
			}
		}
	}

	private List<ClientConnection> membersOf(AssociationGroup group) {
		return Stream.concat(Stream.concat(this.ready.stream(), this.leaving.stream()), this.exclusive.open())
			.filter((connection) -> connection.group() == group)
			.toList();
	}

	// ---- decisions, with the lock held

	/**
	 * Give waiting calls to connections, and decide which connections to open and which
	 * to close for them.
	 */
	private Plan balance() {
		Plan plan = new Plan();
		int maxConnections = this.runtime.settings().maxConnections();
		if (this.limit < maxConnections && System.nanoTime() - this.refusedAt > REFUSAL_NANOS) {
			this.limit = maxConnections;
		}
		List<ClientConnection> coming = new ArrayList<>(this.binding);
		Iterator<ClientCall> calls = this.waiting.iterator();
		while (calls.hasNext() && !isExhausted(coming)) {
			ClientCall call = calls.next();
			if (isLost(call)) {
				calls.remove();
				plan.lost.add(call);
			}
			else if (assign(take(call), call, plan)) {
				calls.remove();
			}
			else if (!awaits(coming, call)) {
				makeRoom(plan);
				if (mayOpen() && !isGroupAwaited(call, this.exclusive.binding())) {
					ClientConnection opened = new ClientConnection(this, this.runtime.settings(), call.interfaceId(),
							call.connectTimeout(), groupFor(call), false);
					this.binding.add(opened);
					plan.opened.add(opened);
					if (!this.known || this.multiplexed) {
						coming.add(opened);
					}
				}
			}
		}
		balanceExclusive(plan);
		return plan;
	}

	private void balanceExclusive(Plan plan) {
		List<ClientConnection> coming = new ArrayList<>(this.exclusive.binding());
		Iterator<ClientCall> calls = this.retired ? Collections.emptyIterator() : this.exclusive.waiting().iterator();
		while (calls.hasNext()) {
			ClientCall call = calls.next();
			if (isLost(call)) {
				calls.remove();
				plan.lost.add(call);
			}
			else if (assign(this.exclusive.take(call, this::serves), call, plan)) {
				calls.remove();
			}
			else if (!takeFirst(coming, call)) {
				openExclusive(call, plan);
			}
		}
	}

	private static boolean assign(@Nullable ClientConnection connection, ClientCall call, Plan plan) {
		if (connection == null) {
			return false;
		}
		call.route().assign(connection);
		plan.assigned.add(call);
		return true;
	}

	private boolean takeFirst(List<ClientConnection> coming, ClientCall call) {
		for (ClientConnection connection : coming) {
			if (covers(connection, call)) {
				return coming.remove(connection);
			}
		}
		return false;
	}

	private void openExclusive(ClientCall call, Plan plan) {
		ClientConnection useless = this.exclusive.makeRoom();
		if (useless != null) {
			plan.closed.add(useless);
		}
		if (this.exclusive.mayOpen() && !isGroupAwaited(call, this.binding)
				&& !isGroupAwaited(call, this.exclusive.binding())) {
			ClientConnection opened = new ClientConnection(this, this.runtime.settings(), call.interfaceId(),
					call.connectTimeout(), groupFor(call), true);
			this.exclusive.binding().add(opened);
			plan.opened.add(opened);
		}
	}

	/**
	 * Whether a connection is about to found the group that one for the call would join.
	 */
	private boolean isGroupAwaited(ClientCall call, List<ClientConnection> binding) {
		return groupFor(call) == null && !binding.isEmpty();
	}

	private @Nullable AssociationGroup groupFor(ClientCall call) {
		AssociationGroup group = call.route().group();
		return (group != null) ? group : this.group;
	}

	/** Whether further waiting calls can only go on waiting. */
	private boolean isExhausted(List<ClientConnection> coming) {
		if (this.retired) {
			return true;
		}
		if (!this.known) {
			return !this.binding.isEmpty();
		}
		if (this.multiplexed) {
			return this.ready.isEmpty() && !coming.isEmpty() && this.alterable;
		}
		return this.idle.isEmpty() && coming.isEmpty() && !mayOpen();
	}

	private @Nullable ClientConnection take(ClientCall call) {
		if (this.multiplexed) {
			return this.ready.stream().filter((connection) -> serves(connection, call)).findFirst().orElse(null);
		}
		ClientConnection found = null;
		for (Iterator<ClientConnection> latestFirst = this.idle.descendingIterator(); latestFirst.hasNext();) {
			ClientConnection connection = latestFirst.next();
			if (serves(connection, call)) {
				boolean bound = connection.isBoundTo(call.interfaceId());
				if (bound || found == null) {
					found = connection;
				}
				if (bound) {
					break;
				}
			}
		}
		if (found != null) {
			this.idle.remove(found);
		}
		return found;
	}

	/** Whether one of the connections to come will serve the call. */
	private boolean awaits(List<ClientConnection> coming, ClientCall call) {
		for (ClientConnection connection : coming) {
			if (covers(connection, call)) {
				if (this.known && !this.multiplexed) {
					coming.remove(connection);
				}
				return true;
			}
		}
		return false;
	}

	private boolean covers(ClientConnection connection, ClientCall call) {
		InterfaceId first = connection.firstInterface();
		return (this.alterable || first.equals(call.interfaceId()))
				&& (call.route().group() == null || call.route().group() == connection.proposedGroup());
	}

	private boolean mayOpen() {
		return this.ready.size() + this.binding.size() < ((this.known) ? this.limit : 1);
	}

	/** Let an idle connection go that is of no use, where the limit is reached. */
	private void makeRoom(Plan plan) {
		if (!mayOpen()) {
			ClientConnection useless = this.idle.pollFirst();
			if (useless != null) {
				this.ready.remove(useless);
				this.leaving.add(useless);
				plan.closed.add(useless);
			}
			else if (this.multiplexed && !this.alterable && maySpareOne()) {
				// None of them ever is of use for the interface that is called
				ClientConnection oldest = this.ready.remove(0);
				this.leaving.add(oldest);
				share();
				plan.drained.add(oldest);
			}
		}
	}

	private boolean maySpareOne() {
		return this.ready.size() > 1 || (this.ready.size() == 1 && (this.group == null || !this.group.isUsed()));
	}

	private void share() {
		this.shared = this.ready.stream().filter(ClientConnection::isMultiplexed).toArray(ClientConnection[]::new);
	}

	private void carryOut(Plan plan) {
		plan.assigned.forEach((call) -> call.route().submit());
		plan.closed.forEach((connection) -> connection.close(null));
		plan.drained.forEach(ClientConnection::retire);
		plan.lost.forEach((call) -> call.fail(Failures.contextLost(Objects.requireNonNull(call.route().group()))));
		plan.opened.forEach((connection) -> this.runtime.connect(this, connection, connection.connectTimeout()));
	}

	/**
	 * What was decided.
	 */
	private static final class Plan {

		private final List<ClientCall> assigned = new ArrayList<>();

		private final List<ClientCall> lost = new ArrayList<>();

		private final List<ClientConnection> opened = new ArrayList<>();

		private final List<ClientConnection> closed = new ArrayList<>();

		/** Those that end with the calls that they have. */
		private final List<ClientConnection> drained = new ArrayList<>();

	}

}
