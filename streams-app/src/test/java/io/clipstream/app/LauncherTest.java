package io.clipstream.app;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.DisabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;

@DisabledOnOs(OS.WINDOWS)
class LauncherTest {
    /** Long past, whatever this machine's clock says: a build of now is newer. */
    private static final Instant NOON = Instant.parse("2001-01-01T12:00:00Z");

    @TempDir
    private Path temporary;

    private Path folder;

    private Path checkout;

    /** Status and everything printed. */
    private record Outcome(int status, String output) {}

    @BeforeEach
    void makeACheckoutWithAMavenThatOnlyTells() throws IOException {
        // The launcher says where it really is.
        folder = temporary.toRealPath();
        checkout = folder.resolve("a checkout");
        Path module = checkout.resolve("streams-app");
        copyScripts(module.resolve("bin"));
        write(module.resolve("src/main/java/A.java"), "", NOON);
        write(checkout.resolve("pom.xml"), "", NOON);
        script(folder.resolve("tools/mvn"), "echo built with: \"$@\"; mkdir -p streams-app/target/dist/registry");
        script(
                folder.resolve("jdk/bin/java"),
                "[ $1 = -version ] && echo 'openjdk version \"17.0.1\"' >&2 || echo java: \"$@\"");
    }

    @Test
    void startsAnInstallationThroughALink() throws Exception {
        // Given an installation, and a link to its launcher somewhere else
        Path installed = Files.createDirectories(folder.resolve("installed"));
        copyScripts(installed.resolve("bin"));
        Files.createDirectory(installed.resolve("lib"));
        Path link = Files.createSymbolicLink(folder.resolve("clipstream"), installed.resolve("bin/clipstream"));
        // When
        Outcome outcome = run(link, jdk(), "doctor");
        // Then
        assertThat(outcome.output())
                .doesNotContain("built with")
                .contains("-Dclipstream.home=" + installed + " ", "-cp " + installed + "/lib/* ", "Main doctor");
    }

    @Test
    void usesABuildAsItIs() throws Exception {
        // Given a jar newer than every source
        builtAt(NOON.plusSeconds(1));
        // When
        Outcome outcome = run(launcher(), jdk(), "doctor", "two words");
        // Then
        assertThat(outcome.output())
                .doesNotContain("built with")
                .contains("-Dclipstream.home=" + checkout + "/streams-app/target/dist")
                .contains("io.clipstream.app.Main doctor two words");
    }

    @Test
    void buildsWhenThereIsNothingYetAndNotASecondTime() throws Exception {
        // When
        Outcome first = run(launcher(), jdk(), "doctor");
        Outcome second = run(launcher(), jdk(), "doctor");
        // Then
        assertThat(first.output())
                .contains("building for the first time", "package -pl streams-app -am", "Main doctor");
        assertThat(second.output()).doesNotContain("built with").contains("Main doctor");
    }

    @Test
    void buildsAgainWhenASourceHasChanged() throws Exception {
        // Given
        builtAt(NOON.minusSeconds(1));
        // When
        Outcome outcome = run(launcher(), jdk(), "doctor");
        // Then
        assertThat(outcome.output()).contains("sources are newer", "built with", "Main doctor");
    }

    @Test
    void stopsWhenTheBuildFails() throws Exception {
        // Given
        script(folder.resolve("tools/mvn"), "exit 1");
        // When
        Outcome outcome = run(launcher(), jdk(), "doctor");
        // Then
        assertThat(outcome.output()).contains("the build failed").doesNotContain("Main doctor");
        assertThat(outcome.status()).isEqualTo(1);
    }

    @Test
    void refusesAJavaThatIsTooOld() throws Exception {
        // Given
        script(folder.resolve("jdk/bin/java"), "echo 'openjdk version \"11.0.2\" 2019-01-15' >&2");
        // When
        Outcome outcome = run(launcher(), jdk(), "doctor");
        // Then
        assertThat(outcome.output()).contains("is Java 11. Clipstream needs 17 or newer");
        assertThat(outcome.status()).isEqualTo(1);
    }

    @Test
    void saysThatJavaHomeIsWrong() throws Exception {
        Outcome outcome = run(launcher(), Map.of("JAVA_HOME", "/nowhere"), "doctor");
        assertThat(outcome.output()).contains("JAVA_HOME is /nowhere, but there is no bin/java in it");
        assertThat(outcome.status()).isEqualTo(1);
    }

    private Path launcher() {
        return checkout.resolve("streams-app/bin/clipstream");
    }

    private Map<String, String> jdk() {
        return Map.of("JAVA_HOME", folder.resolve("jdk").toString());
    }

    private void builtAt(Instant time) throws IOException {
        Path dist = checkout.resolve("streams-app/target/dist");
        Files.createDirectories(dist.resolve("registry"));
        write(dist.resolve("lib/clipstream-streams-app-1.jar"), "", time);
    }

    private static void copyScripts(Path bin) throws IOException {
        Files.createDirectories(bin);
        for (String name : List.of("clipstream", "launcher.sh")) {
            Files.copy(Path.of("bin", name), bin.resolve(name));
        }
    }

    private static void script(Path file, String body) throws IOException {
        write(file, "#!/bin/sh\n" + body + "\n", NOON);
        Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("rwxr-xr-x"));
    }

    private static void write(Path file, String text, Instant time) throws IOException {
        Files.createDirectories(file.getParent());
        Files.writeString(file, text);
        Files.setLastModifiedTime(file, FileTime.from(time));
    }

    private Outcome run(Path script, Map<String, String> environment, String... arguments)
            throws IOException, InterruptedException {
        List<String> command = new ArrayList<>(List.of(script.toString()));
        command.addAll(List.of(arguments));
        ProcessBuilder builder = new ProcessBuilder(command).redirectErrorStream(true);
        builder.environment().putAll(environment);
        builder.environment().merge("PATH", folder.resolve("tools") + ":", (path, tools) -> tools + path);
        Process process = builder.start();
        String output = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        return new Outcome(process.waitFor(), output);
    }
}
