package io.opnum.rpc.binding;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;

import io.opnum.rpc.RpcStatus;
import org.jspecify.annotations.Nullable;

/**
 * What the parts of a standard string binding may be, wherever they come from. Each check
 * returns the problem, if there is one.
 */
final class StandardRules {

	private StandardRules() {
	}

	static @Nullable BindingProblem protocolSequence(ProtocolSequence protocolSequence) {
		return protocolSequence.isSupported() ? null : new BindingProblem(RpcStatus.PROTSEQ_NOT_SUPPORTED,
				"the protocol sequence '%s' is not supported: use ncacn_ip_tcp".formatted(protocolSequence));
	}

	static @Nullable BindingProblem networkAddress(ProtocolSequence protocolSequence, String address) {
		if (address.isEmpty()) {
			return null;
		}
		String problem = whiteSpaceProblem(address);
		if (problem == null) {
			problem = protocolSequence.format().addressProblem(address);
		}
		return (problem != null)
				? new BindingProblem(RpcStatus.INVALID_NET_ADDR,
						"the network address '%s' of %s %s".formatted(Printable.of(address), protocolSequence, problem))
				: null;
	}

	static @Nullable BindingProblem endpoint(ProtocolSequence protocolSequence, @Nullable String endpoint) {
		if (endpoint == null) {
			return null;
		}
		String problem = whiteSpaceProblem(endpoint);
		if (problem == null) {
			problem = protocolSequence.format().endpointProblem(endpoint);
		}
		return (problem != null)
				? new BindingProblem(RpcStatus.INVALID_ENDPOINT_FORMAT,
						"the endpoint '%s' of %s %s".formatted(Printable.of(endpoint), protocolSequence, problem))
				: null;
	}

	static @Nullable BindingProblem option(ProtocolSequence protocolSequence, String name, String value) {
		NetworkOption option = NetworkOption.of(name);
		if (option == null || !protocolSequence.allows(option)) {
			return networkOptionsProblem("the option '%s' is unknown: %s takes %s".formatted(Printable.of(name),
					protocolSequence, allowedOptions(protocolSequence)));
		}
		String problem = option.problem(value);
		return (problem != null) ? networkOptionsProblem(
				"the value '%s' of %s %s".formatted(Printable.of(value), option.text(), problem)) : null;
	}

	/**
	 * Check all parts.
	 * @param protocolSequence the protocol sequence
	 * @param address the network address
	 * @param endpoint the endpoint, or {@code null}
	 * @param options the options
	 * @return the options, their names written as they are documented
	 * @throws io.opnum.rpc.InvalidBindingException if a part is wrong
	 */
	static Map<String, String> check(ProtocolSequence protocolSequence, String address, @Nullable String endpoint,
			Map<String, String> options) {
		refuse(protocolSequence(protocolSequence));
		refuse(networkAddress(protocolSequence, address));
		refuse(endpoint(protocolSequence, endpoint));
		Map<String, String> checked = new LinkedHashMap<>();
		options.forEach((name, value) -> {
			refuse(option(protocolSequence, name, value));
			refuse(addOption(checked, name, value));
		});
		return checked;
	}

	/**
	 * Add an option under its documented name.
	 * @param options the options so far
	 * @param name a known name, in any case
	 * @param value the value
	 * @return the problem, if there is one
	 */
	static @Nullable BindingProblem addOption(Map<String, String> options, String name, String value) {
		NetworkOption option = NetworkOption.of(name);
		String text = (option != null) ? option.text() : name;
		return (options.putIfAbsent(text, value) == null) ? null
				: networkOptionsProblem("the option '%s' is given twice: leave one".formatted(text));
	}

	static BindingProblem networkOptionsProblem(String text) {
		return new BindingProblem(RpcStatus.INVALID_NETWORK_OPTIONS, text);
	}

	private static void refuse(@Nullable BindingProblem problem) {
		if (problem != null) {
			throw problem.toException();
		}
	}

	private static String allowedOptions(ProtocolSequence protocolSequence) {
		List<String> names = Stream.of(NetworkOption.values())
			.filter(protocolSequence::allows)
			.map(NetworkOption::text)
			.toList();
		return names.isEmpty() ? "none" : String.join(", ", names);
	}

	private static @Nullable String whiteSpaceProblem(String text) {
		return text.codePoints().anyMatch((c) -> Character.isWhitespace(c) || Character.isISOControl(c))
				? "holds white space: remove it" : null;
	}

}
