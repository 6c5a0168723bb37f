package io.opnum.rpc.benchmarks;

import java.security.GeneralSecurityException;
import java.util.concurrent.TimeUnit;

import javax.crypto.Cipher;
import javax.crypto.Mac;
import javax.crypto.spec.IvParameterSpec;
import javax.crypto.spec.SecretKeySpec;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.PooledByteBufAllocator;
import io.opnum.rpc.security.AcceptorOptions;
import io.opnum.rpc.security.AuthenticationInfo;
import io.opnum.rpc.security.AuthenticationLevel;
import io.opnum.rpc.security.InitiatorOptions;
import io.opnum.rpc.security.SecurityContext;
import io.opnum.rpc.security.SecurityExchange;
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

	/**
	 * The octets of a fragment: what Windows and Samba negotiate, and what Opnum does.
	 */
	@Param({ "5840", "65520" })
	int fragment;

	/** Where the PDUs lie. */
	@Param({ "heap", "direct" })
	String memory;

	private SecurityContext ntlmIntegrity;

	private SecurityContext ntlmPrivacy;

	private SecurityContext kerberosIntegrity;

	private SecurityContext kerberosPrivacy;

	private ByteBuf pdus;

	private int count;

	private final byte[] octets = new byte[LENGTH];

	private Cipher rc4;

	private Mac md5;

	private Cipher aes;

	private Mac sha1;

	/**
	 * Establish the contexts and lay out the PDUs.
	 * @throws GeneralSecurityException never
	 */
	@Setup
	public void establish() throws GeneralSecurityException {
		this.ntlmIntegrity = context(Security.ntlm(AuthenticationLevel.INTEGRITY));
		this.ntlmPrivacy = context(Security.ntlm(AuthenticationLevel.PRIVACY));
		this.kerberosIntegrity = context(Security.kerberos(AuthenticationLevel.INTEGRITY));
		this.kerberosPrivacy = context(Security.kerberos(AuthenticationLevel.PRIVACY));
		this.count = (LENGTH + stubLength() - 1) / stubLength();
		PooledByteBufAllocator allocator = PooledByteBufAllocator.DEFAULT;
		int capacity = this.count * this.fragment;
		this.pdus = this.memory.equals("heap") ? allocator.heapBuffer(capacity) : allocator.directBuffer(capacity);
		this.pdus.writeZero(capacity);
		this.rc4 = Cipher.getInstance("RC4");
		this.rc4.init(Cipher.ENCRYPT_MODE, new SecretKeySpec(new byte[16], "RC4"));
		this.md5 = Mac.getInstance("HmacMD5");
		this.md5.init(new SecretKeySpec(new byte[16], "HmacMD5"));
		this.aes = Cipher.getInstance("AES/CBC/NoPadding");
		this.aes.init(Cipher.ENCRYPT_MODE, new SecretKeySpec(new byte[32], "AES"), new IvParameterSpec(new byte[16]));
		this.sha1 = Mac.getInstance("HmacSHA1");
		this.sha1.init(new SecretKeySpec(new byte[32], "HmacSHA1"));
	}

	/** As many octets for all, those with the longest token. */
	private int stubLength() {
		int verifier = SecurityContext.TRAILER_LENGTH + this.kerberosPrivacy.tokenLength();
		return (this.fragment - HEADER - verifier) / 16 * 16;
	}

	private static SecurityContext context(Security security) {
		AuthenticationInfo info = security.info();
		SecurityExchange client = security.initiator()
			.get()
			.begin(new InitiatorOptions(info.level(), info.credentials(), info.targetPrincipal()));
		SecurityExchange server = security.acceptor().get().begin(new AcceptorOptions(info.level(), ""));
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
		return protect(this.ntlmIntegrity);
	}

	/**
	 * Sign and encrypt.
	 * @return the PDUs
	 */
	@Benchmark
	public ByteBuf ntlmPrivacy() {
		return protect(this.ntlmPrivacy);
	}

	/**
	 * Sign.
	 * @return the PDUs
	 */
	@Benchmark
	public ByteBuf kerberosIntegrity() {
		return protect(this.kerberosIntegrity);
	}

	/**
	 * Sign and encrypt.
	 * @return the PDUs
	 */
	@Benchmark
	public ByteBuf kerberosPrivacy() {
		return protect(this.kerberosPrivacy);
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
	public byte[] bareNtlmIntegrity() {
		this.md5.update(this.octets);
		return this.md5.doFinal();
	}

	/**
	 * HMAC-MD5 and RC4.
	 * @return the digest
	 * @throws GeneralSecurityException never
	 */
	@Benchmark
	public byte[] bareNtlmPrivacy() throws GeneralSecurityException {
		this.md5.update(this.octets);
		this.rc4.update(this.octets, 0, LENGTH, this.octets, 0);
		return this.md5.doFinal();
	}

	/**
	 * HMAC-SHA-1.
	 * @return the digest
	 */
	@Benchmark
	public byte[] bareKerberosIntegrity() {
		this.sha1.update(this.octets);
		return this.sha1.doFinal();
	}

	/**
	 * HMAC-SHA-1 and AES-256.
	 * @return the digest
	 * @throws GeneralSecurityException never
	 */
	@Benchmark
	public byte[] bareKerberosPrivacy() throws GeneralSecurityException {
		this.sha1.update(this.octets);
		this.aes.update(this.octets, 0, LENGTH, this.octets, 0);
		return this.sha1.doFinal();
	}

}
