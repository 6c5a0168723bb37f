package io.opnum.rpc.security.kerberos;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;

import javax.security.auth.kerberos.KerberosPrincipal;
import javax.security.auth.kerberos.KeyTab;

import io.opnum.rpc.security.AuthenticationException;
import io.opnum.rpc.security.AuthenticationException.Reason;

/**
 * The keys in a keytab, which the Java runtime reads again when it has changed.
 * Thread-safe.
 */
final class KeytabServiceKeys implements ServiceKeys {

	private final Path keytab;

	private final Set<String> principals;

	/**
	 * Create a source of keys.
	 * @param keytab the file
	 * @param principals the principals whose keys are used, or none for that of each
	 * ticket
	 */
	KeytabServiceKeys(Path keytab, Set<String> principals) {
		this.keytab = keytab;
		this.principals = principals;
	}

	@Override
	public List<KerberosKey> find(Ticket ticket) {
		if (!Files.isReadable(this.keytab)) {
			throw new AuthenticationException(Reason.LOCAL,
					"The keytab %s, with the keys of %s, can't be read: put it there, and let this process read it"
						.formatted(this.keytab, ticket.printableService()));
		}
		KeyTab file = KeyTab.getUnboundInstance(this.keytab.toFile());
		List<KerberosKey> keys = new ArrayList<>();
		for (String name : this.principals.isEmpty() ? Set.of(ticket.qualifiedService()) : this.principals) {
			for (javax.security.auth.kerberos.KerberosKey key : file.getKeys(principal(name))) {
				EncryptionType type = EncryptionType.of(key.getKeyType());
				if (type != null) {
					keys.add(new KerberosKey(type, key.getEncoded()));
				}
			}
		}
		return keys;
	}

	private static KerberosPrincipal principal(String name) {
		return new KerberosPrincipal(name, KerberosPrincipal.KRB_NT_PRINCIPAL);
	}

}
