package io.clipstream.clip.hub;

import com.fasterxml.jackson.core.JacksonException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * The record that a name stands for a commit, and of the verified files of it.
 *
 * <p>It is written last, so it also says that a snapshot is complete. {@code refs/main} alone would not do: other programs
 * move it when they look at another file of the model.
 *
 * @param source revision that the commit is of
 */
record Pin(HubName name, String source, String commit, List<RemoteFile> files) {
    Pin {
        files = List.copyOf(files);
    }

    static Optional<Pin> read(Cache cache, HubName name) throws IOException {
        return read(file(cache, name.revision()));
    }

    /** Reads a pin's file; empty if there is none, or it cannot be understood. */
    static Optional<Pin> read(Path file) throws IOException {
        try {
            JsonNode json = HubJson.MAPPER.readTree(Files.readAllBytes(file));
            List<RemoteFile> files = new ArrayList<>();
            for (JsonNode entry : json.path("files")) {
                Optional<BlobDigest> digest = BlobDigest.of(entry.path("digest").asText());
                if (digest.isEmpty()) {
                    return Optional.empty();
                }
                files.add(new RemoteFile(
                        entry.path("name").asText(), entry.path("size").asLong(-1), digest.get()));
            }
            String commit = json.path("commit").asText();
            Optional<HubName> name = HubName.parse(json.path("name").asText());
            return name.isPresent() && HubName.isCommit(commit) && !files.isEmpty()
                    ? Optional.of(new Pin(name.get(), json.path("source").asText(), commit, files))
                    : Optional.empty();
        } catch (NoSuchFileException | JacksonException e) {
            return Optional.empty();
        }
    }

    void write(Cache cache) throws IOException {
        ObjectNode json = HubJson.MAPPER.createObjectNode();
        json.put("name", name.toString());
        json.put("source", source);
        json.put("commit", commit);
        for (RemoteFile file : files) {
            json.withArray("files")
                    .addObject()
                    .put("name", file.name())
                    .put("size", file.size())
                    .put("digest", file.digest().hex());
        }
        cache.write(file(cache, name.revision()), json.toPrettyString() + "\n");
    }

    private static Path file(Cache cache, String revision) {
        return cache.pins().resolve(URLEncoder.encode(revision, StandardCharsets.UTF_8) + ".json");
    }

    /** Whether all files are there in full length. */
    boolean isComplete(Cache cache) {
        return files.stream().allMatch(file -> Cache.size(cache.snapshot(commit).resolve(file.name())) == file.size());
    }

    Snapshot snapshot(Cache cache) {
        long bytes = files.stream().mapToLong(RemoteFile::size).sum();
        return new Snapshot(name, source, commit, cache.snapshot(commit), bytes);
    }
}
