package io.clipstream.loadtest.compare;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.clipstream.app.client.RefusedException;
import io.clipstream.app.quickstart.Installation;
import java.io.BufferedReader;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

/**
 * The consumer in Python, and how it works best here.
 *
 * @param name its libraries with their versions
 * @param library that encodes
 * @param precision that it found fastest
 * @param workers batches that it encodes side by side
 * @param threads of PyTorch for each
 */
record PythonPeer(
        String python,
        Path script,
        Path model,
        String name,
        String library,
        String precision,
        int workers,
        int threads) {
    private static final String SCRIPT = "load-test/peers/kafka_consumer.py";

    /**
     * Lets it find out how it works best.
     *
     * @param precision fp32, bf16, or auto for what it finds faster
     * @throws RefusedException if the interpreter, the script or a library is missing; says which
     */
    static PythonPeer find(String python, Path model, String precision, Path log) {
        Path script = findScript();
        List<String> command = List.of(
                python,
                script.toString(),
                "--probe",
                "--attached",
                "--model",
                model.toString(),
                "--precision",
                precision,
                "--classes",
                Integer.toString(Arena.LABELS.size()));
        try {
            Process process = new ProcessBuilder(command)
                    .redirectError(ProcessBuilder.Redirect.appendTo(log.toFile()))
                    .start();
            try (BufferedReader out = process.inputReader()) {
                String line = out.readLine();
                if (line == null) {
                    throw new RefusedException(python + " ended without an answer; see " + log);
                }
                return of(python, script, model, new ObjectMapper().readTree(line));
            } finally {
                process.destroyForcibly();
            }
        } catch (IOException e) {
            throw new RefusedException(python + " cannot be used: " + e.getMessage(), e);
        }
    }

    private static PythonPeer of(String python, Path script, Path model, JsonNode found) {
        if (found.has("error")) {
            throw new RefusedException(
                    python + " lacks something: " + found.path("error").asText());
        }
        return new PythonPeer(
                python,
                script,
                model,
                found.path("name").asText(),
                found.path("library").asText(),
                found.path("precision").asText(),
                found.path("workers").asInt(),
                found.path("threads").asInt());
    }

    /** How it encodes, for people. */
    String layout() {
        return precision + ", " + workers + " × " + threads + " threads";
    }

    /** Its command for one turn. */
    List<String> command(String brokers, Lane lane, String turn) {
        return List.of(
                python,
                script.toString(),
                "--attached",
                "--model",
                model.toString(),
                "--library",
                library,
                "--precision",
                precision,
                "--workers",
                Integer.toString(workers),
                "--threads",
                Integer.toString(threads),
                "--classes",
                Integer.toString(Arena.LABELS.size()),
                "--bootstrap-servers",
                brokers,
                "--group",
                "python-" + turn,
                "--input",
                lane.input(),
                "--output",
                lane.output());
    }

    /** In the checkout that this was built from. */
    private static Path findScript() {
        for (Path folder = Installation.locate().home(); folder != null; folder = folder.getParent()) {
            if (Files.isRegularFile(folder.resolve(SCRIPT))) {
                return folder.resolve(SCRIPT);
            }
        }
        throw new RefusedException(
                "there is no " + SCRIPT + " above " + Installation.locate().home());
    }
}
