package io.opnum.rpc.boot;

import java.util.LinkedHashSet;
import java.util.Set;

import io.opnum.rpc.RpcInterface;

import org.springframework.beans.factory.BeanClassLoaderAware;
import org.springframework.beans.factory.annotation.AnnotatedBeanDefinition;
import org.springframework.beans.factory.config.BeanDefinition;
import org.springframework.beans.factory.support.BeanDefinitionRegistry;
import org.springframework.context.EnvironmentAware;
import org.springframework.context.ResourceLoaderAware;
import org.springframework.context.annotation.ClassPathScanningCandidateComponentProvider;
import org.springframework.context.annotation.ImportBeanDefinitionRegistrar;
import org.springframework.core.annotation.MergedAnnotation;
import org.springframework.core.env.Environment;
import org.springframework.core.io.ResourceLoader;
import org.springframework.core.type.AnnotationMetadata;
import org.springframework.core.type.filter.AnnotationTypeFilter;
import org.springframework.util.ClassUtils;

/**
 * Registers what {@link ImportRpcClients @ImportRpcClients} imports.
 */
class ImportRpcClientsRegistrar
		implements ImportBeanDefinitionRegistrar, EnvironmentAware, ResourceLoaderAware, BeanClassLoaderAware {

	private final Scanner scanner = new Scanner();

	private ClassLoader classLoader = ImportRpcClientsRegistrar.class.getClassLoader();

	@Override
	public void setEnvironment(Environment environment) {
		this.scanner.setEnvironment(environment);
	}

	@Override
	public void setResourceLoader(ResourceLoader resourceLoader) {
		this.scanner.setResourceLoader(resourceLoader);
	}

	@Override
	public void setBeanClassLoader(ClassLoader classLoader) {
		this.classLoader = classLoader;
	}

	@Override
	public void registerBeanDefinitions(AnnotationMetadata metadata, BeanDefinitionRegistry registry) {
		MergedAnnotation<ImportRpcClients.Container> container = metadata.getAnnotations()
			.get(ImportRpcClients.Container.class);
		if (container.isPresent()) {
			for (MergedAnnotation<ImportRpcClients> annotation : container.getAnnotationArray("value",
					ImportRpcClients.class)) {
				register(annotation, metadata, registry);
			}
		}
		metadata.getAnnotations()
			.stream(ImportRpcClients.class)
			.forEach((annotation) -> register(annotation, metadata, registry));
	}

	private void register(MergedAnnotation<ImportRpcClients> annotation, AnnotationMetadata importing,
			BeanDefinitionRegistry registry) {
		String binding = annotation.getString("binding");
		for (String type : types(annotation, importing)) {
			RpcClientBeanDefinitions.register(registry, binding, ClassUtils.resolveClassName(type, this.classLoader),
					"@ImportRpcClients on " + importing.getClassName());
		}
	}

	private Set<String> types(MergedAnnotation<ImportRpcClients> annotation, AnnotationMetadata importing) {
		Set<String> types = new LinkedHashSet<>(Set.of(annotation.getStringArray("types")));
		Set<String> packages = new LinkedHashSet<>(Set.of(annotation.getStringArray("basePackages")));
		for (String type : annotation.getStringArray("basePackageClasses")) {
			packages.add(ClassUtils.getPackageName(type));
		}
		if (types.isEmpty() && packages.isEmpty()) {
			packages.add(ClassUtils.getPackageName(importing.getClassName()));
		}
		for (String name : packages) {
			for (BeanDefinition candidate : this.scanner.findCandidateComponents(name)) {
				types.add(String.valueOf(candidate.getBeanClassName()));
			}
		}
		return types;
	}

	/** Finds interfaces, where component scanning finds classes. */
	private static final class Scanner extends ClassPathScanningCandidateComponentProvider {

		Scanner() {
			super(false);
			addIncludeFilter(new AnnotationTypeFilter(RpcInterface.class, false, false));
		}

		@Override
		protected boolean isCandidateComponent(AnnotatedBeanDefinition definition) {
			AnnotationMetadata metadata = definition.getMetadata();
			return metadata.isInterface() && metadata.isIndependent();
		}

	}

}
