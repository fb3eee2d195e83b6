package io.clipstream.app.quickstart;

import java.io.IOException;
import java.net.URISyntaxException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;

/**
 * The folder the build lays out and the launcher points at: {@code lib/}, {@code registry/} and {@code model/}.
 *
 * @param home absolute path of that folder
 */
public record Installation(Path home) {
    /** System property that names the folder; without it the place of this class's own code decides. */
    public static final String HOME_PROPERTY = "clipstream.home";

    private static final String REMEDY = " Build it with 'mvn -DskipTests package' in the repository's root, or point"
            + " -D" + HOME_PROPERTY + " at an installed folder.";

    /**
     * Finds the folder.
     *
     * @throws IllegalStateException when there is none, saying where it was sought and how to get one
     */
    public static Installation locate() {
        String configured = System.getProperty(HOME_PROPERTY);
        Path home = configured == null || configured.isBlank() ? besideOwnCode() : Path.of(configured);
        home = home.toAbsolutePath().normalize();
        if (!Files.isDirectory(home)) {
            throw new IllegalStateException("Clipstream's installation folder " + home + " does not exist." + REMEDY);
        }
        return new Installation(home);
    }

    /** {@code target/classes} stands beside {@code target/dist}; an installed jar lies in {@code <home>/lib}. */
    private static Path besideOwnCode() {
        try {
            Path code = Path.of(Installation.class
                    .getProtectionDomain()
                    .getCodeSource()
                    .getLocation()
                    .toURI());
            return Files.isDirectory(code)
                    ? code.resolveSibling("dist")
                    : code.getParent().getParent();
        } catch (URISyntaxException e) {
            throw new IllegalStateException("Cannot tell where Clipstream's code lies." + REMEDY, e);
        }
    }

    /**
     * The unpacked schema registry.
     *
     * @throws IllegalStateException when it is missing
     */
    public Path registry() {
        Path registry = home.resolve("registry");
        registryJar(registry);
        return registry;
    }

    /**
     * The checkpoint that ships with Clipstream.
     *
     * @throws IllegalStateException when it is missing
     */
    public Path demoModel() {
        Path model = home.resolve("model").resolve("demo-clip");
        if (!Files.isRegularFile(model.resolve("config.json"))) {
            throw new IllegalStateException("The demo checkpoint is not in " + model + "." + REMEDY);
        }
        return model;
    }

    /** The one jar that starts the registry; the others in its {@code lib/} are named in its manifest. */
    static Path registryJar(Path registry) {
        List<Path> jars = List.of();
        if (Files.isDirectory(registry)) {
            try (Stream<Path> entries = Files.list(registry)) {
                jars = entries.filter(entry -> entry.getFileName().toString().endsWith("-runner.jar"))
                        .toList();
            } catch (IOException e) {
                throw new IllegalStateException("Cannot read the registry's folder " + registry, e);
            }
        }
        if (jars.size() != 1) {
            throw new IllegalStateException("Expected one *-runner.jar of the schema registry in " + registry
                    + ", found " + jars.size() + "." + REMEDY);
        }
        return jars.get(0);
    }
}
