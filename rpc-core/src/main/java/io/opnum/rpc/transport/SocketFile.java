package io.opnum.rpc.transport;

import java.io.IOException;
import java.net.BindException;
import java.net.ConnectException;
import java.net.StandardProtocolFamily;
import java.net.UnixDomainSocketAddress;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.channels.SocketChannel;
import java.nio.file.AccessDeniedException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.NoSuchFileException;
import java.nio.file.OpenOption;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.BasicFileAttributes;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Set;
import java.util.concurrent.ThreadLocalRandom;

import io.opnum.rpc.binding.Endpoint;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The socket file of a server, from its making to its removal. What a server that crashed
 * left behind is replaced; what somebody listens on never is, also where several servers
 * begin at once.
 * <p>
 * The socket is bound in a workspace that nobody else can look into, is given its
 * permissions there, and gets its name by a link, which fails where the name is taken. A
 * name that nobody listens on is taken away first, under a lock of the directory: so
 * nobody else can take it away and give it to another server in between.
 * <p>
 * Thread-safe. Blocks.
 */
final class SocketFile {

	private static final Logger logger = LoggerFactory.getLogger(SocketFile.class);

	/** How often others may be faster before it is told. */
	private static final int ATTEMPTS = 10;

	private static final int NAME_RADIX = 36;

	/** Stays in the directory; no endpoint has a name that begins with a dot. */
	private static final String LOCK_NAME = ".lock";

	private static final Set<OpenOption> LOCK_OPTIONS = Set.of(StandardOpenOption.CREATE, StandardOpenOption.WRITE,
			LinkOption.NOFOLLOW_LINKS);

	private final LocalSockets sockets;

	private final Path file;

	private final Path workspace;

	private @Nullable Object key;

	private SocketFile(LocalSockets sockets, Path file, Path workspace) {
		this.sockets = sockets;
		this.file = file;
		this.workspace = workspace;
	}

	/**
	 * Begin to make the socket file of an endpoint.
	 * @param sockets where
	 * @param endpoint the endpoint
	 * @return the socket file: a socket is to be bound to its {@link #bindPath()} next
	 * @throws IOException if the directory can't be used
	 */
	static SocketFile create(LocalSockets sockets, Endpoint endpoint) throws IOException {
		Path file = sockets.file(endpoint);
		sockets.prepare();
		for (int attempt = 1;; attempt++) {
			// Short, since it counts for the length that a path may have
			String name = Integer.toString(ThreadLocalRandom.current().nextInt(NAME_RADIX * NAME_RADIX * NAME_RADIX),
					NAME_RADIX);
			SocketFile created = new SocketFile(sockets, file, sockets.directory().resolve("." + name));
			sockets.requireShort(endpoint, created.bindPath());
			try {
				if (LocalSockets.isPosix(created.workspace)) {
					Files.createDirectory(created.workspace,
							PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rwx------")));
				}
				else {
					Files.createDirectory(created.workspace);
				}
				return created;
			}
			catch (FileAlreadyExistsException ex) {
				if (attempt == ATTEMPTS) {
					throw ex;
				}
			}
		}
	}

	/** Where to bind the socket. */
	Path bindPath() {
		return this.workspace.resolve("s");
	}

	/**
	 * Give the socket its name, so that clients find it.
	 * @throws BindException if somebody else listens under the name
	 * @throws IOException if it can't be done
	 */
	synchronized void publish() throws IOException {
		if (LocalSockets.isPosix(this.file)) {
			Files.setPosixFilePermissions(bindPath(), this.sockets.permissions());
		}
		Object key = keyOf(bindPath());
		for (int attempt = 1; !link(bindPath()); attempt++) {
			if (attempt == ATTEMPTS) {
				throw inUse();
			}
			removeStale();
		}
		this.key = key;
		clean();
	}

	private boolean link(Path from) throws IOException {
		try {
			Files.createLink(this.file, from);
			return true;
		}
		catch (FileAlreadyExistsException ex) {
			return false;
		}
	}

	/** Take the name from a server that crashed. */
	@SuppressWarnings("try")
	private void removeStale() throws IOException {
		if (!isStale()) {
			return;
		}
		// The lock of a file holds off other processes, not other threads of this one
		synchronized (SocketFile.class) {
			try (FileChannel channel = openLock(); FileLock lock = channel.lock()) {
				if (isStale()) {
					Files.deleteIfExists(this.file);
					logger.info("Removed '{}', which a server left that ended without closing it", this.file);
				}
			}
		}
	}

	private FileChannel openLock() throws IOException {
		Path lock = this.sockets.directory().resolve(LOCK_NAME);
		try {
			return FileChannel.open(lock, LOCK_OPTIONS);
		}
		catch (AccessDeniedException ex) {
			throw ex;
		}
		catch (IOException ex) {
			throw new IOException(
					"the lock of the directory, '%s', can't be opened: %s".formatted(lock, ex.getMessage()), ex);
		}
	}

	/**
	 * Whether there is a socket file that nobody listens on.
	 * @throws BindException if somebody listens on it
	 * @throws IOException if it is no socket
	 */
	private boolean isStale() throws IOException {
		return switch (Occupancy.of(this.file)) {
			case GONE -> false;
			case STALE -> true;
			case LISTENED_ON -> throw inUse();
			case NO_SOCKET -> throw new IOException(
					"'%s', which is no socket, is in the way: remove it, or choose another name".formatted(this.file));
		};
	}

	private BindException inUse() {
		return new BindException("'%s' is in use".formatted(this.file));
	}

	/**
	 * Remove the file, if it is still that of this server, and what was needed to make
	 * it. To be called while the socket still listens, so that nobody takes the name for
	 * stale meanwhile.
	 */
	synchronized void remove() {
		Object key = this.key;
		this.key = null;
		try {
			if (key != null && key.equals(keyOf(this.file))) {
				Files.delete(this.file);
			}
		}
		catch (NoSuchFileException ex) {
			// Somebody tidied up
		}
		catch (IOException ex) {
			logger.warn("The socket file '{}' could not be removed", this.file, ex);
		}
		clean();
	}

	private void clean() {
		try {
			Files.deleteIfExists(bindPath());
			Files.deleteIfExists(this.workspace);
		}
		catch (IOException ex) {
			logger.warn("The directory '{}' could not be removed", this.workspace, ex);
		}
	}

	/** What tells a file from another one of its name. */
	private static Object keyOf(Path file) throws IOException {
		return keyOf(attributes(file));
	}

	private static Object keyOf(BasicFileAttributes attributes) {
		Object key = attributes.fileKey();
		return (key != null) ? key : attributes.creationTime();
	}

	private static BasicFileAttributes attributes(Path file) throws IOException {
		return Files.readAttributes(file, BasicFileAttributes.class, LinkOption.NOFOLLOW_LINKS);
	}

	@Override
	public String toString() {
		return this.file.toString();
	}

	/**
	 * What is found under the name of a socket file.
	 */
	enum Occupancy {

		/** Nothing, or nothing any more. */
		GONE,

		/** A socket that nobody listens on. */
		STALE,

		/**
		 * A socket that somebody listens on, as far as can be known: one that this user
		 * may not connect to counts as such.
		 */
		LISTENED_ON,

		/** Something else. */
		NO_SOCKET;

		/**
		 * Find out, without waiting.
		 * @param file the file
		 * @return what it is at this moment
		 * @throws IOException if it can't even be looked at
		 */
		static Occupancy of(Path file) throws IOException {
			try {
				return attributes(file).isOther() ? ofSocket(file) : NO_SOCKET;
			}
			catch (NoSuchFileException ex) {
				return GONE;
			}
		}

		/**
		 * Find out by connecting to it. It may go meanwhile: then its server closed.
		 * @param socket the file of a socket
		 * @return what it is at this moment
		 * @throws IOException if it can't be looked at any more
		 */
		static Occupancy ofSocket(Path socket) throws IOException {
			try (SocketChannel probe = SocketChannel.open(StandardProtocolFamily.UNIX)) {
				// Does not wait where too many wait already
				probe.configureBlocking(false);
				probe.connect(UnixDomainSocketAddress.of(socket));
				return LISTENED_ON;
			}
			catch (ConnectException ex) {
				return STALE;
			}
			catch (IOException ex) {
				if (Files.notExists(socket, LinkOption.NOFOLLOW_LINKS)) {
					return GONE;
				}
				logger.debug("Can't tell whether somebody listens on '{}'", socket, ex);
				return LISTENED_ON;
			}
		}

	}

}
