package io.opnum.rpc.transport.smb;

import java.io.EOFException;
import java.io.IOException;
import java.net.SocketAddress;
import java.nio.channels.ClosedChannelException;
import java.time.Duration;
import java.util.Set;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

import com.hierynomus.mserref.NtStatus;
import com.hierynomus.mssmb2.SMB2Dialect;
import com.hierynomus.mssmb2.SMB2FileId;
import com.hierynomus.mssmb2.SMB2Packet;
import com.hierynomus.mssmb2.messages.SMB2ReadRequest;
import com.hierynomus.mssmb2.messages.SMB2ReadResponse;
import com.hierynomus.mssmb2.messages.SMB2WriteRequest;
import com.hierynomus.mssmb2.messages.SMB2WriteResponse;
import com.hierynomus.smbj.io.ArrayByteChunkProvider;
import com.hierynomus.smbj.session.Session;
import io.opnum.rpc.transport.BlockingConnection;

/**
 * A named pipe in message mode (MS-RPCE 2.1.1.2): a PDU is one message, written with one
 * write, and read with one read or, where it is longer than that, with several that end
 * with {@code STATUS_BUFFER_OVERFLOW} but for the last. It is the only one of its SMB
 * connection, which is closed with it.
 * <p>
 * Thread-safe as its interface says: one thread reads, another one writes.
 */
final class SmbPipe implements BlockingConnection {

	/** STATUS_PIPE_DISCONNECTED, which the library has no name for. */
	private static final long PIPE_DISCONNECTED = 0xC00000B0L;

	/** STATUS_PIPE_BROKEN, which the library has no name for. */
	private static final long PIPE_BROKEN = 0xC000014BL;

	/** What the server answers a read with when the other end of the pipe is closed. */
	private static final Set<Long> ENDS = Set.of(PIPE_DISCONNECTED, PIPE_BROKEN, NtStatus.STATUS_END_OF_FILE.getValue(),
			NtStatus.STATUS_FILE_CLOSED.getValue());

	private final Session session;

	private final SMB2FileId file;

	private final long treeId;

	private final int readLength;

	private final long timeoutMillis;

	private final SocketAddress remoteAddress;

	/**
	 * Create a pipe that is open.
	 * @param session the session, closed with the pipe
	 * @param treeId the tree of the share
	 * @param file the pipe
	 * @param readLength how many octets to read at once
	 * @param timeout how long to wait for the answer to a write
	 * @param remoteAddress the address of the server
	 */
	SmbPipe(Session session, long treeId, SMB2FileId file, int readLength, Duration timeout,
			SocketAddress remoteAddress) {
		this.session = session;
		this.treeId = treeId;
		this.file = file;
		this.readLength = readLength;
		this.timeoutMillis = timeout.toMillis();
		this.remoteAddress = remoteAddress;
	}

	@Override
	public int read(byte[] buffer) throws IOException {
		SMB2ReadRequest request = new SMB2ReadRequest(dialect(), this.file, this.session.getSessionId(), this.treeId, 0,
				Math.min(buffer.length, this.readLength));
		// However long it takes: there is something to read when the RPC server answers
		SMB2ReadResponse response = await(this.session.send(request), 0);
		if (ended(response)) {
			return -1;
		}
		require(response, "read from", NtStatus.STATUS_BUFFER_OVERFLOW);
		byte[] data = response.getData();
		if (data.length == 0 || data.length > buffer.length) {
			throw new IOException(
					"The SMB server answered a read of %d octets with %d".formatted(buffer.length, data.length));
		}
		System.arraycopy(data, 0, buffer, 0, data.length);
		return data.length;
	}

	private static boolean ended(SMB2Packet response) {
		return ENDS.contains(response.getHeader().getStatusCode());
	}

	@Override
	public void write(byte[] pdu) throws IOException {
		ArrayByteChunkProvider octets = new ArrayByteChunkProvider(pdu, 0);
		octets.prepareWrite(pdu.length);
		SMB2WriteRequest request = new SMB2WriteRequest(dialect(), this.file, this.session.getSessionId(), this.treeId,
				octets, pdu.length);
		SMB2WriteResponse response = await(this.session.send(request), this.timeoutMillis);
		require(response, "write to", NtStatus.STATUS_SUCCESS);
		if (response.getBytesWritten() != pdu.length) {
			throw new EOFException(
					"The SMB server took %d of %d octets".formatted(response.getBytesWritten(), pdu.length));
		}
	}

	private SMB2Dialect dialect() {
		return this.session.getConnection().getNegotiatedProtocol().getDialect();
	}

	private static <T> T await(Future<T> response, long timeoutMillis) throws IOException {
		try {
			return (timeoutMillis == 0) ? response.get() : response.get(timeoutMillis, TimeUnit.MILLISECONDS);
		}
		catch (ExecutionException ex) {
			throw new IOException("The SMB connection failed: " + ex.getCause(), ex.getCause());
		}
		catch (TimeoutException ex) {
			throw new IOException("The SMB server did not answer within %d ms".formatted(timeoutMillis), ex);
		}
		catch (InterruptedException ex) {
			Thread.currentThread().interrupt();
			throw new IOException("Interrupted while waiting for the SMB server", ex);
		}
	}

	private static void require(SMB2Packet response, String what, NtStatus alsoGood) throws IOException {
		long code = response.getHeader().getStatusCode();
		if (code != NtStatus.STATUS_SUCCESS.getValue() && code != alsoGood.getValue()) {
			throw new IOException("The SMB server refused to %s the pipe with %s (0x%08x)".formatted(what,
					NtStatus.valueOf(code), code));
		}
	}

	@Override
	public SocketAddress remoteAddress() {
		return this.remoteAddress;
	}

	@Override
	public void close() {
		// Wakes the reader, then logs off and disconnects
		this.session.getConnection().handleError(new ClosedChannelException());
	}

}
