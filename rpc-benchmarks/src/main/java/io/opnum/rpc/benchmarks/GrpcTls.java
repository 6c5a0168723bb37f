package io.opnum.rpc.benchmarks;

import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.KeyStore;

import javax.net.ssl.KeyManagerFactory;

import io.grpc.netty.shaded.io.grpc.netty.GrpcSslContexts;
import io.grpc.netty.shaded.io.netty.handler.ssl.SslContext;
import io.grpc.netty.shaded.io.netty.handler.ssl.SslContextBuilder;
import io.grpc.netty.shaded.io.netty.handler.ssl.util.InsecureTrustManagerFactory;

/**
 * TLS 1.3 for grpc-java, by the BoringSSL that it brings. The certificate is made by the
 * JDK's keytool; who trusts it costs a connection something, and a call nothing.
 */
final class GrpcTls {

	private static final String PASSWORD = "benchmark";

	private static final String PROTOCOL = "TLSv1.3";

	private GrpcTls() {
	}

	static SslContext server() throws Exception {
		Path directory = Files.createTempDirectory("benchmark");
		Path file = directory.resolve("keys.p12");
		new ProcessBuilder(System.getProperty("java.home") + "/bin/keytool", "-genkeypair", "-alias", "benchmark",
				"-keyalg", "EC", "-dname", "CN=localhost", "-storetype", "PKCS12", "-storepass", PASSWORD, "-keystore",
				file.toString())
			.redirectError(ProcessBuilder.Redirect.DISCARD)
			.redirectOutput(ProcessBuilder.Redirect.DISCARD)
			.start()
			.waitFor();
		KeyStore keys = KeyStore.getInstance("PKCS12");
		try (InputStream in = Files.newInputStream(file)) {
			keys.load(in, PASSWORD.toCharArray());
		}
		Files.delete(file);
		Files.delete(directory);
		KeyManagerFactory factory = KeyManagerFactory.getInstance(KeyManagerFactory.getDefaultAlgorithm());
		factory.init(keys, PASSWORD.toCharArray());
		return GrpcSslContexts.configure(SslContextBuilder.forServer(factory)).protocols(PROTOCOL).build();
	}

	static SslContext client() throws Exception {
		return GrpcSslContexts.forClient()
			.trustManager(InsecureTrustManagerFactory.INSTANCE)
			.protocols(PROTOCOL)
			.build();
	}

}
