package io.clipstream.app.bench;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.clipstream.app.client.RefusedException;
import io.clipstream.clip.DeviceChoice;
import java.io.BufferedReader;
import java.io.BufferedWriter;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.OutputStreamWriter;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;

/**
 * The peer as a child process that measures a slice whenever it is asked, and idles in between: one JSON object a line in
 * each direction, as {@code load-test/peers/README.md} describes. One thread at a time.
 */
final class PeerProcess implements AutoCloseable {
    private static final ObjectMapper JSON = new ObjectMapper();
    private static final long GRACE_SECONDS = 5;

    private final Process process;
    private final BufferedReader answers;
    private final BufferedWriter requests;
    private final String name;

    /** One slice: its pace, and how the peer found it best to work. */
    record Slice(Pace pace, String library, Layout layout) {}

    private PeerProcess(Process process) {
        this.process = process;
        this.answers = new BufferedReader(new InputStreamReader(process.getInputStream(), StandardCharsets.UTF_8));
        this.requests = new BufferedWriter(new OutputStreamWriter(process.getOutputStream(), StandardCharsets.UTF_8));
        // The first line comes when the model is loaded.
        this.name = answer().path("name").asText();
    }

    /**
     * Starts it and waits until it has loaded its model.
     *
     * @param python the interpreter
     * @param script {@code encode_peer.py}
     * @param model a checkpoint
     * @param device as PyTorch writes it
     * @param images folder of image files
     * @throws RefusedException if it cannot be started or lacks a library; says which
     */
    static PeerProcess start(String python, Path script, BenchModel model, DeviceChoice device, Path images) {
        List<String> command = List.of(
                python,
                script.toString(),
                "--serve",
                "--model",
                model.directory().toString(),
                "--architecture",
                model.architecture(),
                "--device",
                device.toString(),
                "--images",
                images.toString());
        try {
            return new PeerProcess(new ProcessBuilder(command)
                    .redirectError(ProcessBuilder.Redirect.INHERIT)
                    .start());
        } catch (IOException e) {
            throw new RefusedException("the peer cannot be started with " + python + ": " + e.getMessage(), e);
        }
    }

    /** Its libraries with their versions. */
    String name() {
        return name;
    }

    /** Encodes for this long, at least one batch. */
    Slice encode(String precision, int batch, double seconds) {
        JsonNode found = ask(Map.of("op", "encode", "precision", precision, "batch", batch, "seconds", seconds));
        return new Slice(
                new Pace(
                        number(found, "imagesPerSecond"),
                        number(found, "coreSecondsPerImage"),
                        number(found, "seconds")),
                found.path("library").asText(),
                new Layout(found.path("workers").asInt(), found.path("threads").asInt()));
    }

    /** Decodes and preprocesses each image file, for this long; milliseconds of one core for each of the two. */
    double[] images(double seconds) {
        JsonNode found = ask(Map.of("op", "images", "seconds", seconds));
        return new double[] {number(found, "decodeMs"), number(found, "preprocessMs")};
    }

    private JsonNode ask(Map<String, Object> request) {
        try {
            requests.write(JSON.writeValueAsString(request));
            requests.newLine();
            requests.flush();
        } catch (IOException e) {
            throw new RefusedException("the peer has ended: " + e.getMessage(), e);
        }
        return answer();
    }

    private JsonNode answer() {
        try {
            String line = answers.readLine();
            if (line == null) {
                throw new RefusedException("the peer has ended; what it said is above");
            }
            JsonNode answer = JSON.readTree(line);
            if (answer.has("error")) {
                throw new RefusedException("the peer: " + answer.get("error").asText());
            }
            return answer;
        } catch (IOException e) {
            throw new UncheckedIOException("the peer's answer cannot be read", e);
        }
    }

    private static double number(JsonNode answer, String key) {
        if (!answer.path(key).isNumber()) {
            throw new RefusedException("the peer answered without the number " + key + ": " + answer);
        }
        return answer.get(key).doubleValue();
    }

    /** Ends it: it stops by itself when nobody can ask any more. */
    @Override
    public void close() {
        try {
            requests.close();
            if (!process.waitFor(GRACE_SECONDS, TimeUnit.SECONDS)) {
                process.destroyForcibly();
            }
        } catch (IOException e) {
            process.destroyForcibly();
        } catch (InterruptedException e) {
            process.destroyForcibly();
            Thread.currentThread().interrupt();
        }
    }
}
