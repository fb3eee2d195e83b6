package io.clipstream.clip.hub;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.net.URI;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import java.util.Optional;

/** The hub's API, as far as checkpoints need it. */
final class HubApi {
    private static final Map<String, String> JSON = Map.of("Accept", "application/json");

    private final HubSettings settings;
    private final HubHttp http;
    private final HubAnswers answers;

    HubApi(HubSettings settings, HubHttp http, HubAnswers answers) {
        this.settings = settings;
        this.http = http;
        this.answers = answers;
    }

    /** The commit that a name's revision stands for now, with its files. */
    Revision revision(HubName name, Patience patience) throws HubException {
        URI uri = api(name, "/revision/" + encode(name.revision()) + "?blobs=true");
        Optional<JsonNode> json = patience.persist(() -> json(uri, name, "the revision " + name));
        if (json.isEmpty()) {
            // A plain 404: is it the model that is missing, or its revision?
            boolean known = !name.revision().equals(HubName.MAIN)
                    && patience.persist(() -> json(api(name, ""), name, "the model " + name.id()))
                            .isPresent();
            throw known ? answers.noRevision(name) : answers.noModel(name);
        }
        return HubJson.revision(json.get(), name);
    }

    /** One page of pull requests; empty where the hub has no such list. */
    Optional<JsonNode> pullRequests(HubName name, int page, Patience patience) throws HubException {
        URI uri = api(name, "/discussions?type=pull_request&p=" + page);
        return list(uri, name, "the pull requests of " + name.id(), patience);
    }

    /** All references, those of pull requests too; empty where the hub has no such list. */
    Optional<JsonNode> references(HubName name, Patience patience) throws HubException {
        URI uri = api(name, "/refs?include_prs=1&include_pull_requests=1");
        return list(uri, name, "the references of " + name.id(), patience);
    }

    // The model is there, so that not to find its list means that there is none, whatever code comes with it.
    private Optional<JsonNode> list(URI uri, HubName name, String what, Patience patience) throws HubException {
        return patience.persist(() -> {
            try (HubReply reply = http.get(uri, JSON)) {
                return reply.status() == 404 ? Optional.empty() : Optional.of(json(reply, name, what));
            }
        });
    }

    /**
     * The file with size and digest.
     *
     * @throws HubException if the hub does not give them: what cannot be verified is not used
     */
    RemoteFile describe(HubName name, String commit, ListedFile file, Patience patience) throws HubException {
        if (file.sha256() != null && file.size() >= 0) {
            return new RemoteFile(file.name(), file.size(), new BlobDigest(BlobDigest.Kind.SHA256, file.sha256()));
        }
        // Listings without storage details give the pointer's digest for large files; the file's own headers know
        // better.
        boolean large = file.name().endsWith(".safetensors");
        if (!large && file.gitSha1() != null && file.size() >= 0) {
            return small(file);
        }
        Optional<RemoteFile> headers = patience.persist(() -> headers(name, commit, file));
        if (headers.isPresent()) {
            return headers.get();
        }
        if (file.gitSha1() != null && file.size() >= 0) {
            return small(file);
        }
        throw new HubException("the hub " + settings.url() + " gives no size and digest of " + file.name() + " of "
                + name.id() + ", so that it could not be verified");
    }

    private static RemoteFile small(ListedFile file) {
        return new RemoteFile(file.name(), file.size(), new BlobDigest(BlobDigest.Kind.GIT_SHA1, file.gitSha1()));
    }

    private Optional<RemoteFile> headers(HubName name, String commit, ListedFile file) throws HubException {
        URI uri = content(name, commit, file.name());
        try (HubReply reply = http.head(uri)) {
            if (reply.status() != 405 && reply.status() != 501) {
                return headers(reply, name, commit, file);
            }
        }
        try (HubReply reply = http.headOfGet(uri)) {
            return headers(reply, name, commit, file);
        }
    }

    private Optional<RemoteFile> headers(HubReply reply, HubName name, String commit, ListedFile file)
            throws HubException {
        if (reply.status() == 429 || reply.status() >= 500 && reply.status() != 501) {
            throw answers.refusal(reply, name, "the headers of " + file.name());
        }
        if (reply.status() >= 400) {
            return Optional.empty();
        }
        String served = reply.header("X-Repo-Commit").orElse(commit);
        if (!served.equals(commit)) {
            throw new HubException(
                    "the hub gives " + file.name() + " of another commit than " + commit + " of " + name.id());
        }
        long linked = reply.length("X-Linked-Size");
        long size = linked >= 0 || Redirects.is(reply.status()) ? linked : reply.length("Content-Length");
        long known = size >= 0 ? size : file.size();
        return reply.header("X-Linked-Etag")
                .or(() -> reply.header("ETag"))
                .flatMap(BlobDigest::ofEtag)
                .filter(digest -> known >= 0)
                .map(digest -> new RemoteFile(file.name(), known, digest));
    }

    /** Where a file's bytes are. */
    URI content(HubName name, String commit, String file) {
        return URI.create(settings.url() + "/" + name.id() + "/resolve/" + commit + "/" + encode(file));
    }

    private URI api(HubName name, String rest) {
        return URI.create(settings.url() + "/api/models/" + name.id() + rest);
    }

    private Optional<JsonNode> json(URI uri, HubName name, String what) throws HubException {
        try (HubReply reply = http.get(uri, JSON)) {
            if (reply.status() == 404 && reply.header("X-Error-Code").isEmpty()) {
                return Optional.empty();
            }
            return Optional.of(json(reply, name, what));
        }
    }

    private JsonNode json(HubReply reply, HubName name, String what) throws HubException {
        if (reply.status() != 200) {
            throw answers.refusal(reply, name, what);
        }
        byte[] body;
        try {
            body = reply.bytes();
        } catch (IOException e) {
            throw HubHttp.trouble(reply.uri(), e);
        }
        try {
            return HubJson.parse(body, what);
        } catch (HubException e) {
            // An object that cannot be read was cut or changed on its way: a body need not say how long it is.
            throw body.length == 0 || body[0] == '{' ? new HubTroubleException(e.getMessage(), e) : e;
        }
    }

    /** One segment of a path: slashes too are encoded. */
    private static String encode(String segment) {
        return URLEncoder.encode(segment, StandardCharsets.UTF_8).replace("+", "%20");
    }
}
