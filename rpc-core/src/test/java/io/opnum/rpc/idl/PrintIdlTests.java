package io.opnum.rpc.idl;

import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.stream.Stream;

import io.opnum.rpc.RpcInterface;
import io.opnum.rpc.epm.EndpointMapper;
import io.opnum.rpc.mgmt.Management;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Tests for {@link PrintIdl}.
 */
class PrintIdlTests {

	@TempDir
	private Path directory;

	@Test
	void writesFilesNamedAsTheInterfaces() throws Exception {
		Path target = this.directory.resolve("new/idl");
		PrintIdl.main(target.toString(), EndpointMapper.class.getName(), Management.class.getName(),
				Management.class.getName(), IdlTests.Warehouse.class.getCanonicalName());
		assertThat(target.resolve("EndpointMapper.idl")).hasContent(Idl.of(EndpointMapper.class));
		assertThat(target.resolve("Management.idl")).hasContent(Idl.of(Management.class));
		assertThat(target.resolve("Warehouse.idl")).hasContent(Idl.of(IdlTests.Warehouse.class));
	}

	@Test
	void saysWhatItNeeds() {
		assertThat(complaint()).contains("com.example.Inventory");
		assertThat(complaint("com.example.Absent")).isEqualTo("com.example.Absent is not on the class path");
		assertThat(complaint("java.lang.Runnable")).contains("@RpcInterface is missing");
	}

	@Test
	void writesNothingIfOneOfTheInterfacesIsDefective() {
		assertThat(complaint(Management.class.getName(), "java.lang.Runnable")).contains("@RpcInterface is missing");
		assertThat(this.directory).isEmptyDirectory();
	}

	@Test
	void refusesTwoInterfacesForOneFile() {
		assertThat(complaint(Management.class.getName(), Other.Management.class.getName()))
			.contains("is the second interface called Management");
		assertThat(this.directory).isEmptyDirectory();
	}

	@Test
	void saysThatItCanNotWrite() throws Exception {
		Path file = Files.createFile(this.directory.resolve("file"));
		ByteArrayOutputStream errors = new ByteArrayOutputStream();
		assertThat(PrintIdl.run(new PrintStream(errors), file.toString(), Management.class.getName())).isEqualTo(1);
		assertThat(errors.toString()).contains("can't be written to");
	}

	private String complaint(String... interfaces) {
		ByteArrayOutputStream errors = new ByteArrayOutputStream();
		String[] arguments = Stream.concat(Stream.of(this.directory.toString()), Stream.of(interfaces))
			.toArray(String[]::new);
		assertThat(PrintIdl.run(new PrintStream(errors), arguments)).isEqualTo(2);
		return errors.toString().trim();
	}

	static class Other {

		@RpcInterface
		interface Management {

			void manage();

		}

	}

}
