package io.opnum.rpc.boot.test;

import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;

import io.opnum.rpc.boot.RpcClientInjectionPoint;
import org.jspecify.annotations.Nullable;

import org.springframework.test.context.ContextConfigurationAttributes;
import org.springframework.test.context.ContextCustomizer;
import org.springframework.test.context.ContextCustomizerFactory;
import org.springframework.test.context.TestContextAnnotationUtils;

/**
 * Prepares the contexts of tests.
 */
class RpcTestContextCustomizerFactory implements ContextCustomizerFactory {

	@Override
	public ContextCustomizer createContextCustomizer(Class<?> testClass,
			List<ContextConfigurationAttributes> configAttributes) {
		AutoConfigureTestRpcTransport annotation = TestContextAnnotationUtils.findMergedAnnotation(testClass,
				AutoConfigureTestRpcTransport.class);
		return new RpcTestContextCustomizer((annotation != null) ? annotation.value() : null,
				injectionPoints(testClass));
	}

	private static Set<RpcClientInjectionPoint> injectionPoints(Class<?> testClass) {
		Set<RpcClientInjectionPoint> injectionPoints = new LinkedHashSet<>();
		for (@Nullable
		Class<?> type = testClass; type != null; type = type.getEnclosingClass()) {
			injectionPoints.addAll(RpcClientInjectionPoint.of(type));
		}
		return injectionPoints;
	}

}
