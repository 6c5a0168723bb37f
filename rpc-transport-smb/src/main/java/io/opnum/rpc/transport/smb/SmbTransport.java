package io.opnum.rpc.transport.smb;

import java.io.IOException;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.EnumSet;
import java.util.Locale;
import java.util.Set;
import java.util.concurrent.TimeUnit;

import com.hierynomus.msdtyp.AccessMask;
import com.hierynomus.mssmb2.SMB2CreateDisposition;
import com.hierynomus.mssmb2.SMB2FileId;
import com.hierynomus.mssmb2.SMB2ImpersonationLevel;
import com.hierynomus.mssmb2.SMB2ShareAccess;
import com.hierynomus.smbj.SMBClient;
import com.hierynomus.smbj.common.SMBRuntimeException;
import com.hierynomus.smbj.SmbConfig;
import com.hierynomus.smbj.connection.Connection;
import com.hierynomus.smbj.session.Session;
import com.hierynomus.smbj.share.PipeShare;
import io.opnum.rpc.InvalidBindingException;
import io.opnum.rpc.RpcStatus;
import io.opnum.rpc.binding.Endpoint;
import io.opnum.rpc.binding.ProtocolSequence;
import io.opnum.rpc.transport.BlockingConnection;
import io.opnum.rpc.transport.BlockingTransport;
import io.opnum.rpc.transport.TransportOptions;
import io.opnum.rpc.transport.smb.SmbFailures.Step;

/**
 * The protocol sequence {@code ncacn_np}, for clients: RPC over a named pipe of an SMB
 * server (MS-RPCE 2.1.1.2), by means of the library smbj, with SMB 2 and 3.
 * <p>
 * The network address is the server, with or without two leading backslashes; empty: this
 * host. The endpoint is the pipe, for example {@code \pipe\srvsvc}. Each connection of
 * RPC is a connection of SMB with one session, of the
 * {@linkplain SmbOptions#credentials() credentials} of this transport, and one pipe.
 * <p>
 * Thread-safe. What blocks does so on threads of the transport.
 *
 * @since 0.1.0
 */
public final class SmbTransport extends BlockingTransport {

	private static final String PIPE_PREFIX = "\\pipe\\";

	private static final String SHARE_OF_PIPES = "IPC$";

	/** No PDU is larger, so that each is read at once. */
	private static final int READ_LENGTH = 64 * 1024;

	private final SmbOptions options;

	private final int readLength;

	/**
	 * Create a transport with the default options, and threads of its own.
	 * @param options how SMB sessions are opened
	 */
	public SmbTransport(SmbOptions options) {
		this(options, TransportOptions.DEFAULT);
	}

	/**
	 * Create a transport with threads of its own.
	 * @param options how SMB sessions are opened
	 * @param transportOptions what all transports have in common
	 */
	public SmbTransport(SmbOptions options, TransportOptions transportOptions) {
		this(options, transportOptions, READ_LENGTH);
	}

	SmbTransport(SmbOptions options, TransportOptions transportOptions, int readLength) {
		super(ProtocolSequence.NCACN_NP, transportOptions);
		this.options = options;
		this.readLength = readLength;
	}

	@Override
	protected BlockingConnection open(Endpoint endpoint, Duration timeout) {
		String pipe = pipe(endpoint);
		InetSocketAddress address = new InetSocketAddress(host(endpoint), this.options.port());
		long deadline = System.nanoTime() + timeout.toNanos();
		Connection connection = connect(endpoint, address, timeout);
		Step step = Step.LOG_ON;
		try {
			Session session = connection.authenticate(this.options.credentials().toContext());
			requireTime(deadline);
			step = Step.CONNECT_SHARE;
			PipeShare share = (PipeShare) session.connectShare(SHARE_OF_PIPES);
			requireTime(deadline);
			step = Step.OPEN_PIPE;
			SMB2FileId file = share.openFileId(pipe, SMB2ImpersonationLevel.Impersonation,
					EnumSet.of(AccessMask.GENERIC_READ, AccessMask.GENERIC_WRITE), null,
					Set.of(SMB2ShareAccess.FILE_SHARE_READ, SMB2ShareAccess.FILE_SHARE_WRITE),
					SMB2CreateDisposition.FILE_OPEN, null);
			return new SmbPipe(session, share.getTreeConnect().getTreeId(), file, this.readLength,
					this.options.requestTimeout(), address);
		}
		catch (RuntimeException ex) {
			connection.handleError(ex);
			throw SmbFailures.of(endpoint, this.options, step, ex);
		}
	}

	/** Each connection has a client of its own: one would share connections. */
	@SuppressWarnings("resource")
	private Connection connect(Endpoint endpoint, InetSocketAddress address, Duration timeout) {
		try {
			return new SMBClient(config(timeout)).connect(address.getHostString(), address.getPort());
		}
		catch (IOException | RuntimeException ex) {
			throw SmbFailures.of(endpoint, this.options, Step.CONNECT, ex);
		}
	}

	private SmbConfig config(Duration timeout) {
		return SmbConfig.builder()
			.withDialects(this.options.dialects())
			.withSocketFactory(new SmbSockets(timeout))
			.withTimeout(requestTimeout(timeout).toMillis(), TimeUnit.MILLISECONDS)
			.withEncryptData(this.options.encryption())
			.withDfsEnabled(false)
			.build();
	}

	/** No step to the pipe takes longer than all of them may. */
	private Duration requestTimeout(Duration timeout) {
		Duration limit = (timeout.compareTo(SmbOptions.LEAST_TIMEOUT) < 0) ? SmbOptions.LEAST_TIMEOUT : timeout;
		return (limit.compareTo(this.options.requestTimeout()) < 0) ? limit : this.options.requestTimeout();
	}

	/** Give up where nobody waits for the pipe any more. */
	private static void requireTime(long deadline) {
		if (System.nanoTime() - deadline >= 0) {
			throw new SMBRuntimeException("The time to connect was over");
		}
	}

	private static String host(Endpoint endpoint) {
		String host = endpoint.networkAddress();
		if (host.isEmpty()) {
			return "localhost";
		}
		return host.startsWith("\\\\") ? host.substring(2) : host;
	}

	private static String pipe(Endpoint endpoint) {
		String name = endpoint.endpoint();
		String pipe = name.toLowerCase(Locale.ROOT).startsWith(PIPE_PREFIX) ? name.substring(PIPE_PREFIX.length())
				: name;
		if (pipe.isEmpty()) {
			throw new InvalidBindingException(
					"The endpoint '%s' of %s is no pipe: write \\pipe\\name".formatted(name, endpoint),
					RpcStatus.INVALID_ENDPOINT_FORMAT, true, null);
		}
		return pipe;
	}

	@Override
	public String toString() {
		return "%s as %s".formatted(protocolSequence(), this.options.credentials());
	}

}
