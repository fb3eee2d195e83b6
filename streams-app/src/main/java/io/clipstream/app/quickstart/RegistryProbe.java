package io.clipstream.app.quickstart;

import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.time.Duration;

/** Asks a registry that is starting whether it answers, and sets its default; used by one thread. */
final class RegistryProbe {
    private static final Duration PROBE_LIMIT = Duration.ofSeconds(5);
    private static final Duration CONFIG_LIMIT = Duration.ofSeconds(20);
    private static final String WANTED = "{\"compatibility\":\"FULL\"}";

    private final HttpClient client = HttpClient.newHttpClient();
    private final String url;

    RegistryProbe(String url) {
        this.url = url;
    }

    /** Whether it lists its subjects by now. */
    boolean answers() throws InterruptedException {
        HttpRequest subjects = HttpRequest.newBuilder(URI.create(url + "/subjects"))
                .timeout(PROBE_LIMIT)
                .build();
        try {
            return client.send(subjects, BodyHandlers.discarding()).statusCode() == 200;
        } catch (IOException notYet) {
            return false;
        }
    }

    /**
     * Makes it check each new schema in both directions unless a level is set already; by default it checks nothing.
     *
     * @throws IOException when it refuses
     */
    void requireCompatibility() throws IOException, InterruptedException {
        HttpRequest.Builder config = HttpRequest.newBuilder(URI.create(url + "/config"))
                .timeout(CONFIG_LIMIT)
                .header("Content-Type", "application/vnd.schemaregistry.v1+json");
        if (!client.send(config.GET().build(), BodyHandlers.ofString()).body().contains("NONE")) {
            return; // Set in an earlier run: whoever did it meant it.
        }
        HttpResponse<String> answer =
                client.send(config.PUT(BodyPublishers.ofString(WANTED)).build(), BodyHandlers.ofString());
        if (answer.statusCode() != 200) {
            throw new IOException("the registry refused " + WANTED + " as its default: status " + answer.statusCode()
                    + ", " + answer.body());
        }
    }
}
