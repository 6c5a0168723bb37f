package io.opnum.rpc.transport;

import java.io.IOException;
import java.net.StandardProtocolFamily;
import java.net.UnixDomainSocketAddress;
import java.nio.channels.ServerSocketChannel;
import java.nio.channels.SocketChannel;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.stream.Stream;

import io.netty.channel.epoll.Epoll;
import io.opnum.rpc.InvalidBindingException;
import io.opnum.rpc.RpcCommunicationException;
import io.opnum.rpc.RpcStatus;
import io.opnum.rpc.binding.Endpoint;
import io.opnum.rpc.binding.ProtocolSequence;
import io.opnum.rpc.transport.Transport.TransportServer;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.DisabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

/**
 * Tests for {@link LocalTransport} and {@link SocketFile}, with epoll where it is there.
 */
@DisabledOnOs(OS.WINDOWS)
class LocalTransportTests extends AbstractTransportTests {

	@TempDir
	Path temporary;

	private final List<ServerSocketChannel> foreign = new ArrayList<>();

	@Override
	Transport create(TransportOptions options) {
		return new LocalTransport(options.withLocalSockets(LocalSockets.in(directory())));
	}

	@Override
	Endpoint dynamicEndpoint() {
		return local("");
	}

	boolean hasCredentials() {
		return Epoll.isAvailable();
	}

	@AfterEach
	void closeForeign() throws IOException {
		for (ServerSocketChannel channel : this.foreign) {
			channel.close();
		}
	}

	@Test
	void endpointIsTheFileOfItsName() throws Exception {
		listen(local("inventory"), Peer::echoing);
		assertThat(files()).containsExactly("inventory");
		Peer client = connect(local("inventory"));
		client.connection.send(Frames.frame(1, 20));
		assertThat(client.nextFrame()).hasSize(20);
	}

	@Test
	void dynamicEndpointHasANameLikeThoseOfWindows() throws Exception {
		assertThat(listen(Peer::echoing).endpoint().endpoint()).matches("LRPC-[0-9a-f]{16}");
	}

	@Test
	void bothSidesKnowWhoTheOtherIs() throws Exception {
		Peer client = connect(listen(local("inventory"), Peer::echoing));
		for (Peer peer : List.of(client, accept())) {
			assertThat(peer.connection.localAddress()).isNull();
			assertThat(peer.connection.remoteAddress()).isInstanceOfSatisfying(LocalPeerAddress.class, (address) -> {
				assertThat(address.endpoint()).isEqualTo("inventory");
				if (hasCredentials()) {
					assertThat(address.credentials()).isEqualTo(self());
					assertThat(address).hasToString("ncalrpc:[inventory] (process %d of user %d)"
						.formatted(self().processId(), self().userId()));
				}
				else {
					assertThat(address.credentials()).isNull();
					assertThat(address).hasToString("ncalrpc:[inventory]");
				}
			});
		}
	}

	@Test
	void onlyTheOwnerMayConnectUnlessMoreIsSaid() throws Exception {
		listen(local("inventory"), Peer::echoing);
		assertThat(permissions(directory())).isEqualTo("rwx------");
		assertThat(permissions(directory().resolve("inventory"))).isEqualTo("rw-------");
	}

	@ParameterizedTest
	@ValueSource(strings = { "rw-rw----:rwx--x---", "rw-rw-rw-:rwx--x--x" })
	void permissionsAreThoseOfTheSocketAndLetTheDirectoryBeLookedInto(String expected) throws Exception {
		LocalSockets sockets = LocalSockets.in(directory()).withPermissions(expected.substring(0, 9));
		this.transport.close();
		this.transport = new LocalTransport(OPTIONS.withLocalSockets(sockets));
		listen(local("inventory"), Peer::echoing);
		assertThat(permissions(directory().resolve("inventory"))).isEqualTo(expected.substring(0, 9));
		assertThat(permissions(directory())).isEqualTo(expected.substring(10));
	}

	@Test
	void directoryThatIsThereIsTakenAsItIs() throws Exception {
		Files.createDirectory(directory(),
				PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rwxr-x---")));
		listen(local("inventory"), Peer::echoing);
		assertThat(permissions(directory())).isEqualTo("rwxr-x---");
	}

	@Test
	void directoryThatEverybodyMayWriteToIsRefused() throws Exception {
		Files.createDirectory(directory());
		Files.setPosixFilePermissions(directory(), PosixFilePermissions.fromString("rwxrwxrwx"));
		assertThatExceptionOfType(ListenException.class).isThrownBy(() -> listen(local("inventory"), Peer::echoing))
			.withMessageContaining("everybody may write to the directory '" + directory());
		foreign("inventory");
		assertThatExceptionOfType(RpcCommunicationException.class).isThrownBy(() -> connect(local("inventory")))
			.withMessageContaining("everybody may write to the directory '" + directory());
	}

	@Test
	void fileIsGoneWhenTheServerIsClosed() throws Exception {
		TransportServer server = listen(local("inventory"), Peer::echoing);
		get(server.close());
		assertThat(files()).isEmpty();
	}

	@Test
	void filesAreGoneWhenTheTransportIsClosed() throws Exception {
		listen(local("inventory"), Peer::echoing);
		listen(Peer::echoing);
		this.transport.close();
		assertThat(files()).isEmpty();
	}

	@Test
	void refusalLeavesNoFiles() throws Exception {
		listen(local("inventory"), Peer::echoing);
		assertThatExceptionOfType(ListenException.class).isThrownBy(() -> listen(local("inventory"), Peer::echoing));
		awaitUntil(() -> files().equals(List.of("inventory")));
	}

	@Test
	void fileOfAServerThatCrashedIsReplaced() throws Exception {
		foreign("inventory").close();
		assertThat(files()).containsExactly("inventory");
		connect(listen(local("inventory"), Peer::echoing));
	}

	@Test
	void fileThatAnotherProgramListensOnIsInUse() throws Exception {
		foreign("inventory");
		assertInUse();
	}

	@Test
	void fileOfAProgramThatDoesNotAcceptIsInUse() throws Exception {
		foreign("inventory");
		List<SocketChannel> waiting = new ArrayList<>();
		try {
			for (int i = 0; i < 4; i++) {
				SocketChannel channel = SocketChannel.open(StandardProtocolFamily.UNIX);
				waiting.add(channel);
				channel.configureBlocking(false);
				try {
					channel.connect(UnixDomainSocketAddress.of(directory().resolve("inventory")));
				}
				catch (IOException ex) {
					// Its backlog is full
				}
			}
			assertInUse();
		}
		finally {
			for (SocketChannel channel : waiting) {
				channel.close();
			}
		}
	}

	private void assertInUse() {
		assertThatExceptionOfType(ListenException.class).isThrownBy(() -> listen(local("inventory"), Peer::echoing))
			.satisfies((failure) -> assertThat(failure.reason()).isEqualTo(ListenException.Reason.IN_USE));
		assertThat(directory().resolve("inventory")).exists();
	}

	@Test
	void fileThatIsNoSocketIsNotTouched() throws Exception {
		Files.createDirectory(directory());
		Path file = Files.writeString(directory().resolve("inventory"), "precious");
		assertThatExceptionOfType(ListenException.class).isThrownBy(() -> listen(local("inventory"), Peer::echoing))
			.withMessageContaining("'" + file + "', which is no socket, is in the way");
		assertThat(file).hasContent("precious");
	}

	@Test
	void linkIsNotFollowed() throws Exception {
		foreign("other").close();
		Files.createSymbolicLink(directory().resolve("inventory"), directory().resolve("other"));
		assertThatExceptionOfType(ListenException.class).isThrownBy(() -> listen(local("inventory"), Peer::echoing))
			.withMessageContaining("which is no socket, is in the way");
		assertThat(files()).contains("other");
	}

	@Test
	void fileThatBecameSomebodyElsesIsLeftToThem() throws Exception {
		TransportServer server = listen(local("inventory"), Peer::echoing);
		Files.delete(directory().resolve("inventory"));
		foreign("inventory");
		get(server.close());
		assertThat(files()).containsExactly("inventory");
	}

	@Test
	void ofManyServersThatBeginAtOnceOneListens() throws Exception {
		for (int round = 0; round < 20; round++) {
			String name = "inventory" + round;
			foreign(name).close();
			List<CompletableFuture<TransportServer>> attempts = new ArrayList<>();
			for (int i = 0; i < 4; i++) {
				Transport another = create(OPTIONS.withEventLoopThreads(1));
				this.others.add(another);
				attempts.add(another.listen(local(name), Peer::echoing).toCompletableFuture());
			}
			CompletableFuture.allOf(attempts.toArray(CompletableFuture[]::new)).exceptionally((failure) -> null).join();
			assertThat(attempts.stream().filter((attempt) -> !attempt.isCompletedExceptionally())).hasSize(1);
			connect(local(name)).connection.close();
		}
		awaitUntil(() -> files().size() == 20);
	}

	/**
	 * A server that closes removes its file first: one that begins at that moment may
	 * find the file and no socket behind it.
	 */
	@Test
	void fileThatGoesWhileItIsLookedAtIsNotInUse() throws Exception {
		ServerSocketChannel socket = foreign("inventory");
		Path file = directory().resolve("inventory");
		assertThat(SocketFile.Occupancy.of(file)).isEqualTo(SocketFile.Occupancy.LISTENED_ON);
		socket.close();
		assertThat(SocketFile.Occupancy.of(file)).isEqualTo(SocketFile.Occupancy.STALE);
		Files.delete(file);
		assertThat(SocketFile.Occupancy.ofSocket(file)).isEqualTo(SocketFile.Occupancy.GONE);
		assertThat(SocketFile.Occupancy.of(file)).isEqualTo(SocketFile.Occupancy.GONE);
		Files.writeString(file, "precious");
		assertThat(SocketFile.Occupancy.of(file)).isEqualTo(SocketFile.Occupancy.NO_SOCKET);
	}

	@Test
	void nameOfAServerThatClosesIsFreeToTheNextAtOnce() throws Exception {
		for (int round = 0; round < 50; round++) {
			TransportServer closing = listen(local("inventory"), Peer::echoing);
			CompletableFuture<Void> closed = closing.close().toCompletableFuture();
			Transport another = create(OPTIONS.withEventLoopThreads(1));
			this.others.add(another);
			TransportServer next = null;
			while (next == null) {
				boolean wasClosed = closed.isDone();
				try {
					next = get(another.listen(local("inventory"), Peer::echoing));
				}
				catch (ListenException ex) {
					assertThat(wasClosed).as("closed, and still in use").isFalse();
				}
			}
			connect(local("inventory")).connection.close();
			get(next.close());
			get(closed);
		}
	}

	@Test
	void lockThatIsALinkIsNotFollowed() throws Exception {
		foreign("inventory").close();
		Path elsewhere = this.temporary.resolve("elsewhere");
		Files.createSymbolicLink(directory().resolve(".lock"), elsewhere);
		assertThatExceptionOfType(ListenException.class).isThrownBy(() -> listen(local("inventory"), Peer::echoing))
			.withMessageContaining(".lock");
		assertThat(elsewhere).doesNotExist();
	}

	@ParameterizedTest
	@ValueSource(strings = { "../inventory", "a/b", "a\\b", ".hidden", "..", "." })
	void namesThatLeadElsewhereAreRefused(String name) {
		assertThatExceptionOfType(InvalidBindingException.class).isThrownBy(() -> connect(local(name)))
			.withMessageContaining("'" + name + "'")
			.satisfies((failure) -> assertThat(failure.status()).isEqualTo(RpcStatus.INVALID_ENDPOINT_FORMAT));
		assertThatExceptionOfType(InvalidBindingException.class).isThrownBy(() -> listen(local(name), Peer::echoing));
	}

	@Test
	void clientNeedsAName() {
		assertThatExceptionOfType(InvalidBindingException.class).isThrownBy(() -> connect(local("")))
			.withMessageContaining("ncalrpc:[name]");
	}

	@Test
	void pathTooLongForASocketIsToldWithItsLength() throws Exception {
		Path deep = directory().resolve("d".repeat(100));
		this.transport.close();
		this.transport = new LocalTransport(OPTIONS.withLocalSockets(LocalSockets.in(deep)));
		assertThatExceptionOfType(InvalidBindingException.class)
			.isThrownBy(() -> listen(local("inventory"), Peer::echoing))
			.withMessageContaining("'" + deep.resolve("inventory") + "' has "
					+ deep.resolve("inventory").toString().length() + " octets");
		assertThatExceptionOfType(InvalidBindingException.class).isThrownBy(() -> connect(local("inventory")));
	}

	@Test
	void longestPathIsTaken() throws Exception {
		int room = 107 - directory().toString().length() - 1 - 10;
		Path deep = directory().resolve("d".repeat(room - 1));
		this.transport.close();
		this.transport = new LocalTransport(OPTIONS.withLocalSockets(LocalSockets.in(deep)));
		Endpoint endpoint = local("1234567890");
		assertThat(deep.resolve("1234567890").toString()).hasSize(107);
		listen(endpoint, Peer::echoing);
		connect(endpoint);
	}

	@Test
	void otherHostsAreNotReached() throws Exception {
		listen(local("inventory"), Peer::echoing);
		connect(new Endpoint(ProtocolSequence.NCALRPC, "localhost", "inventory"));
		Endpoint elsewhere = new Endpoint(ProtocolSequence.NCALRPC, "elsewhere.example", "inventory");
		assertThatExceptionOfType(InvalidBindingException.class).isThrownBy(() -> connect(elsewhere))
			.withMessageContaining("'elsewhere.example'")
			.satisfies((failure) -> assertThat(failure.status()).isEqualTo(RpcStatus.INVALID_NET_ADDR));
		assertThatExceptionOfType(InvalidBindingException.class).isThrownBy(() -> listen(elsewhere, Peer::echoing));
	}

	@Test
	void missingServerAndMissingDirectoryAreTold() throws Exception {
		assertThatExceptionOfType(RpcCommunicationException.class).isThrownBy(() -> connect(local("inventory")))
			.withMessageContaining("'" + directory() + "' does not exist");
		Files.createDirectory(directory());
		assertThatExceptionOfType(RpcCommunicationException.class).isThrownBy(() -> connect(local("inventory")))
			.withMessageContaining("'" + directory().resolve("inventory") + "' does not exist");
		foreign("inventory").close();
		assertThatExceptionOfType(RpcCommunicationException.class).isThrownBy(() -> connect(local("inventory")))
			.withMessageContaining("nobody listens on '" + directory().resolve("inventory") + "'");
	}

	@Test
	void defaultDirectoryIsOfThisUserAlone() throws Exception {
		try (LocalTransport defaults = new LocalTransport(OPTIONS)) {
			TransportServer server = get(defaults.listen(local(""), Peer::echoing));
			assertThat(LocalSockets.DEFAULT.directory()).hasParent(Path.of(System.getProperty("java.io.tmpdir")));
			assertThat(permissions(LocalSockets.DEFAULT.directory())).isEqualTo("rwx------");
			get(defaults.connect(server.endpoint(), Duration.ofSeconds(10), Peer::reading));
		}
	}

	private static Endpoint local(String name) {
		return new Endpoint(ProtocolSequence.NCALRPC, "", name);
	}

	private Path directory() {
		return this.temporary.resolve("lrpc");
	}

	private static LocalPeerAddress.Credentials self() {
		try {
			return new LocalPeerAddress.Credentials((int) ProcessHandle.current().pid(),
					(Integer) Files.getAttribute(Path.of("/proc/self"), "unix:uid"));
		}
		catch (IOException ex) {
			throw new IllegalStateException(ex);
		}
	}

	/** Another program's socket: its file stays when it is closed. */
	private ServerSocketChannel foreign(String name) throws IOException {
		Files.createDirectories(directory());
		ServerSocketChannel channel = ServerSocketChannel.open(StandardProtocolFamily.UNIX);
		this.foreign.add(channel);
		return channel.bind(UnixDomainSocketAddress.of(directory().resolve(name)), 1);
	}

	private static String permissions(Path path) throws IOException {
		return PosixFilePermissions.toString(Files.getPosixFilePermissions(path, LinkOption.NOFOLLOW_LINKS));
	}

	private List<String> files() {
		try (Stream<Path> files = Files.list(directory())) {
			return files.map((file) -> file.getFileName().toString())
				.filter((name) -> !name.equals(".lock"))
				.sorted()
				.toList();
		}
		catch (IOException ex) {
			throw new IllegalStateException(ex);
		}
	}

}
