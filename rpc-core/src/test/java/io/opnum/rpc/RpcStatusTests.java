package io.opnum.rpc;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.ObjectInputStream;
import java.io.ObjectOutputStream;
import java.lang.reflect.Field;
import java.lang.reflect.Modifier;
import java.util.Arrays;
import java.util.HashMap;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Stream;

import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.ObjectMapper;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Tests of {@link RpcStatus} against the collected lists of codes and names.
 */
class RpcStatusTests {

	/** Names that the lists do not have: success, and what is only local. */
	private static final Set<Integer> NOT_LISTED = Set.of(0, 1460, 1831);

	@ParameterizedTest
	@CsvSource({ "1717, 0x1c010003", "1745, 0x1c010002", "1728, 0x1c01000b", "1726, 0x1c000012", "1727, 0x1c00000c",
			"1820, 0x1c000013", "1825, 0x1c00001f", "1733, 0x1c000006", "1818, 0x1c00000d", "6, 0x1c00001a",
			"1130, 0x1c00001b", "1916, 0x1c000015", "1917, 0x1c000017", "1918, 0x1c000014", "1831, 0x1c000016",
			"1753, 0x16c9a0d6" })
	void win32CodesHaveOneDceStatusEach(int win32, String dce) {
		assertThat(RpcStatus.of(win32).toDce()).isEqualTo(RpcStatus.of(Integer.decode(dce)));
	}

	@Test
	void wayToDceAndBackEndsWhereItBegan() {
		constants().values().forEach((status) -> {
			assertThat(status.toDce().toWin32()).isEqualTo(status.toWin32());
			assertThat(status.toWin32().toDce().toWin32()).isEqualTo(status.toWin32());
		});
		assertThat(RpcStatus.of(0xe0de1001).toDce()).isEqualTo(RpcStatus.of(0xe0de1001));
	}

	@TestFactory
	Stream<DynamicTest> constantsHaveTheirNumberAndName() throws IOException {
		Map<Integer, Set<String>> names = names();
		return constants().entrySet()
			.stream()
			.filter((constant) -> !NOT_LISTED.contains(constant.getValue().code()))
			.map((constant) -> DynamicTest.dynamicTest(constant.getKey(),
					() -> assertThat(names.get(constant.getValue().code()))
						.as("names of %08x", constant.getValue().code())
						.contains(constant.getValue().name())));
	}

	@Test
	void everyFaultStatusOfDceIsNamed() throws IOException {
		names().forEach((code, names) -> {
			if (code >>> 24 == 0x1c) {
				assertThat(names).contains(RpcStatus.of(code).name());
			}
		});
	}

	@ParameterizedTest
	@CsvSource(textBlock = """
			0x1c010002, 1745
			0x1c010003, 1717
			0x1c010006, 1727
			0x1c010009, 1726
			0x1c01000b, 1728
			0x1c010013, 1782
			0x1c010014, 1723
			0x1c010017, 1732
			0x1c000001, 1767
			0x1c000002, 1768
			0x1c000003, 1769
			0x1c000004, 1770
			0x1c000005, 1771
			0x1c000006, 1733
			0x1c000007, 1734
			0x1c000008, 1728
			0x1c000009, 1726
			0x1c00000b, 1726
			0x1c00000c, 1727
			0x1c00000d, 1818
			0x1c000012, 1726
			0x1c000013, 1820
			0x1c000014, 1918
			0x1c000015, 1916
			0x1c000016, 1831
			0x1c000017, 1917
			0x1c000018, 1726
			0x1c000019, 1726
			0x1c00001a, 6
			0x1c00001b, 1130
			0x1c00001c, 1717
			0x1c00001d, 1821
			0x1c00001f, 1825
			0x1c000024, 1710
			0x16c9a0d6, 1753
			0x16c9a0cd, 1752
			""")
	void dceStatusBecomesWin32Code(String status, int win32) {
		assertThat(RpcStatus.of(Integer.decode(status)).toWin32().code()).isEqualTo(win32);
	}

	@ParameterizedTest
	@CsvSource({ "5", "6", "1717", "1783", "1825", "0x1c000021", "0xdeadbeef" })
	void anyOtherNumberStaysAsItIs(String number) {
		RpcStatus status = RpcStatus.of(Long.decode(number).intValue());
		assertThat(status.toWin32()).isEqualTo(status);
	}

	@Test
	void everyWin32EquivalentIsNamed() throws ReflectiveOperationException {
		assertThat(constants().values()).allSatisfy(
				(status) -> assertThat(status.toWin32().name()).as("%s", status).isNotEqualTo("unknown status"));
	}

	@Test
	void namesAndNumbersAreUnique() {
		assertThat(constants().values()).doesNotHaveDuplicates();
		assertThat(constants().values().stream().map(RpcStatus::name)).doesNotHaveDuplicates();
	}

	@Test
	void printsNameAndNumberAsTheyAreUsuallyWritten() {
		assertThat(RpcStatus.UNKNOWN_IF).hasToString("nca_s_unk_if (0x1c010003)");
		assertThat(RpcStatus.RPC_UNKNOWN_IF).hasToString("RPC_S_UNKNOWN_IF (1717)");
		assertThat(RpcStatus.of(0xc0000022)).hasToString("unknown status (0xc0000022)");
	}

	@Test
	void exceptionsKeepTheirStatusWhenSerialized() throws Exception {
		ByteArrayOutputStream bytes = new ByteArrayOutputStream();
		try (ObjectOutputStream out = new ObjectOutputStream(bytes)) {
			out.writeObject(new RpcFaultException(RpcStatus.INVALID_TAG));
		}
		try (ObjectInputStream in = new ObjectInputStream(new ByteArrayInputStream(bytes.toByteArray()))) {
			assertThat(((RpcException) in.readObject()).status()).isEqualTo(RpcStatus.INVALID_TAG);
		}
	}

	private static Map<String, RpcStatus> constants() {
		Map<String, RpcStatus> constants = new HashMap<>();
		Arrays.stream(RpcStatus.class.getDeclaredFields())
			.filter((field) -> Modifier.isPublic(field.getModifiers()) && field.getType() == RpcStatus.class)
			.forEach((field) -> constants.put(field.getName(), value(field)));
		assertThat(constants).hasSizeGreaterThan(100);
		return constants;
	}

	private static RpcStatus value(Field field) {
		try {
			return (RpcStatus) field.get(null);
		}
		catch (IllegalAccessException ex) {
			throw new IllegalStateException(ex);
		}
	}

	private static Map<Integer, Set<String>> names() throws IOException {
		Map<Integer, Set<String>> names = new HashMap<>();
		try (InputStream json = RpcStatusTests.class.getResourceAsStream("/vectors/status-codes.json")) {
			JsonNode lists = new ObjectMapper().readTree(json);
			for (String list : Set.of("nca", "win32")) {
				lists.get(list)
					.properties()
					.forEach((entry) -> names
						.computeIfAbsent(Long.decode(entry.getKey()).intValue(), (code) -> new TreeSet<>())
						.add(entry.getValue().asString()));
			}
		}
		return names;
	}

}
