package io.opnum.rpc.server;

/**
 * What the requests hold in memory whose last fragment is still to come. Those who begin
 * requests and never end them are refused, rather than leave nobody the memory to be
 * read.
 * <p>
 * Thread-safe. Requests of one fragment are not counted.
 */
final class IncompleteRequests extends OctetBudget {

	/**
	 * Create a count of zero.
	 * @param maxOctets the most octets of stub data to hold
	 */
	IncompleteRequests(long maxOctets) {
		super(maxOctets);
	}

}
