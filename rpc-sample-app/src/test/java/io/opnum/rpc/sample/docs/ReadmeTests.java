package io.opnum.rpc.sample.docs;

import java.io.IOException;
import java.nio.file.Files;
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
 * What a newcomer copies from the README works.
 */
@ExtendWith(OutputCaptureExtension.class)
class ReadmeTests {

	private final MarkdownDocument readme;

	ReadmeTests() throws IOException {
		this.readme = MarkdownDocument.read("README.md");
	}

	@Test
	void hasTwoCommands() {
		assertThat(this.readme.blocks("")).containsExactly("mvn -pl rpc-sample-app -am spring-boot:run\n",
				"mvn verify\n");
	}

	@Test
	void continuousIntegrationRunsTheTestCommand() throws IOException {
		assertThat(Files.readString(MarkdownDocument.ROOT.resolve(".ci/run")))
			.containsPattern("(?m)^test_with mvn verify$");
	}

	@Test
	void namesTheVersionThatIsBuilt() throws IOException {
		String pom = Files.readString(MarkdownDocument.ROOT.resolve("pom.xml"));
		String version = pom.replaceAll("(?s).*?<version>(.*?)</version>.*", "$1");
		assertThat(this.readme.blocks("xml")).singleElement().asString().contains("<version>" + version + "</version>");
	}

	@Test
	void theInterfaceOfFiveMinutesIsServedAndCalled(@TempDir Path directory, CapturedOutput output) throws Exception {
		String configuration = this.readme.blocks("yaml").get(0);
		assertThat(configuration).contains("9135");
		configuration = configuration.replace("9135", String.valueOf(FreePorts.find()));
		try (CompiledDocument code = new CompiledDocument(this.readme, directory);
				ConfigurableApplicationContext context = code.run("hello.HelloApplication", configuration,
						"--rpc.endpoint-mapper.mode=none")) {
			assertThat(context.isActive()).isTrue();
		}
		assertThat(output.getOut()).contains(this.readme.blocks("text").get(0));
	}

}
