package io.opnum.rpc.sample.docs;

import java.io.IOException;
import java.net.URL;
import java.net.URLClassLoader;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Stream;

import io.opnum.rpc.RpcInterface;
import io.opnum.rpc.idl.Idl;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * The code of pages that show parts of programs is compiled within what they leave out,
 * and their interfaces can be served and called. Pages with whole programs have tests of
 * their own.
 */
class DocumentedCodeTests {

	@ParameterizedTest
	@EnumSource
	void compilesAndItsInterfacesAreSome(Page page, @TempDir Path directory) throws Exception {
		Path classes = new SourceCompiler(directory).compile(List.of(page.source()));
		try (URLClassLoader loader = new URLClassLoader(new URL[] { classes.toUri().toURL() },
				getClass().getClassLoader())) {
			Stream<Class<?>> interfaces = Arrays.stream(loader.loadClass("page.Page").getDeclaredClasses())
				.filter((type) -> type.isAnnotationPresent(RpcInterface.class));
			assertThat(interfaces).allSatisfy((type) -> assertThat(Idl.of(type)).contains("interface"));
		}
	}

	/**
	 * A page, and around its blocks of code what they leave out.
	 */
	enum Page {

		CALLS("docs/calls.md", """
				{0}
				Stock authenticated(RpcClient client, char[] password) { {1} return stock; }
				void authenticating(CredentialsProvider accounts) { {2} }
				Stock proxy(RpcClient client) { {5} return stock; }
				void remaining() { {3} }
				void cancelled(Cursor resultSet) { {4} }
				interface Cursor { void close(); }
				""") {

			@Override
			String complete(String source) {
				// Reactor is not on the class path here
				return source.replaceAll("(?m)^.*Mono<Integer>.*$", "");
			}

		},

		CONTEXT_HANDLES("docs/context-handles.md", """
				{0}
				{1}
				{3}
				void order(Baskets baskets, UUID customer) { {2} }
				record OrderLine(String sku, int quantity) { }
				record Order(UUID id) { }
				static class FilledBasket implements Baskets.Basket {
					FilledBasket(UUID customer) { }
					long add(OrderLine line) { return 0; }
				}
				""") {

			@Override
			String complete(String source) {
				return source.replace("class InMemoryBaskets", "abstract class InMemoryBaskets")
					.replace("ContextHandle<Basket> basket = ", "ContextHandle<Baskets.Basket> basket = ");
			}

		},

		ERRORS("docs/errors.md", """
				{0}
				{1}
				org.slf4j.Logger log;
				void call(Stock stock) throws OutOfStockException {
					try { stock.take("HAMMER", 1); } {2}
				}
				""") {

			@Override
			String complete(String source) {
				return source.replace("public class", "public static class");
			}

		},

		IDL("docs/idl.md", "{0}"),

		SECURITY_ACCOUNTS("docs/security.md", "Accounts", "{0}"),

		SECURITY_KERBEROS("docs/security.md", "Kerberos", """
				void client(char[] password) { {0} }
				void server() { {1} }
				void rc4(Path keytab) { {2} }
				"""),

		SECURITY_SPNEGO("docs/security.md", "SPNEGO", "void initiators() { {0} }"),

		SECURITY_POLICY("docs/security.md", "Server policy", "void policy() { {0} }"),

		SECURITY_SPRING("docs/security.md", "Spring Security", """
				{0}
				{1}
				{2}
				{3}
				@RpcInterface
				interface Stock {
					int take(String sku, int quantity);
					int levels(String sku);
				}
				""") {

			@Override
			String complete(String source) {
				return source.replace("class StockService implements Stock {",
						"abstract class StockService implements Stock {\n\tStock store;");
			}

		},

		SECURITY_TLS("docs/security.md", "TLS", "{0}"),

		SERIALIZATION("docs/serialization.md",
				"""
						void octets(Order order) { {0} }
						void references() { {1} }
						void stream(NdrSerializer<Order> orders, NdrSerializer<Instant> times, Order order, ByteBuf buffer) { {2} }
						record Order(int number) { }
						record LogonInfo(int number) { }
						""") {

			@Override
			String complete(String source) {
				return source.replace("Order order = reader", "Order read = reader");
			}

		},

		SPRING_BOOT("docs/spring-boot.md", """
				{0}
				{1}
				{2}
				{3}
				{4}
				{5}
				{6}
				@RpcInterface
				interface Pricing { int price(String sku); }
				class OutOfStockException extends Exception { }
				""") {

			@Override
			String complete(String source) {
				return source.replace("{ … }", "{ }")
					.replace("class DefaultInventory", "abstract class DefaultInventory");
			}

		},

		TYPES("docs/types.md",
				"""
						{0}
						{1}
						{2}
						{3}
						{4}
						{5}
						@RpcInterface
						interface Sized { {6} }
						{7}
						@RpcInterface
						interface Cashier { {8} }
						@RpcInterface
						interface All { void take(UnicodeString text, Mixed mixed, Surrounding surrounding, Info info, InfoValue value); }
						record StockLevel(String sku, int count) { }
						record Money(long cents) {
							static Money ofCents(long cents) { return new Money(cents); }
						}
						static class EuroConverter extends MoneyConverter { }
						""") {

			@Override
			String complete(String source) {
				return source.replace("final class MoneyConverter", "static class MoneyConverter");
			}

		};

		private static final String IMPORTS = """
				package page;

				import java.nio.file.*;
				import java.time.*;
				import java.util.*;
				import java.util.concurrent.*;

				import javax.net.ssl.*;

				import io.netty.buffer.ByteBuf;
				import io.opnum.rpc.*;
				import io.opnum.rpc.binding.*;
				import io.opnum.rpc.boot.ImportRpcClients;
				import io.opnum.rpc.boot.RpcClientInterceptorFor;
				import io.opnum.rpc.boot.RpcService;
				import io.opnum.rpc.boot.test.*;
				import io.opnum.rpc.ndr.*;
				import io.opnum.rpc.boot.security.*;
				import io.opnum.rpc.security.*;
				import io.opnum.rpc.security.kerberos.*;
				import io.opnum.rpc.security.ntlm.*;
				import io.opnum.rpc.security.spnego.*;
				import io.opnum.rpc.transport.TransportSecurity;
				import org.jspecify.annotations.*;
				import org.junit.jupiter.api.*;
				import org.springframework.beans.factory.annotation.*;
				import org.springframework.boot.test.context.*;
				import org.springframework.context.annotation.*;
				import org.springframework.security.access.prepost.*;
				import org.springframework.security.authorization.*;
				import org.springframework.security.core.userdetails.*;
				import org.springframework.stereotype.*;

				""";

		private final String path;

		private final @Nullable String section;

		private final String frame;

		Page(String path, String frame) {
			this(path, null, frame);
		}

		/** Of one section of a page: its blocks are counted from zero. */
		Page(String path, @Nullable String section, String frame) {
			this.path = path;
			this.section = section;
			this.frame = frame;
		}

		private MarkdownDocument document() throws IOException {
			MarkdownDocument document = MarkdownDocument.read(this.path);
			return (this.section != null) ? document.section(this.section) : document;
		}

		String source() throws Exception {
			List<String> blocks = document().blocks("java");
			String code = this.frame;
			for (int i = 0; i < blocks.size(); i++) {
				assertThat(code).as("where block %d of %s belongs", i, this.path).contains("{%d}".formatted(i));
				code = code.replace("{%d}".formatted(i), "\n" + blocks.get(i) + "\n");
			}
			String client = (this == SPRING_BOOT) ? "import io.opnum.rpc.boot.RpcClient;\n" : "";
			return IMPORTS + client + "@SuppressWarnings({ \"serial\", \"try\", \"unused\" })\nclass Page {\n"
					+ complete(code) + "}\n";
		}

		String complete(String source) {
			return source;
		}

	}

}
