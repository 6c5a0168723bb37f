package io.opnum.rpc.transport;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.LinkOption;
import java.nio.file.NoSuchFileException;
import java.nio.file.NotDirectoryException;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFileAttributes;
import java.nio.file.attribute.PosixFilePermission;
import java.nio.file.attribute.PosixFilePermissions;
import java.nio.file.attribute.UserPrincipal;
import java.util.EnumSet;
import java.util.Locale;
import java.util.Set;

import io.opnum.rpc.InvalidBindingException;
import io.opnum.rpc.RpcStatus;
import io.opnum.rpc.binding.Endpoint;

/**
 * Where the socket files of {@code ncalrpc} are, and who may connect to them. An endpoint
 * is the file of its name in the directory, as Samba has it; server and clients meet only
 * if they have the same directory. Immutable.
 * <p>
 * A client trusts whatever listens in the directory. One that everybody may write to is
 * therefore refused, and so is the default one if it is somebody else's.
 *
 * @param directory where the socket files are; a server makes it if it is missing
 * @param permissions who may connect: those who may write to the socket file
 * @since 0.1.0
 */
public record LocalSockets(Path directory, Set<PosixFilePermission> permissions) {

	private static final Path DEFAULT_DIRECTORY = Path.of(System.getProperty("java.io.tmpdir"),
			"ncalrpc-" + System.getProperty("user.name").replaceAll("[^A-Za-z0-9._-]", "_"));

	/**
	 * The defaults: the directory {@code ncalrpc-<user>} in the one for temporary files
	 * ({@code java.io.tmpdir}), and none but this user may connect.
	 */
	public static final LocalSockets DEFAULT = new LocalSockets(DEFAULT_DIRECTORY,
			PosixFilePermissions.fromString("rw-------"));

	/** What operating systems take for the path of a socket, the octet 0 not counted. */
	private static final int MAX_PATH_LENGTH = System.getProperty("os.name", "")
		.toLowerCase(Locale.ROOT)
		.startsWith("mac") ? 103 : 107;

	/**
	 * Create what describes socket files.
	 * @param directory where they are
	 * @param permissions who may connect
	 */
	public LocalSockets {
		directory = directory.toAbsolutePath().normalize();
		permissions = Set.copyOf(permissions);
	}

	/**
	 * Return the default, but for the directory.
	 * @param directory where the socket files are, for example Samba's
	 * {@code /run/samba/ncalrpc}
	 * @return socket files
	 */
	public static LocalSockets in(Path directory) {
		return DEFAULT.withDirectory(directory);
	}

	/**
	 * With another directory.
	 * @param directory where the socket files are
	 * @return a copy
	 */
	public LocalSockets withDirectory(Path directory) {
		return new LocalSockets(directory, this.permissions);
	}

	/**
	 * With other permissions.
	 * @param permissions who may connect, as {@code ls} writes it, for example
	 * {@code rw-rw----} for the users of the group
	 * @return a copy
	 * @throws IllegalArgumentException if these are no permissions
	 */
	public LocalSockets withPermissions(String permissions) {
		return new LocalSockets(this.directory, PosixFilePermissions.fromString(permissions));
	}

	/**
	 * Return the socket file of an endpoint.
	 * @param endpoint an endpoint of {@code ncalrpc}
	 * @return its path
	 * @throws InvalidBindingException if the endpoint is no name of a file, or the path
	 * is too long for a socket
	 */
	Path file(Endpoint endpoint) {
		if (endpoint.isDynamic()) {
			throw invalid(endpoint, "has no name: write %s:[name]".formatted(endpoint.protocolSequence()));
		}
		// Refuses names that lead elsewhere
		endpoint.toStringBinding();
		Path file;
		try {
			file = this.directory.resolve(endpoint.endpoint());
		}
		catch (InvalidPathException ex) {
			throw invalid(endpoint, "can't be the name of a file here: " + ex.getReason());
		}
		requireShort(endpoint, file);
		return file;
	}

	void requireShort(Endpoint endpoint, Path file) {
		int length = file.toString().getBytes(StandardCharsets.UTF_8).length;
		if (length > MAX_PATH_LENGTH) {
			throw invalid(endpoint,
					"has a socket file whose path '%s' has %d octets: the operating system takes %d at most. Choose a shorter name, or another directory"
						.formatted(file, length, MAX_PATH_LENGTH));
		}
	}

	private static InvalidBindingException invalid(Endpoint endpoint, String problem) {
		return new InvalidBindingException("The endpoint '%s' %s".formatted(endpoint.endpoint(), problem),
				RpcStatus.INVALID_ENDPOINT_FORMAT, true, null);
	}

	/**
	 * Make the directory if it is missing. Blocks.
	 * @throws IOException if that is not possible, or the directory can't be trusted
	 */
	void prepare() throws IOException {
		if (!Files.isDirectory(this.directory)) {
			Path parent = this.directory.getParent();
			if (parent != null) {
				Files.createDirectories(parent);
			}
			try {
				create(this.directory);
			}
			catch (FileAlreadyExistsException ex) {
				// Another server was faster, if it is a directory
			}
		}
		requireTrusted();
	}

	private void create(Path directory) throws IOException {
		if (isPosix(directory)) {
			// At once: between making it and changing it others could write to it
			Files.createDirectory(directory, PosixFilePermissions.asFileAttribute(directoryPermissions()));
			Files.setPosixFilePermissions(directory, directoryPermissions());
		}
		else {
			Files.createDirectory(directory);
		}
	}

	/** Who may connect must be able to look the file up. */
	private Set<PosixFilePermission> directoryPermissions() {
		Set<PosixFilePermission> result = EnumSet.of(PosixFilePermission.OWNER_READ, PosixFilePermission.OWNER_WRITE,
				PosixFilePermission.OWNER_EXECUTE);
		if (this.permissions.contains(PosixFilePermission.GROUP_WRITE)) {
			result.add(PosixFilePermission.GROUP_EXECUTE);
		}
		if (this.permissions.contains(PosixFilePermission.OTHERS_WRITE)) {
			result.add(PosixFilePermission.GROUP_EXECUTE);
			result.add(PosixFilePermission.OTHERS_EXECUTE);
		}
		return result;
	}

	/**
	 * Make sure that nobody else could have put socket files into the directory. Blocks.
	 * @throws NoSuchFileException if there is no such directory
	 * @throws IOException if somebody could
	 */
	void requireTrusted() throws IOException {
		if (!isPosix(this.directory)) {
			return;
		}
		boolean ours = this.directory.equals(DEFAULT_DIRECTORY.toAbsolutePath().normalize());
		LinkOption[] options = ours ? new LinkOption[] { LinkOption.NOFOLLOW_LINKS } : new LinkOption[0];
		PosixFileAttributes attributes = Files.readAttributes(this.directory, PosixFileAttributes.class, options);
		if (!attributes.isDirectory()) {
			throw new NotDirectoryException(this.directory.toString());
		}
		if (attributes.permissions().contains(PosixFilePermission.OTHERS_WRITE)) {
			throw new IOException(
					"everybody may write to the directory '%s', and so listen in the name of others: take that permission away, or choose another directory"
						.formatted(this.directory));
		}
		if (ours && !attributes.owner().equals(currentUser())) {
			throw new IOException("the directory '%s' belongs to %s: remove it, or choose another directory"
				.formatted(this.directory, attributes.owner().getName()));
		}
	}

	private static UserPrincipal currentUser() throws IOException {
		Path self = Path.of("/proc/self");
		return Files.exists(self) ? Files.getOwner(self)
				: DEFAULT_DIRECTORY.getFileSystem()
					.getUserPrincipalLookupService()
					.lookupPrincipalByName(System.getProperty("user.name"));
	}

	static boolean isPosix(Path path) {
		return path.getFileSystem().supportedFileAttributeViews().contains("posix");
	}

}
