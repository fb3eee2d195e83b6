package io.clipstream.app.quickstart;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.clipstream.testing.Patience;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.jar.Attributes;
import java.util.jar.JarOutputStream;
import java.util.jar.Manifest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class RegistryProcessIT {
    private static final HttpClient HTTP = HttpClient.newHttpClient();

    @TempDir
    private Path folder;

    private final Path home = Installation.locate().registry();

    @Test
    void keepsSchemaIdsOverARestart() throws Exception {
        // Given two schemas, the first registered again under another subject
        String first;
        String second;
        try (RegistryProcess registry = RegistryProcess.start(home, folder)) {
            first = register(registry.url(), "a-value", record("A"));
            second = register(registry.url(), "b-value", record("B"));
        }
        // When the registry starts again on its folder
        try (RegistryProcess registry = RegistryProcess.start(home, folder)) {
            // Then both ids mean what they meant, and registering again gives them again
            assertThat(get(registry.url() + "/schemas/ids/" + idOf(first))).contains("\\\"A\\\"");
            assertThat(get(registry.url() + "/schemas/ids/" + idOf(second))).contains("\\\"B\\\"");
            assertThat(register(registry.url(), "b-value", record("B"))).isEqualTo(second);
        }
    }

    @Test
    void endsWithItsParentAndKeepsAnIdHandedOutJustBeforeTheKill() throws Exception {
        // Given a registry started by another process, which has just handed out an id
        ChildJvm parent = ChildJvm.start(RegistryChild.class, home.toString(), folder.toString());
        long pid = Long.parseLong(parent.line().split(" ")[0]);
        String id = register(parent.line().split(" ")[1], "a-value", record("A"));
        // When that process is killed
        parent.kill();
        // Then the registry's process is gone
        Patience.await()
                .until(() ->
                        ProcessHandle.of(pid).filter(ProcessHandle::isAlive).isEmpty());
        // And the id is still known
        try (RegistryProcess registry = RegistryProcess.start(home, folder)) {
            assertThat(get(registry.url() + "/schemas/ids/" + idOf(id))).contains("\\\"A\\\"");
        }
    }

    @Test
    void refusesASchemaThatReadersOfTheOldOneCannotRead() throws Exception {
        try (RegistryProcess registry = RegistryProcess.start(home, folder)) {
            // Given
            register(registry.url(), "a-value", record("A"));
            // When a required field is added
            String incompatible =
                    "{\"type\":\"record\",\"name\":\"A\",\"fields\":[{\"name\":\"x\",\"type\":\"string\"}]}";
            HttpResponse<String> answer = post(registry.url(), "a-value", incompatible);
            // Then
            assertThat(answer.statusCode()).isEqualTo(409);
        }
    }

    @Test
    void leavesNoProcessBehindOnClose() {
        // Given
        RegistryProcess registry = RegistryProcess.start(home, folder);
        // When
        registry.close();
        // Then
        assertThat(ProcessHandle.of(registry.pid()).filter(ProcessHandle::isAlive))
                .isEmpty();
    }

    @Test
    void showsTheEndOfTheLogWhenTheRegistryCannotStart() throws Exception {
        // Given an installation whose registry has nothing to run
        Path broken = Files.createDirectory(folder.resolve("broken"));
        Manifest manifest = new Manifest();
        manifest.getMainAttributes().put(Attributes.Name.MANIFEST_VERSION, "1.0");
        new JarOutputStream(Files.newOutputStream(broken.resolve("x-runner.jar")), manifest).close();
        // Then
        assertThatThrownBy(() -> RegistryProcess.start(broken, folder.resolve("state")))
                .isInstanceOf(IllegalStateException.class)
                .hasMessageContaining("ended with status 1 while starting")
                .hasMessageContaining("ClassNotFoundException");
    }

    private static String record(String name) {
        return "{\"type\":\"record\",\"name\":\"" + name + "\",\"fields\":[]}";
    }

    private static String idOf(String answer) {
        return answer.replaceAll("\\D", "");
    }

    private static String register(String url, String subject, String schema) throws IOException, InterruptedException {
        HttpResponse<String> answer = post(url, subject, schema);
        assertThat(answer.statusCode()).as(answer.body()).isEqualTo(200);
        return answer.body();
    }

    private static HttpResponse<String> post(String url, String subject, String schema)
            throws IOException, InterruptedException {
        String body = "{\"schema\":\"" + schema.replace("\"", "\\\"") + "\"}";
        HttpRequest request = HttpRequest.newBuilder(URI.create(url + "/subjects/" + subject + "/versions"))
                .header("Content-Type", "application/vnd.schemaregistry.v1+json")
                .POST(BodyPublishers.ofString(body))
                .build();
        return HTTP.send(request, BodyHandlers.ofString());
    }

    private static String get(String uri) throws IOException, InterruptedException {
        return HTTP.send(HttpRequest.newBuilder(URI.create(uri)).build(), BodyHandlers.ofString())
                .body();
    }
}
