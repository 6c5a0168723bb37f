package io.opnum.rpc.sample.interop;

import java.util.Arrays;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.stream.Collectors;

import org.junit.jupiter.api.extension.ConditionEvaluationResult;
import org.junit.jupiter.api.extension.ExecutionCondition;
import org.junit.jupiter.api.extension.ExtensionContext;
import org.junit.platform.commons.support.AnnotationSupport;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Decides over {@link RequiresPeer}.
 */
class RequiresPeerCondition implements ExecutionCondition {

	private static final Logger logger = LoggerFactory.getLogger(RequiresPeerCondition.class);

	private static final boolean REQUIRED = "true".equals(System.getenv("CI"))
			|| "required".equals(System.getProperty("opnum.interop"));

	private static final Map<Peer, Optional<String>> MISSING = new ConcurrentHashMap<>();

	@Override
	public ConditionEvaluationResult evaluateExecutionCondition(ExtensionContext context) {
		Peer[] peers = AnnotationSupport.findAnnotation(context.getElement(), RequiresPeer.class)
			.map(RequiresPeer::value)
			.orElseGet(() -> new Peer[0]);
		String missing = Arrays.stream(peers)
			.flatMap((peer) -> MISSING.computeIfAbsent(peer, Peer::missing).stream())
			.collect(Collectors.joining("; "));
		if (missing.isEmpty()) {
			return ConditionEvaluationResult.enabled("All peers are there");
		}
		if (REQUIRED) {
			throw new IllegalStateException(
					"Peers are missing where they are required (CI=true or -Dopnum.interop=required): " + missing);
		}
		logger.warn("Skipping {}: {}", context.getDisplayName(), missing);
		return ConditionEvaluationResult.disabled("Peers are missing: " + missing);
	}

}
