package io.opnum.rpc.binding;

import java.util.Locale;

import org.jspecify.annotations.Nullable;

/**
 * What the network address and the endpoint of a protocol sequence look like. Each check
 * returns what is wrong and what would be right, as the end of a sentence, or
 * {@code null}.
 */
enum EndpointFormat {

	/** A host and a decimal port. */
	PORT {

		@Override
		@Nullable String addressProblem(String address) {
			return HostText.problem(address);
		}

		@Override
		@Nullable String endpointProblem(String endpoint) {
			return isPort(endpoint) ? null : "is no port: write a decimal number from 1 to 65535";
		}

	},

	/** A server, with or without its two leading backslashes, and a pipe. */
	PIPE {

		@Override
		@Nullable String addressProblem(String address) {
			String host = address.startsWith("\\\\") ? address.substring(2) : address;
			return (host.isEmpty() || host.indexOf('\\') >= 0)
					? "is no server name: write the bare name, or \\\\\\\\name with every backslash doubled" : null;
		}

		@Override
		@Nullable String endpointProblem(String endpoint) {
			return (endpoint.length() > PIPE_PREFIX.length() && isPipe(endpoint)) ? null
					: "is no pipe: write \\\\pipe\\\\name, with every backslash doubled";
		}

	},

	/** The own machine and the name of a local port. */
	LOCAL_NAME {

		@Override
		@Nullable String addressProblem(String address) {
			return (address.indexOf('\\') >= 0) ? "holds a backslash: leave it empty, or write the own host name"
					: null;
		}

		@Override
		@Nullable String endpointProblem(String endpoint) {
			if (endpoint.length() > MAX_LOCAL_NAME_LENGTH) {
				return "is longer than 53 characters";
			}
			if (endpoint.indexOf('\\') >= 0 || endpoint.indexOf('/') >= 0) {
				return "holds a slash or backslash: write a plain name";
			}
			// Endpoints are files elsewhere than on Windows
			return endpoint.startsWith(".") ? "begins with a dot: write a plain name" : null;
		}

	},

	/** No address, and any name. */
	IN_PROCESS_NAME {

		@Override
		@Nullable String addressProblem(String address) {
			return "is not empty: the server is in this process";
		}

		@Override
		@Nullable String endpointProblem(String endpoint) {
			return null;
		}

	},

	/** A socket file, as Samba's dialect alone has it. */
	SOCKET_FILE {

		@Override
		@Nullable String addressProblem(String address) {
			return null;
		}

		@Override
		@Nullable String endpointProblem(String endpoint) {
			return null;
		}

	},

	/** Nothing is known of it. */
	UNSUPPORTED {

		@Override
		@Nullable String addressProblem(String address) {
			return null;
		}

		@Override
		@Nullable String endpointProblem(String endpoint) {
			return null;
		}

	};

	/** What every pipe begins with, in any case. */
	static final String PIPE_PREFIX = "\\pipe\\";

	private static final int MAX_LOCAL_NAME_LENGTH = 53;

	private static final int MAX_PORT_LENGTH = 5;

	/**
	 * Check a network address.
	 * @param address the address, not empty and without white space
	 * @return the problem, if there is one
	 */
	abstract @Nullable String addressProblem(String address);

	/**
	 * Check an endpoint.
	 * @param endpoint the endpoint, not empty and without white space
	 * @return the problem, if there is one
	 */
	abstract @Nullable String endpointProblem(String endpoint);

	static boolean isPipe(String endpoint) {
		return endpoint.toLowerCase(Locale.ROOT).startsWith(PIPE_PREFIX);
	}

	/**
	 * Return whether a text is a port: no sign, no leading zero, so that each port has
	 * one text.
	 * @param text the text
	 * @return whether it is
	 */
	static boolean isPort(String text) {
		return HostText.isDecimal(text) && text.length() <= MAX_PORT_LENGTH && text.charAt(0) != '0'
				&& Integer.parseInt(text) <= 0xffff;
	}

}
