package io.opnum.rpc.sample.docs;

import java.io.IOException;
import java.nio.file.Path;

import io.opnum.rpc.sample.FreePorts;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;

import org.springframework.boot.test.system.CapturedOutput;
import org.springframework.boot.test.system.OutputCaptureExtension;
import org.springframework.context.ConfigurableApplicationContext;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * The code of the page for those who begin is compiled and run.
 */
@ExtendWith(OutputCaptureExtension.class)
class GettingStartedTests {

	private final MarkdownDocument document;

	GettingStartedTests() throws IOException {
		this.document = MarkdownDocument.read("docs/getting-started.md");
	}

	@Test
	void theClientFindsTheServer(@TempDir Path directory, CapturedOutput output) throws Exception {
		String mapperPort = String.valueOf(FreePorts.find());
		try (CompiledDocument code = new CompiledDocument(this.document, directory);
				ConfigurableApplicationContext server = code.run("stock.server.StockServer",
						configuration(0, mapperPort), "--rpc.endpoint-mapper.address=127.0.0.1");
				ConfigurableApplicationContext client = code.run("stock.client.StockClient",
						configuration(1, mapperPort))) {
			assertThat(server.isActive()).isTrue();
			assertThat(client.isActive()).isTrue();
		}
		assertThat(output.getOut()).contains(this.document.blocks("text").get(0));
	}

	private String configuration(int index, String mapperPort) {
		String configuration = this.document.blocks("yaml").get(index);
		assertThat(configuration).contains("1135");
		return configuration.replace("1135", mapperPort);
	}

	@Test
	void plainJavaNeedsNoSpring(@TempDir Path directory, CapturedOutput output) throws Exception {
		try (CompiledDocument code = new CompiledDocument(this.document, directory)) {
			code.main("plain.PlainJava");
		}
		assertThat(output.getOut()).contains(this.document.blocks("text").get(1));
	}

}
