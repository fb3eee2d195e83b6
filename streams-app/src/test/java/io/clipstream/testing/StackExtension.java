package io.clipstream.testing;

import java.util.Locale;
import java.util.UUID;
import org.junit.jupiter.api.extension.BeforeAllCallback;
import org.junit.jupiter.api.extension.ExtensionContext;
import org.junit.jupiter.api.extension.ExtensionContext.Namespace;
import org.junit.jupiter.api.extension.ParameterContext;
import org.junit.jupiter.api.extension.ParameterResolver;

/**
 * Gives a test class a broker and a registry: put {@code @ExtendWith(StackExtension.class)} on it and take a
 * {@link Stack} as a parameter of a test, a constructor or a set-up method.
 *
 * <p>One pair serves the whole JVM, started by the first class that asks and closed after the last test. Each class has
 * a name prefix of its own.
 */
public final class StackExtension implements BeforeAllCallback, ParameterResolver {
    private static final Namespace NAMESPACE = Namespace.create(StackExtension.class);

    @Override
    public void beforeAll(ExtensionContext context) {
        stack(context);
    }

    @Override
    public boolean supportsParameter(ParameterContext parameter, ExtensionContext context) {
        return parameter.getParameter().getType() == Stack.class;
    }

    @Override
    public Object resolveParameter(ParameterContext parameter, ExtensionContext context) {
        return stack(context);
    }

    private static Stack stack(ExtensionContext context) {
        TestServices services = context.getRoot()
                .getStore(NAMESPACE)
                .getOrComputeIfAbsent(TestServices.class, key -> TestServices.start(), TestServices.class);
        return context.getRoot()
                .getStore(NAMESPACE)
                .getOrComputeIfAbsent(
                        context.getRequiredTestClass(),
                        test -> new Stack(services.bootstrapServers(), services.registryUrl(), prefix(test)),
                        Stack.class);
    }

    private static String prefix(Class<?> test) {
        String name = test.getSimpleName().replaceAll("(?<=[a-z0-9])(?=[A-Z])", "-");
        return name.toLowerCase(Locale.ROOT) + "-"
                + UUID.randomUUID().toString().substring(0, 8) + ".";
    }
}
