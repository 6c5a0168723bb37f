package io.opnum.rpc.server;

import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.NetworkInterface;
import java.net.SocketAddress;
import java.net.SocketException;

/**
 * Tells who is on this host.
 */
final class LocalAddresses {

	private LocalAddresses() {
	}

	/**
	 * Return whether a peer is on this host, as far as its address tells: it is a
	 * loopback address, one of this host, or none of the network.
	 * @param peer the address of the peer
	 * @return whether it is on this host
	 */
	static boolean contain(SocketAddress peer) {
		if (!(peer instanceof InetSocketAddress inet)) {
			return true;
		}
		InetAddress address = inet.getAddress();
		try {
			return address != null
					&& (address.isLoopbackAddress() || NetworkInterface.getByInetAddress(address) != null);
		}
		catch (SocketException ex) {
			return false;
		}
	}

}
