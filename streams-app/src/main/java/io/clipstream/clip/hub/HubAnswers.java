package io.clipstream.clip.hub;

import java.time.Clock;
import java.time.Duration;

/** Turns the hub's refusals into what they mean for the person who asked. */
final class HubAnswers {
    private final HubSettings settings;
    private final Clock clock;

    HubAnswers(HubSettings settings, Clock clock) {
        this.settings = settings;
        this.clock = clock;
    }

    /**
     * What a status that is no success means.
     *
     * @param what was asked for, for example {@code the file config.json of acme/clip@main}
     */
    HubException refusal(HubReply reply, HubName name, String what) {
        int status = reply.status();
        String server = Redirects.host(reply.uri());
        boolean passing = status == 429 || status == 408 || status >= 500;
        // A storage's address is signed for minutes only; the next try asks the hub for a new one.
        if (passing || !reply.own() && (status == 401 || status == 403)) {
            Duration wait = reply.header("Retry-After")
                    .map(value -> RetryAfter.parse(value, clock))
                    .orElse(null);
            String asks = wait != null && wait.compareTo(Patience.LONGEST_PAUSE) > 0
                    ? ", and asks to wait " + wait.toSeconds() + " s: try again then"
                    : "";
            return new HubTroubleException(
                    server + " answered " + status + meaning(status) + " for " + what + asks, wait, null);
        }
        String code = reply.header("X-Error-Code").orElse("");
        if (code.equals("GatedRepo")) {
            return gated(name);
        }
        if (code.equals("RepoNotFound") && (status == 404 || settings.token().isPresent())) {
            return noModel(name);
        }
        if (status == 401 || status == 403) {
            return access(name, status);
        }
        if (code.equals("RevisionNotFound")) {
            return noRevision(name);
        }
        if (status == 404) {
            return new HubException("the hub " + settings.url() + " has not " + what);
        }
        return new HubException(server + " answered " + status + " for " + what
                + reply.header("X-Error-Message").map(this::plain).orElse(""));
    }

    HubException noModel(HubName name) {
        return new HubException("the hub " + settings.url() + " has no model '" + name.id() + "'"
                + (settings.token().isPresent() ? ", or the token may not see it" : ""));
    }

    HubException noRevision(HubName name) {
        return new HubException("the hub " + settings.url() + " has the model '" + name.id() + "', but no revision '"
                + name.revision() + "' (a branch, tag, commit, or refs/pr/N)");
    }

    private HubException gated(HubName name) {
        return new HubException("the model '" + name.id() + "' is gated: accept its terms at " + settings.url() + "/"
                + name.id() + ", then " + howToGiveToken(settings.token().isPresent()));
    }

    private HubException access(HubName name, int status) {
        if (settings.token().isPresent()) {
            return new HubException(
                    status == 401
                            ? "the hub " + settings.url() + " does not accept the token (401 for '" + name.id() + "'); "
                                    + howToGiveToken(true)
                            : "the token may not read '" + name.id() + "' (403): ask for access at " + settings.url()
                                    + "/" + name.id() + ", or " + howToGiveToken(true));
        }
        // Without a token the hub says the same of what is missing and of what is hidden.
        return new HubException("the hub " + settings.url() + " answered " + status + " for '" + name.id()
                + "': there is no such model, or it is private or gated; check the name, and for a private or gated model "
                + howToGiveToken(false));
    }

    private String howToGiveToken(boolean another) {
        return "give " + (another ? "a token that may read it" : "a token") + " from " + settings.url()
                + "/settings/tokens in the configuration key hub.token or the environment variable HF_TOKEN";
    }

    private static String meaning(int status) {
        return switch (status) {
            case 429 -> " (too many requests)";
            case 503 -> " (not available)";
            default -> "";
        };
    }

    private String plain(String message) {
        // A server that complains of a token may repeat it.
        String harmless =
                settings.token().map(token -> message.replace(token, "***")).orElse(message);
        String printable = harmless.replaceAll("\\p{Cntrl}", " ");
        return ": " + (printable.length() > 200 ? printable.substring(0, 200) + "..." : printable);
    }
}
