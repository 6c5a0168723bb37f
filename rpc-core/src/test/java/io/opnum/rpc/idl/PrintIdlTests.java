package io.opnum.rpc.idl;

import java.nio.file.Path;

import io.opnum.rpc.InterfaceDefinitionException;
import io.opnum.rpc.epm.EndpointMapper;
import io.opnum.rpc.mgmt.Management;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

/**
 * Tests for {@link PrintIdl}.
 */
class PrintIdlTests {

	@TempDir
	private Path directory;

	@Test
	void writesFilesNamedAsTheInterfaces() throws Exception {
		Path target = this.directory.resolve("new/idl");
		PrintIdl.main(target.toString(), EndpointMapper.class.getName(), Management.class.getName());
		assertThat(target.resolve("EndpointMapper.idl")).hasContent(Idl.of(EndpointMapper.class));
		assertThat(target.resolve("Management.idl")).hasContent(Idl.of(Management.class));
	}

	@Test
	void saysWhatItNeeds() {
		assertThatExceptionOfType(IllegalArgumentException.class)
			.isThrownBy(() -> PrintIdl.main(this.directory.toString()))
			.withMessageContaining("com.example.Inventory");
		assertThatExceptionOfType(ClassNotFoundException.class)
			.isThrownBy(() -> PrintIdl.main(this.directory.toString(), "com.example.Absent"));
		assertThatExceptionOfType(InterfaceDefinitionException.class)
			.isThrownBy(() -> PrintIdl.main(this.directory.toString(), "java.lang.Runnable"))
			.withMessageContaining("@RpcInterface is missing");
	}

}
