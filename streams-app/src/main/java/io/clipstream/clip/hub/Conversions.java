package io.clipstream.clip.hub;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** Finds the safetensors conversion that the hub's own service has made of a model that has none in its main revision. */
final class Conversions {
    /** The hub's conversion service; anybody else may propose other weights under the same title. */
    private static final String AUTHOR = "SFconvertbot";

    private static final String TITLE = "Adding `safetensors` variant of this model";
    private static final int MOST_PAGES = 20;
    private static final int MOST_TRIED = 10;

    private final HubApi api;
    private final FetchListener listener;
    private final Patience patience;

    Conversions(HubApi api, FetchListener listener, Patience patience) {
        this.api = api;
        this.listener = listener;
        this.patience = patience;
    }

    /** The newest conversion of {@code main}; empty where there is none of these very weights. */
    Optional<Revision> find(HubName name, Revision main) throws HubException {
        List<String> references = listed(name);
        for (String reference : references.subList(0, Math.min(MOST_TRIED, references.size()))) {
            Optional<Revision> tried = attempt(name.at(reference), main);
            if (tried.isPresent()) {
                listener.note(name + " has no safetensors; using the hub's conversion " + reference + ", commit "
                        + tried.get().commit());
                return tried;
            }
        }
        return Optional.empty();
    }

    private Optional<Revision> attempt(HubName candidate, Revision main) throws HubException {
        Revision revision;
        try {
            revision = api.revision(candidate, patience);
        } catch (HubTroubleException e) {
            throw e;
        } catch (HubException e) {
            listener.note(candidate + " passed over: " + e.getMessage());
            return Optional.empty();
        }
        if (!CheckpointFiles.hasWeights(revision.files().keySet())) {
            return Optional.empty();
        }
        Optional<String> changed = main.files().values().stream()
                .filter(file -> isSource(file.name()))
                .filter(file ->
                        file.identity() != null && differs(revision.files().get(file.name()), file))
                .map(ListedFile::name)
                .findFirst();
        changed.ifPresent(file ->
                listener.note(candidate + " passed over: made of another " + file + " than " + main.name() + "'s"));
        return changed.isPresent() ? Optional.empty() : Optional.of(revision);
    }

    // A conversion holds the whole tree that it was made of, the pickle included.
    private static boolean isSource(String file) {
        return file.startsWith("pytorch_model") || file.equals("config.json");
    }

    private static boolean differs(ListedFile there, ListedFile here) {
        return there != null && there.identity() != null && !there.identity().equals(here.identity());
    }

    private List<String> listed(HubName name) throws HubException {
        try {
            return references(name);
        } catch (HubTroubleException e) {
            throw e;
        } catch (HubException e) {
            // Discussions can be switched off or hidden; the model itself is there.
            listener.note("conversions of " + name.id() + " cannot be looked for: " + e.getMessage());
            return List.of();
        }
    }

    private List<String> references(HubName name) throws HubException {
        List<String> open = new ArrayList<>();
        for (int page = 0; page < MOST_PAGES; page++) {
            Optional<JsonNode> answer = api.pullRequests(name, page, patience);
            if (answer.isEmpty()) {
                return page == 0 ? withoutDiscussions(name) : open;
            }
            JsonNode list = answer.get().path("discussions");
            for (JsonNode request : list) {
                if (isConversion(request)) {
                    open.add("refs/pr/" + request.path("num").asInt());
                }
            }
            int seen = answer.get().path("start").asInt() + list.size();
            if (list.isEmpty() || seen >= answer.get().path("count").asInt()) {
                break;
            }
        }
        return open;
    }

    private static boolean isConversion(JsonNode request) {
        return request.path("isPullRequest").asBoolean()
                && request.path("num").asInt() > 0
                && !request.path("status").asText().equals("closed")
                && request.path("title").asText().equals(TITLE)
                && request.path("author").path("name").asText().equalsIgnoreCase(AUTHOR);
    }

    // On a hub without discussions strangers cannot propose anything: its references are its keeper's own.
    private List<String> withoutDiscussions(HubName name) throws HubException {
        List<String> found = new ArrayList<>();
        for (JsonNode reference : api.references(name, patience)
                .map(json -> json.path("pullRequests"))
                .orElseGet(HubJson.MAPPER::createArrayNode)) {
            if (reference.path("ref").asText().matches("refs/pr/\\d{1,9}")) {
                found.add(reference.path("ref").asText());
            }
        }
        return found;
    }
}
