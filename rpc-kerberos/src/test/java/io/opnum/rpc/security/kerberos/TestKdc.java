package io.opnum.rpc.security.kerberos;

import java.io.ByteArrayOutputStream;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicInteger;

import javax.security.auth.kerberos.KerberosPrincipal;

import org.bouncycastle.asn1.ASN1EncodableVector;
import org.bouncycastle.asn1.ASN1Integer;
import org.bouncycastle.asn1.ASN1Object;
import org.bouncycastle.asn1.ASN1Primitive;
import org.bouncycastle.asn1.ASN1TaggedObject;
import org.bouncycastle.asn1.BERTags;
import org.bouncycastle.asn1.DEROctetString;
import org.bouncycastle.asn1.DERSequence;

/**
 * A small KDC over TCP (RFC 4120 3.1 and 3.3), with which the Java runtime logs in and
 * gets tickets. It has passwords with pre-authentication, services, a clock that can be
 * wrong and tickets that can be short. Thread-safe.
 */
final class TestKdc implements AutoCloseable {

	static final String REALM = "EXAMPLE.ORG";

	private static final Map<EncryptionType, String> NAMES = Map.of(EncryptionType.AES128_SHA1,
			"aes128-cts-hmac-sha1-96", EncryptionType.AES256_SHA1, "aes256-cts-hmac-sha1-96",
			EncryptionType.AES128_SHA256, "aes128-cts-hmac-sha256-128", EncryptionType.AES256_SHA384,
			"aes256-cts-hmac-sha384-192");

	private static final int CLIENT_UNKNOWN = 6;

	private static final int SERVER_UNKNOWN = 7;

	private static final int PREAUTH_FAILED = 24;

	private static final int PREAUTH_REQUIRED = 25;

	private static final int TICKET_EXPIRED = 32;

	private static final int CLOCK_SKEW = 37;

	private static final String TICKET_GRANTING = "krbtgt/" + REALM;

	private final ServerSocket socket;

	private final Map<String, Map<EncryptionType, KerberosKey>> principals = new ConcurrentHashMap<>();

	private final Map<String, Integer> refusals = new ConcurrentHashMap<>();

	private final AtomicInteger requests = new AtomicInteger();

	private volatile Duration offset = Duration.ZERO;

	private volatile Duration lifetime = Duration.ofHours(1);

	private volatile boolean preauthentication = true;

	private volatile EncryptionType type = EncryptionType.AES256_SHA1;

	TestKdc() throws IOException {
		this.socket = new ServerSocket(0, 50, InetAddress.getByName("127.0.0.1"));
		addService(TICKET_GRANTING);
		Thread thread = new Thread(this::serve, "kdc");
		thread.setDaemon(true);
		thread.start();
	}

	/** Let the KDC be known to the Java runtime, which reads its file once. */
	void writeConfiguration(Path file) throws IOException {
		Files.writeString(file, """
				[libdefaults]
				default_realm = %1$s
				udp_preference_limit = 1
				kdc_timeout = 2000
				max_retries = 1
				dns_lookup_kdc = false
				dns_canonicalize_hostname = false
				allow_weak_crypto = true
				[realms]
				%1$s = {
				kdc = 127.0.0.1:%2$d
				}
				NOWHERE.ORG = {
				kdc = 127.0.0.1:1
				}
				[domain_realm]
				.example.org = %1$s
				.nowhere.org = NOWHERE.ORG
				""".formatted(REALM, this.socket.getLocalPort()));
	}

	/** Add a principal with a password. */
	void addAccount(String name, String password) {
		Map<EncryptionType, KerberosKey> keys = new EnumMap<>(EncryptionType.class);
		NAMES.forEach((type, algorithm) -> keys.put(type,
				new KerberosKey(type,
						new javax.security.auth.kerberos.KerberosKey(new KerberosPrincipal(name + '@' + REALM),
								password.toCharArray(), algorithm)
							.getEncoded())));
		this.principals.put(name, keys);
	}

	/** Add a principal whose keys are known to nobody else, or give it new ones. */
	void addService(String name) {
		Map<EncryptionType, KerberosKey> keys = new EnumMap<>(EncryptionType.class);
		for (EncryptionType type : EncryptionType.values()) {
			keys.put(type, KerberosKey.random(type));
		}
		this.principals.put(name, keys);
	}

	/** Refuse a principal with an error. */
	void refuse(String name, int code) {
		this.refusals.put(name, code);
	}

	/** Let the clock be wrong. */
	void offset(Duration offset) {
		this.offset = offset;
	}

	/** Give out tickets that last so long. */
	void lifetime(Duration lifetime) {
		this.lifetime = lifetime;
	}

	/** Use an encryption type for all keys. */
	void type(EncryptionType type) {
		this.type = type;
	}

	/** Whether clients have to prove that they know their password. */
	void preauthentication(boolean required) {
		this.preauthentication = required;
	}

	/** How many requests came. */
	int requests() {
		return this.requests.get();
	}

	/** Write the keys of a principal (the file format of MIT, version 2). */
	void writeKeytab(Path file, String name) throws IOException {
		ByteArrayOutputStream octets = new ByteArrayOutputStream();
		DataOutputStream out = new DataOutputStream(octets);
		out.writeShort(0x0502);
		for (Map.Entry<EncryptionType, KerberosKey> key : this.principals.get(name).entrySet()) {
			ByteArrayOutputStream entry = new ByteArrayOutputStream();
			DataOutputStream fields = new DataOutputStream(entry);
			List<String> components = PrincipalName.parse(1, name).components();
			fields.writeShort(components.size());
			fields.writeUTF(REALM);
			for (String component : components) {
				fields.writeUTF(component);
			}
			fields.writeInt(1);
			fields.writeInt(0);
			fields.writeByte(1);
			fields.writeShort(key.getKey().code());
			fields.writeShort(key.getValue().octets().length);
			fields.write(key.getValue().octets());
			out.writeInt(entry.size());
			entry.writeTo(out);
		}
		Files.write(file, octets.toByteArray());
	}

	/** Write a ticket cache, as kinit does (the file format of MIT, version 4). */
	void writeTicketCache(Path file, String client) throws IOException {
		PrincipalName service = PrincipalName.parse(2, TICKET_GRANTING);
		PrincipalName name = PrincipalName.parse(1, client);
		KerberosKey sessionKey = KerberosKey.random(this.type);
		Instant now = now();
		byte[] ticket = ticket(sessionKey, name, service, now);
		ByteArrayOutputStream octets = new ByteArrayOutputStream();
		DataOutputStream out = new DataOutputStream(octets);
		out.writeShort(0x0504);
		out.writeShort(0);
		writeCached(out, name);
		writeCached(out, name);
		writeCached(out, service);
		out.writeShort(this.type.code());
		writeCached(out, sessionKey.octets());
		for (Instant time : List.of(now, now, now.plus(this.lifetime), Instant.EPOCH)) {
			out.writeInt((int) time.getEpochSecond());
		}
		out.writeByte(0);
		out.writeInt(0);
		out.writeInt(0);
		out.writeInt(0);
		writeCached(out, ticket);
		writeCached(out, new byte[0]);
		Files.write(file, octets.toByteArray());
	}

	private static void writeCached(DataOutputStream out, PrincipalName name) throws IOException {
		out.writeInt(name.type());
		out.writeInt(name.components().size());
		writeCached(out, REALM.getBytes(StandardCharsets.UTF_8));
		for (String component : name.components()) {
			writeCached(out, component.getBytes(StandardCharsets.UTF_8));
		}
	}

	private static void writeCached(DataOutputStream out, byte[] octets) throws IOException {
		out.writeInt(octets.length);
		out.write(octets);
	}

	private Instant now() {
		return Instant.now().plus(this.offset);
	}

	private void serve() {
		while (!this.socket.isClosed()) {
			try (Socket client = this.socket.accept()) {
				DataInputStream in = new DataInputStream(client.getInputStream());
				byte[] request = in.readNBytes(in.readInt());
				this.requests.incrementAndGet();
				byte[] answer = answer(request);
				DataOutputStream out = new DataOutputStream(client.getOutputStream());
				out.writeInt(answer.length);
				out.write(answer);
				out.flush();
			}
			catch (IOException ex) {
				// The client went away, or the test is over
			}
		}
	}

	private byte[] answer(byte[] octets) throws IOException {
		ASN1TaggedObject message = ASN1TaggedObject.getInstance(ASN1Primitive.fromByteArray(octets),
				BERTags.APPLICATION);
		Fields fields = Fields.of(message);
		Fields body = fields.sequence(4);
		Optional<byte[]> padata = (message.getTagNo() == 10) ? padata(fields, 2) : padata(fields, 1);
		try {
			return (message.getTagNo() == 10) ? authenticate(body, padata) : grant(body, padata.orElseThrow());
		}
		catch (Refusal ex) {
			return error(ex, body);
		}
	}

	private static Optional<byte[]> padata(Fields fields, int type) {
		ASN1Object padata = fields.find(3);
		return (padata != null) ? Fields.elements(padata)
			.stream()
			.filter((element) -> element.integer(1) == type)
			.map((element) -> element.octets(2))
			.findFirst() : Optional.empty();
	}

	private byte[] authenticate(Fields body, Optional<byte[]> padata) throws IOException {
		PrincipalName client = PrincipalName.decode(body.sequence(1));
		Map<EncryptionType, KerberosKey> keys = keys(client, CLIENT_UNKNOWN);
		EncryptionType type = keys.containsKey(this.type) ? this.type : EncryptionType.AES256_SHA1;
		KerberosKey key = keys.get(type);
		if (!this.preauthentication) {
			return reply(11, 25, body, client, key, 3);
		}
		if (padata.isEmpty()) {
			throw new Refusal(PREAUTH_REQUIRED, methods(type, client));
		}
		byte[] stamp = EncryptedData.decode(fields(padata.get())).decrypt(key, 1);
		if (stamp == null) {
			throw new Refusal(PREAUTH_FAILED, null);
		}
		Instant told = fields(stamp).time(0);
		if (Duration.between(told, now()).abs().compareTo(Duration.ofMinutes(5)) > 0) {
			throw new Refusal(CLOCK_SKEW, null);
		}
		return reply(11, 25, body, client, key, 3);
	}

	private static byte[] methods(EncryptionType type, PrincipalName client) {
		DERSequence info = new Fields.Writer().integer(0, type.code())
			.text(1, REALM + String.join("", client.components()))
			.sequence();
		ASN1EncodableVector methods = new ASN1EncodableVector();
		methods.add(new Fields.Writer().integer(1, 19).octets(2, encoded(new DERSequence(info))).sequence());
		methods.add(new Fields.Writer().integer(1, 2).octets(2, new byte[0]).sequence());
		return encoded(new DERSequence(methods));
	}

	private static Fields fields(byte[] sequence) throws IOException {
		return Fields.elements(new DERSequence(ASN1Primitive.fromByteArray(sequence))).get(0);
	}

	private static byte[] encoded(DERSequence sequence) {
		try {
			return sequence.getEncoded();
		}
		catch (IOException ex) {
			throw new IllegalStateException(ex);
		}
	}

	private byte[] grant(Fields body, byte[] padata) {
		ApRequest request = ApRequest.decode(padata);
		KerberosKey granting = this.principals.get(TICKET_GRANTING)
			.get(EncryptionType.of(Ticket.decode(request.ticket()).part().type()));
		TicketPart ticket = TicketPart.decode(Ticket.decode(request.ticket()).part().decrypt(granting, Ticket.USAGE));
		if (ticket.endsAt().isBefore(now())) {
			throw new Refusal(TICKET_EXPIRED, null);
		}
		byte[] authenticator = request.authenticator().decrypt(ticket.key(), 7);
		KerberosKey subkey = Fields.decode(authenticator, 2, "Authenticator",
				(fields) -> fields.has(6) ? SessionKeys.decode(fields.sequence(6)) : null);
		return (subkey != null) ? reply(13, 26, body, ticket.client(), subkey, 9)
				: reply(13, 26, body, ticket.client(), ticket.key(), 8);
	}

	private byte[] reply(int tag, int partTag, Fields body, PrincipalName client, KerberosKey key, int usage) {
		PrincipalName service = PrincipalName.decode(body.sequence(3));
		KerberosKey sessionKey = KerberosKey.random(this.type);
		Instant now = now();
		byte[] ticket = ticket(sessionKey, client, service, now);
		byte[] part = new Fields.Writer().add(0, SessionKeys.encode(sessionKey))
			.add(1, new DERSequence(new Fields.Writer().integer(0, 0).time(1, now).sequence()))
			.add(2, new ASN1Integer(body.unsigned(7)))
			.flags(4, 0)
			.time(5, now)
			.time(6, now)
			.time(7, now.plus(this.lifetime))
			.text(9, REALM)
			.add(10, service.encode())
			.message(partTag);
		return new Fields.Writer().integer(0, 5)
			.integer(1, tag)
			.text(3, REALM)
			.add(4, client.encode())
			.encoded(5, ticket)
			.add(6, EncryptedData.encrypt(key, usage, part).encode())
			.message(tag);
	}

	private byte[] ticket(KerberosKey sessionKey, PrincipalName client, PrincipalName service, Instant now) {
		byte[] part = new Fields.Writer().flags(0, 0)
			.add(1, SessionKeys.encode(sessionKey))
			.text(2, REALM)
			.add(3, client.encode())
			.add(4, new Fields.Writer().integer(0, 0).add(1, new DEROctetString(new byte[0])).sequence())
			.time(5, now)
			.time(6, now)
			.time(7, now.plus(this.lifetime))
			.message(3);
		KerberosKey key = keys(service, SERVER_UNKNOWN).get(this.type);
		return new Ticket(REALM, service, EncryptedData.encrypt(key, Ticket.USAGE, part)).encode();
	}

	private Map<EncryptionType, KerberosKey> keys(PrincipalName name, int unknown) {
		Integer refusal = this.refusals.get(name.text());
		Map<EncryptionType, KerberosKey> keys = this.principals.get(name.text());
		if (refusal != null || keys == null) {
			throw new Refusal((refusal != null) ? refusal : unknown, null);
		}
		return keys;
	}

	private byte[] error(Refusal refusal, Fields body) {
		Fields.Writer error = new Fields.Writer().integer(0, 5)
			.integer(1, 30)
			.time(4, now())
			.integer(5, 0)
			.integer(6, refusal.code)
			.text(9, REALM)
			.add(10, PrincipalName.decode(body.sequence(3)).encode());
		if (refusal.data != null) {
			error.octets(12, refusal.data);
		}
		return error.message(30);
	}

	@Override
	public void close() throws IOException {
		this.socket.close();
	}

	/**
	 * An error to answer.
	 */
	private static final class Refusal extends RuntimeException {

		private static final long serialVersionUID = 1L;

		private final int code;

		private final transient byte[] data;

		Refusal(int code, byte[] data) {
			this.code = code;
			this.data = data;
		}

	}

}
