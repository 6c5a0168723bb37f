package io.opnum.rpc.sample.interop;

import java.util.Optional;

/**
 * A peer that tests talk to, and how to find out whether it is there.
 */
enum Peer {

	/** What {@code dc.sh} needs. */
	DOMAIN_CONTROLLER(
			"samba, samba-ad-provision, samba-dsdb-modules, samba-vfs-modules, python3-samba, winbind, ldb-tools and "
					+ "libnss-wrapper, and to be root",
			"[ $(id -u) = 0 ] && PATH=$PATH:/usr/sbin && command -v samba && command -v samba-tool && command -v winbindd"
					+ " && command -v ldbadd && [ -d /usr/share/samba/setup ] && ls /usr/lib/*/samba/ldb/samba_dsdb.so"
					+ " /usr/lib/*/samba/vfs/xattr_tdb.so /usr/lib/*/libnss_wrapper.so"),

	FAKETIME("libfaketime", "ls " + Faketime.LIBRARY),

	IMPACKET("python3-impacket", "'" + Command.PYTHON + "' -c 'import impacket'"),

	OPENSSL("openssl", "command -v openssl"),

	PYTHON_SAMBA("python3-samba", "'" + Command.PYTHON + "' -c 'import samba.dcerpc.krb5pac'"),

	RPCCLIENT("smbclient", "command -v rpcclient"),

	/**
	 * Takes another user than root to say what is missing, instead of failing to start.
	 */
	SAMBA("samba and gcc, and to be root",
			"[ $(id -u) = 0 ] && command -v gcc && ls /usr/lib*/*/samba-dcerpcd"
					+ " /usr/lib/*/samba/samba-dcerpcd 2>/dev/null | grep -q ."),

	SMBTORTURE("samba-testsuite", "command -v smbtorture"),

	STUNNEL("stunnel4", "PATH=$PATH:/usr/sbin && command -v stunnel"),

	/** Port 135: in a network namespace, or because nobody else has it. */
	PORT_135("iproute2, and to be root with the right to make a network namespace or to have port 135",
			"unshare --net ip link set lo up || { [ $(id -u) = 0 ] && ! (exec 3<>/dev/tcp/127.0.0.1/135); }"),

	/** A namespace with an interface whose other end is here. */
	NETWORK("iproute2, and to be root with the right to make network namespaces",
			"[ $(id -u) = 0 ] && unshare --net ip link add cable type veth peer name opnum-check netns $$"),

	WIDL("mingw-w64-tools and gcc-mingw-w64-x86-64-win32",
			"command -v x86_64-w64-mingw32-widl && command -v x86_64-w64-mingw32-gcc"),

	WINE("wine and wine64", "command -v wine && command -v wineserver"),

	TSHARK("tshark, and to be root or to have the right to capture",
			"command -v tshark && timeout 20 tshark -i lo -a duration:1 -w /dev/null");

	private final String packages;

	private final String check;

	Peer(String packages, String check) {
		this.packages = packages;
		this.check = check;
	}

	/**
	 * Return what is missing.
	 * @return what to install, or nothing where the peer is there
	 */
	Optional<String> missing() {
		return Command.of("bash", "-c", this.check).run().succeeded() ? Optional.empty()
				: Optional.of("%s needs %s".formatted(name(), this.packages));
	}

}
