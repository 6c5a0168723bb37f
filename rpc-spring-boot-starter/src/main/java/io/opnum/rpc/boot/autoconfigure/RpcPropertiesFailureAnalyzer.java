package io.opnum.rpc.boot.autoconfigure;

import java.util.List;
import java.util.Objects;
import java.util.Set;

import org.jspecify.annotations.Nullable;

import org.springframework.boot.context.properties.bind.DataObjectPropertyName;
import org.springframework.boot.context.properties.bind.validation.BindValidationException;
import org.springframework.boot.context.properties.source.ConfigurationProperty;
import org.springframework.boot.diagnostics.AbstractFailureAnalyzer;
import org.springframework.boot.diagnostics.FailureAnalysis;
import org.springframework.core.Ordered;
import org.springframework.core.annotation.Order;
import org.springframework.validation.FieldError;
import org.springframework.validation.ObjectError;

/**
 * Explains what {@link PropertyChecks} found: each property, where it is set, and what is
 * wrong with its value. Boot's own analyzer would not tell the origin of nested
 * properties, nor the form of a string binding.
 */
@Order(Ordered.HIGHEST_PRECEDENCE)
class RpcPropertiesFailureAnalyzer extends AbstractFailureAnalyzer<BindValidationException> {

	@Override
	protected @Nullable FailureAnalysis analyze(Throwable rootFailure, BindValidationException cause) {
		List<ObjectError> errors = cause.getValidationErrors().getAllErrors();
		if (!errors.stream().allMatch(RpcPropertiesFailureAnalyzer::isOurs)) {
			return null;
		}
		StringBuilder description = new StringBuilder("The configuration of RPC is wrong:%n".formatted());
		for (ObjectError error : errors) {
			append(description, (FieldError) error, cause.getValidationErrors().getBoundProperties());
		}
		return new FailureAnalysis(description.toString(),
				errors.stream().anyMatch((error) -> hasCode(error, PropertyChecks.MALFORMED_STRING_BINDING))
						? InvalidBindingFailureAnalyzer.ACTION : "Correct the value in the configuration.",
				cause);
	}

	private static boolean isOurs(ObjectError error) {
		return error instanceof FieldError && (hasCode(error, PropertyChecks.MALFORMED_STRING_BINDING)
				|| hasCode(error, PropertyChecks.OUT_OF_RANGE));
	}

	private static boolean hasCode(ObjectError error, String code) {
		return code.equals(error.getCode());
	}

	private static void append(StringBuilder description, FieldError error, Set<ConfigurationProperty> bound) {
		String property = property(error);
		description.append("%n    Property: %s".formatted(property));
		if (error.getRejectedValue() != null) {
			description.append("%n    Value: \"%s\"".formatted(error.getRejectedValue()));
		}
		bound.stream()
			.filter((candidate) -> isOrigin(candidate.getName().toString(), property))
			.map(ConfigurationProperty::getOrigin)
			.filter(Objects::nonNull)
			.forEach((origin) -> description.append("%n    Origin: %s".formatted(origin)));
		description.append("%n    Reason: %s%n".formatted(error.getDefaultMessage()));
	}

	/** An element of a list may stand by itself, or in one text with the others. */
	private static boolean isOrigin(String bound, String property) {
		return bound.equals(property) || bound.equals(property.replaceFirst("\\[\\d+]$", ""));
	}

	/**
	 * From {@code bindings[stock].stringBinding} to
	 * {@code bindings.stock.string-binding}.
	 */
	private static String property(FieldError error) {
		String field = error.getField().replaceAll("\\[(\\D[^]]*)]", ".$1");
		return error.getObjectName() + "." + DataObjectPropertyName.toDashedForm(field);
	}

}
