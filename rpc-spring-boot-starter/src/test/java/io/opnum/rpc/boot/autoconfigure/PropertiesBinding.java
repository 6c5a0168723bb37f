package io.opnum.rpc.boot.autoconfigure;

import java.util.Map;
import java.util.TreeMap;

import org.springframework.boot.context.properties.EnableConfigurationProperties;
import org.springframework.boot.context.properties.bind.Binder;
import org.springframework.boot.context.properties.bind.validation.BindValidationException;
import org.springframework.boot.context.properties.source.MapConfigurationPropertySource;
import org.springframework.boot.test.context.runner.ApplicationContextRunner;
import org.springframework.context.annotation.Configuration;
import org.springframework.validation.FieldError;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Binds properties, with and without the checks of a context.
 */
final class PropertiesBinding {

	private PropertiesBinding() {
	}

	static <T> T bind(String prefix, Class<T> type, Map<String, String> properties) {
		return new Binder(new MapConfigurationPropertySource(properties)).bindOrCreate(prefix, type);
	}

	/** What a context says of properties that are wrong: the reason of each. */
	static Map<String, String> errors(String prefix, Class<?> type, Map<String, String> properties) {
		Map<String, String> errors = new TreeMap<>();
		new ApplicationContextRunner().withUserConfiguration(Enabled.class)
			.withPropertyValues(properties.entrySet()
				.stream()
				.map((property) -> property.getKey() + "=" + property.getValue())
				.toArray(String[]::new))
			.run((context) -> {
				assertThat(context).hasFailed();
				Throwable failure = context.getStartupFailure();
				while (!(failure instanceof BindValidationException) && failure != null) {
					failure = failure.getCause();
				}
				assertThat(failure).isInstanceOf(BindValidationException.class);
				((BindValidationException) failure).getValidationErrors().forEach((error) -> {
					String property = error.getObjectName() + "." + ((FieldError) error).getField();
					assertThat(property).startsWith(prefix);
					errors.put(property.substring(prefix.length() + 1), error.getDefaultMessage());
				});
			});
		return errors;
	}

	@Configuration(proxyBeanMethods = false)
	@EnableConfigurationProperties({ RpcServerProperties.class, RpcServerSecurityProperties.class,
			RpcClientProperties.class, EndpointMapperProperties.class, LocalRpcProperties.class, SmbProperties.class })
	static class Enabled {

	}

}
