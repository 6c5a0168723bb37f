package io.opnum.rpc.boot.autoconfigure;

import java.util.List;

import org.jspecify.annotations.Nullable;

import org.springframework.boot.context.properties.bind.validation.BindValidationException;
import org.springframework.boot.diagnostics.AbstractFailureAnalyzer;
import org.springframework.boot.diagnostics.FailureAnalysis;
import org.springframework.boot.origin.Origin;
import org.springframework.core.Ordered;
import org.springframework.core.annotation.Order;
import org.springframework.validation.FieldError;
import org.springframework.validation.ObjectError;

/**
 * Explains what is wrong with a string binding in a property: which one, where it is set,
 * and the form that it must have.
 */
@Order(Ordered.HIGHEST_PRECEDENCE)
class MalformedStringBindingFailureAnalyzer extends AbstractFailureAnalyzer<BindValidationException> {

	@Override
	protected @Nullable FailureAnalysis analyze(Throwable rootFailure, BindValidationException cause) {
		List<ObjectError> errors = cause.getValidationErrors().getAllErrors();
		// What else is wrong is for Boot's own analyzer to tell
		if (!errors.stream().allMatch(MalformedStringBindingFailureAnalyzer::isMalformedStringBinding)) {
			return null;
		}
		StringBuilder description = new StringBuilder("A string binding in the configuration is malformed:\n");
		errors.forEach((error) -> append(description, (FieldError) error));
		return new FailureAnalysis(description.toString(), InvalidBindingFailureAnalyzer.ACTION, cause);
	}

	private static boolean isMalformedStringBinding(ObjectError error) {
		return error instanceof FieldError && PropertyChecks.MALFORMED_STRING_BINDING.equals(error.getCode());
	}

	private static void append(StringBuilder description, FieldError error) {
		Origin origin = Origin.from(error);
		description.append("%n    Property: %s.%s".formatted(error.getObjectName(), error.getField()));
		description.append("%n    Value: \"%s\"".formatted(error.getRejectedValue()));
		if (origin != null) {
			description.append("%n    Origin: %s".formatted(origin));
		}
		description.append("%n    Reason: %s%n".formatted(error.getDefaultMessage()));
	}

}
