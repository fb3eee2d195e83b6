package io.clipstream.adapter;

import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Stream;

/** The adapter methods that this build knows, by name. */
public final class AdapterMethods {
    private static final Map<String, AdapterMethod> METHODS = byName(
            new ZeroShot(),
            new ResidualLeastSquares(),
            new MetricResidual(),
            new ClipAdapter(),
            new TipAdapter(),
            new TipAdapterF(),
            new LinearProbe(),
            new TaskResidual(),
            new GaussianDiscriminant(),
            new KernelRidge());
    private static final List<MethodOption> OPTIONS = Stream.<List<? extends MethodOption>>of(
                    ResidualLeastSquares.OPTIONS,
                    MetricResidual.OPTIONS,
                    ClipAdapterOptions.ALL,
                    TipAdapter.OPTIONS,
                    TipAdapterF.OPTIONS,
                    LinearProbe.OPTIONS,
                    TaskResidual.OPTIONS,
                    GaussianDiscriminant.OPTIONS,
                    KernelRidge.OPTIONS)
            .<MethodOption>flatMap(List::stream)
            .toList();

    private AdapterMethods() {}

    /**
     * The method of this name.
     *
     * @throws InvalidAdapterException naming the known methods, if there is none
     */
    public static AdapterMethod named(String name) throws InvalidAdapterException {
        AdapterMethod method = METHODS.get(name);
        if (method == null) {
            throw new InvalidAdapterException(
                    "method '" + name + "' is unknown, expected one of " + String.join(", ", names()));
        }
        return method;
    }

    /** The names of all methods, sorted. */
    public static List<String> names() {
        return List.copyOf(METHODS.keySet());
    }

    /** Loads with the method that the artifact names. */
    public static Adapter load(AdapterArtifact artifact) throws InvalidAdapterException {
        return named(artifact.method()).load(artifact);
    }

    /**
     * Checks a task's options before anything is fitted with them.
     *
     * @throws IllegalArgumentException naming the key, its value and the allowed range, or an unknown key and the known
     */
    public static void checkOptions(Map<String, String> options) {
        List<String> known = OPTIONS.stream().map(MethodOption::name).toList();
        for (String key : new TreeMap<>(options).keySet()) {
            if (!known.contains(key)) {
                throw new IllegalArgumentException(
                        "option " + key + " is unknown, expected one of " + String.join(", ", known));
            }
        }
        OPTIONS.forEach(option -> option.check(options));
    }

    private static Map<String, AdapterMethod> byName(AdapterMethod... methods) {
        Map<String, AdapterMethod> byName = new TreeMap<>();
        for (AdapterMethod method : methods) {
            byName.put(method.name(), method);
        }
        return byName;
    }
}
