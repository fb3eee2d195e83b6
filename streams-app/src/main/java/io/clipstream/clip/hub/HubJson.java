package io.clipstream.clip.hub;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.util.LinkedHashMap;
import java.util.Map;

/** Reads what the hub says as JSON. */
final class HubJson {
    static final ObjectMapper MAPPER = new ObjectMapper();

    private HubJson() {}

    static JsonNode parse(byte[] body, String what) throws HubException {
        try {
            JsonNode node = MAPPER.readTree(body);
            if (node != null && node.isObject()) {
                return node;
            }
        } catch (IOException e) {
            throw new HubException("the hub's answer for " + what + " is not JSON: is hub.url a hub?", e);
        }
        throw new HubException("the hub's answer for " + what + " is no JSON object: is hub.url a hub?");
    }

    /** The answer to {@code /api/models/.../revision/...}. */
    static Revision revision(JsonNode json, HubName name) throws HubException {
        String commit = json.path("sha").asText();
        if (!HubName.isCommit(commit)) {
            throw new HubException("the hub gives no commit for " + name + " ('sha' is " + json.path("sha")
                    + ", expected 40 hexadecimal digits)");
        }
        if (HubName.isCommit(name.revision()) && !commit.equals(name.revision())) {
            throw new HubException("the hub gives another commit for " + name + ": " + commit);
        }
        Map<String, ListedFile> files = new LinkedHashMap<>();
        for (JsonNode file : json.path("siblings")) {
            ListedFile listed = file(file);
            files.put(listed.name(), listed);
        }
        return new Revision(name.revision(), commit, files);
    }

    private static ListedFile file(JsonNode json) {
        JsonNode lfs = json.path("lfs");
        String sha256 = BlobDigest.of(lfs.path("sha256").asText(lfs.path("oid").asText()))
                .filter(digest -> digest.kind() == BlobDigest.Kind.SHA256)
                .map(BlobDigest::hex)
                .orElse(null);
        String git = BlobDigest.of(json.path("blobId").asText())
                .filter(digest -> digest.kind() == BlobDigest.Kind.GIT_SHA1)
                .map(BlobDigest::hex)
                .orElse(null);
        long size = lfs.path("size").isIntegralNumber()
                ? lfs.path("size").longValue()
                : json.path("size").asLong(-1);
        // Messages name files, and a terminal obeys control characters.
        String name = json.path("rfilename").asText().replaceAll("\\p{Cntrl}", "?");
        return new ListedFile(name, size, git, sha256);
    }
}
