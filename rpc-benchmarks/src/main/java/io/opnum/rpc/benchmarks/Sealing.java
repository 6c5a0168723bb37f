package io.opnum.rpc.benchmarks;

import java.security.GeneralSecurityException;
import java.util.concurrent.TimeUnit;

import javax.crypto.Cipher;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.PooledByteBufAllocator;
import io.opnum.rpc.security.AcceptorOptions;
import io.opnum.rpc.security.AuthenticationLevel;
import io.opnum.rpc.security.InitiatorOptions;
import io.opnum.rpc.security.NtHash;
import io.opnum.rpc.security.PasswordCredentials;
import io.opnum.rpc.security.SecurityContext;
import io.opnum.rpc.security.SecurityExchange;
import io.opnum.rpc.security.ntlm.NtlmAcceptor;
import io.opnum.rpc.security.ntlm.NtlmInitiator;
import io.opnum.rpc.security.ntlm.NtlmServerNames;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.TearDown;
import org.openjdk.jmh.annotations.Warmup;

/**
 * Protecting 1 MiB of stub data in fragments, and the bare cipher over as many octets:
 * the same algorithms of the JDK, over one array, with nothing around them.
 */
@State(Scope.Thread)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.MICROSECONDS)
@Warmup(iterations = 3, time = 1)
@Measurement(iterations = 5, time = 1)
@Fork(2)
public class Sealing {

	private static final int LENGTH = 1 << 20;

	private static final int HEADER = 24;

	private static final int VERIFIER = SecurityContext.TRAILER_LENGTH + 16;

	/**
	 * The octets of a fragment: what Windows and Samba negotiate, and what Opnum does.
	 */
	@Param({ "5840", "65520" })
	int fragment;

	/** Where the PDUs lie. */
	@Param({ "heap", "direct" })
	String memory;

	private SecurityContext integrity;

	private SecurityContext privacy;

	private ByteBuf pdus;

	private int count;

	private final byte[] octets = new byte[LENGTH];

	private Cipher cipher;

	private Mac mac;

	/**
	 * Establish the contexts and lay out the PDUs.
	 * @throws GeneralSecurityException never
	 */
	@Setup
	public void establish() throws GeneralSecurityException {
		this.integrity = context(AuthenticationLevel.INTEGRITY);
		this.privacy = context(AuthenticationLevel.PRIVACY);
		this.count = (LENGTH + stubLength() - 1) / stubLength();
		PooledByteBufAllocator allocator = PooledByteBufAllocator.DEFAULT;
		int capacity = this.count * this.fragment;
		this.pdus = this.memory.equals("heap") ? allocator.heapBuffer(capacity) : allocator.directBuffer(capacity);
		this.pdus.writeZero(capacity);
		this.cipher = Cipher.getInstance("RC4");
		this.cipher.init(Cipher.ENCRYPT_MODE, new SecretKeySpec(new byte[16], "RC4"));
		this.mac = Mac.getInstance("HmacMD5");
		this.mac.init(new SecretKeySpec(new byte[16], "HmacMD5"));
	}

	private int stubLength() {
		return (this.fragment - HEADER - VERIFIER) / 16 * 16;
	}

	private static SecurityContext context(AuthenticationLevel level) {
		PasswordCredentials account = new PasswordCredentials("alice", "OFFICE", "secret".toCharArray());
		SecurityExchange client = new NtlmInitiator("").begin(new InitiatorOptions(level, account, null));
		SecurityExchange server = NtlmAcceptor
			.builder(NtlmServerNames.ofHost("localhost"), (name, domain) -> NtHash.of(account.password()))
			.build()
			.begin(new AcceptorOptions(level, ""));
		server.step(client.step(server.step(client.step(new byte[0]))));
		return client.context();
	}

	/** Give the PDUs back. */
	@TearDown
	public void release() {
		this.pdus.release();
	}

	/**
	 * Sign.
	 * @return the PDUs
	 */
	@Benchmark
	public ByteBuf ntlmIntegrity() {
		return protect(this.integrity);
	}

	/**
	 * Sign and encrypt.
	 * @return the PDUs
	 */
	@Benchmark
	public ByteBuf ntlmPrivacy() {
		return protect(this.privacy);
	}

	private ByteBuf protect(SecurityContext context) {
		for (int i = 0; i < this.count; i++) {
			int start = i * this.fragment;
			context.protect(this.pdus, start, start + HEADER, start + HEADER + stubLength(), true);
		}
		return this.pdus;
	}

	/**
	 * HMAC-MD5.
	 * @return the digest
	 */
	@Benchmark
	public byte[] bareMac() {
		this.mac.update(this.octets);
		return this.mac.doFinal();
	}

	/**
	 * HMAC-MD5 and RC4.
	 * @return the digest
	 * @throws GeneralSecurityException never
	 */
	@Benchmark
	public byte[] bareMacAndCipher() throws GeneralSecurityException {
		this.mac.update(this.octets);
		this.cipher.update(this.octets, 0, LENGTH, this.octets, 0);
		return this.mac.doFinal();
	}

}
