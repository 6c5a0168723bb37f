package io.opnum.rpc.server;

import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Executor;
import java.util.random.RandomGenerator;

import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The associations of a server by their association group id (MS-RPCE 3.3.1.1.3).
 * <p>
 * Thread-safe. Ids are drawn at random from all but 0: who knows one may join, so none
 * shall be guessed from another.
 */
final class AssociationGroups {

	private static final Logger logger = LoggerFactory.getLogger(AssociationGroups.class);

	private final Map<Integer, ServerAssociation> associations = new ConcurrentHashMap<>();

	private final RandomGenerator random;

	private final Executor executor;

	private final ContextHandleAccount contextHandles;

	/**
	 * Create the groups of a server.
	 * @param random draws ids
	 * @param executor runs associations down, whatever comes
	 * @param contextHandles what their context handles share
	 */
	AssociationGroups(RandomGenerator random, Executor executor, ContextHandleAccount contextHandles) {
		this.random = random;
		this.executor = executor;
		this.contextHandles = contextHandles;
	}

	/**
	 * Make an association for a first connection.
	 * @param endpoint the endpoint that it came in on
	 * @return the association, joined
	 */
	ServerAssociation create(ListeningEndpoint endpoint) {
		while (true) {
			int id = this.random.nextInt();
			if (id == 0) {
				continue;
			}
			ServerAssociation association = new ServerAssociation(id, endpoint, this::remove, this::rundown,
					this.contextHandles);
			if (this.associations.putIfAbsent(id, association) == null) {
				return association;
			}
		}
	}

	/**
	 * Join an association with a further connection.
	 * @param id the association group id
	 * @param endpoint the endpoint that the connection came in on
	 * @return the association, joined, or {@code null} if this endpoint has no such
	 */
	@Nullable ServerAssociation join(int id, ListeningEndpoint endpoint) {
		ServerAssociation association = this.associations.get(id);
		return (association != null && association.join(endpoint)) ? association : null;
	}

	/** Run down the context handles of an implementation that was unregistered. */
	void unregistered(ServerRegistration registration) {
		this.associations.values().forEach((association) -> association.unregistered(registration));
	}

	int size() {
		return this.associations.size();
	}

	private void remove(ServerAssociation association) {
		this.associations.remove(association.id(), association);
	}

	private void rundown(List<AutoCloseable> attributes) {
		this.executor.execute(() -> attributes.forEach(this::close));
	}

	private void close(AutoCloseable attribute) {
		try {
			attribute.close();
		}
		catch (Exception ex) {
			logger.warn("Rundown of {} failed", attribute.getClass().getName(), ex);
		}
	}

}
