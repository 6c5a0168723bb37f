package io.opnum.rpc.sample.docs;

import java.nio.file.Path;
import java.util.List;

import io.opnum.rpc.transport.smb.SmbCredentials;

/**
 * The list of shares of the page of transports.
 */
public final class DocumentedShares {

	private DocumentedShares() {
	}

	/**
	 * Compile the code of the page, and run it.
	 * @param directory where the classes go
	 * @param host the server
	 * @param credentials who asks
	 * @return the names of the shares
	 */
	public static List<?> of(Path directory, String host, SmbCredentials credentials) throws Exception {
		try (CompiledDocument code = new CompiledDocument(MarkdownDocument.read("docs/transports.md"), directory)) {
			return (List<?>) code.load("shares.ListShares")
				.getMethod("of", String.class, SmbCredentials.class)
				.invoke(null, host, credentials);
		}
	}

}
