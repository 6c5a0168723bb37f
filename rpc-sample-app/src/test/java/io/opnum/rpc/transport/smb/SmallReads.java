package io.opnum.rpc.transport.smb;

import io.opnum.rpc.transport.TransportOptions;

/**
 * Makes a transport that reads pipes in pieces smaller than their messages.
 */
public final class SmallReads {

	private SmallReads() {
	}

	/**
	 * Return a transport.
	 * @param options how SMB sessions are opened
	 * @param length how many octets it reads at once
	 * @return the transport
	 */
	public static SmbTransport transport(SmbOptions options, int length) {
		return new SmbTransport(options, TransportOptions.DEFAULT, length);
	}

}
