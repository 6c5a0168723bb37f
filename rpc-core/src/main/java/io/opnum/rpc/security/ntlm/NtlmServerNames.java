package io.opnum.rpc.security.ntlm;

import java.util.Locale;

/**
 * What a server tells its clients of itself before they prove who they are.
 *
 * @param netbiosComputer the NetBIOS name of the host, not empty
 * @param netbiosDomain the NetBIOS name of the domain of its accounts, not empty: that of
 * the host where these are its own
 * @param dnsComputer the host name; may be empty
 * @param dnsDomain the DNS name of the domain; may be empty
 * @since 0.1.0
 */
public record NtlmServerNames(String netbiosComputer, String netbiosDomain, String dnsComputer, String dnsDomain) {

	private static final int NETBIOS_LENGTH = 15;

	/** As many characters as a DNS name may have octets. */
	private static final int DNS_LENGTH = 255;

	/**
	 * Create names.
	 * @param netbiosComputer the NetBIOS name of the host
	 * @param netbiosDomain the NetBIOS name of the domain
	 * @param dnsComputer the host name
	 * @param dnsDomain the DNS name of the domain
	 * @throws IllegalArgumentException if one is missing or too long
	 */
	public NtlmServerNames {
		check("computer", netbiosComputer);
		check("domain", netbiosDomain);
		if (dnsComputer.length() > DNS_LENGTH || dnsDomain.length() > DNS_LENGTH) {
			throw new IllegalArgumentException("The DNS names %s and %s must have at most %d characters"
				.formatted(dnsComputer, dnsDomain, DNS_LENGTH));
		}
	}

	private static void check(String what, String name) {
		if (name.isEmpty() || name.length() > NETBIOS_LENGTH) {
			throw new IllegalArgumentException("The NetBIOS name of the %s must have 1 to %d characters: %s"
				.formatted(what, NETBIOS_LENGTH, name));
		}
	}

	/**
	 * Return the names of a host that has its accounts itself.
	 * @param hostName its host name, qualified or not
	 * @return the names: the NetBIOS name is the first label in upper case, cut to 15
	 * characters
	 * @throws IllegalArgumentException if the host name starts with a dot, is empty or
	 * too long
	 */
	public static NtlmServerNames ofHost(String hostName) {
		int dot = hostName.indexOf('.');
		String label = (dot >= 0) ? hostName.substring(0, dot) : hostName;
		String netbios = label.substring(0, Math.min(label.length(), NETBIOS_LENGTH)).toUpperCase(Locale.ROOT);
		return new NtlmServerNames(netbios, netbios, hostName, (dot >= 0) ? hostName.substring(dot + 1) : "");
	}

}
