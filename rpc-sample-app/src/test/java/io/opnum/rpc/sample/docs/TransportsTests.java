package io.opnum.rpc.sample.docs;

import java.lang.reflect.InvocationTargetException;
import java.nio.file.Path;

import io.opnum.rpc.RpcCommunicationException;
import io.opnum.rpc.transport.smb.SmbCredentials;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

/**
 * The code of the page of transports is compiled, and looks for a server.
 * {@code SmbTransportIntegrationTests} has one that answers.
 */
class TransportsTests {

	@Test
	void theListOfSharesAsksForTheServer(@TempDir Path directory) {
		assertThatExceptionOfType(InvocationTargetException.class)
			.isThrownBy(() -> DocumentedShares.of(directory, "no-such-host.invalid", SmbCredentials.ANONYMOUS))
			.satisfies((failure) -> assertThat(failure.getCause()).isInstanceOf(RpcCommunicationException.class)
				.hasMessageContaining("no-such-host.invalid' is unknown"));
	}

}
