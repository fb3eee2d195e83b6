package io.clipstream.clip.hub;

import java.io.IOException;
import java.net.ConnectException;
import java.net.ProtocolException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.security.GeneralSecurityException;
import java.util.Map;
import javax.net.ssl.SSLPeerUnverifiedException;

/** Sends one request and follows its redirects; the token goes to the hub's own host alone. */
final class HubHttp {
    private final HubSettings settings;
    private final Redirects redirects;
    private final HttpClient client;

    HubHttp(HubSettings settings) {
        this.settings = settings;
        this.redirects = new Redirects(settings.url());
        this.client = HttpClient.newBuilder()
                .version(HttpClient.Version.HTTP_1_1)
                .followRedirects(HttpClient.Redirect.NEVER)
                .connectTimeout(settings.connectTimeout())
                .build();
    }

    /**
     * Asks for {@code uri}; the caller closes the answer, whatever its status.
     *
     * @throws HubTroubleException if no answer comes
     */
    HubReply get(URI uri, Map<String, String> headers) throws HubException {
        return follow("GET", uri, headers, true);
    }

    /** Asks for the headers of {@code uri} as far as the hub's own host gives them: there they have the digests. */
    HubReply head(URI uri) throws HubException {
        return follow("HEAD", uri, Map.of(), false);
    }

    /** As {@link #head}, for hubs that know no HEAD; the body is not read. */
    HubReply headOfGet(URI uri) throws HubException {
        return follow("GET", uri, Map.of(), false);
    }

    private HubReply follow(String method, URI uri, Map<String, String> headers, boolean abroad) throws HubException {
        URI at = uri;
        for (int hops = 0; hops <= Redirects.MOST; hops++) {
            HttpResponse<IdleBody> response = send(method, at, headers);
            HubReply reply =
                    new HubReply(at, redirects.isOwn(at), response.statusCode(), response.headers(), response.body());
            if (!Redirects.is(reply.status())) {
                return reply;
            }
            URI next;
            try {
                next = redirects.next(at, reply.header("Location"));
            } finally {
                reply.close();
            }
            // What is said of the linked file is said before the last hop, which may stay on the hub's host.
            if (!abroad
                    && (!redirects.isOwn(next) || reply.header("X-Linked-Etag").isPresent())) {
                return reply;
            }
            at = next;
        }
        throw new HubException(Redirects.host(uri) + " redirects in a circle, or more than " + Redirects.MOST
                + " times: " + uri.getPath());
    }

    private HttpRequest request(String method, URI uri, Map<String, String> headers) {
        HttpRequest.Builder request = HttpRequest.newBuilder(uri)
                .timeout(settings.readTimeout())
                .header("User-Agent", "clipstream")
                .header("Accept-Encoding", "identity")
                .method(method, BodyPublishers.noBody());
        headers.forEach(request::header);
        if (redirects.isOwn(uri)) {
            settings.token().ifPresent(token -> request.header("Authorization", "Bearer " + token));
        }
        return request.build();
    }

    private HttpResponse<IdleBody> send(String method, URI uri, Map<String, String> headers) throws HubException {
        try {
            return client.send(request(method, uri, headers), info -> new IdleBody(settings.readTimeout()));
        } catch (IOException e) {
            if (isDistrust(e)) {
                throw new HubException(
                        Redirects.host(uri) + " cannot be trusted: " + e.getMessage()
                                + "; behind a proxy that opens TLS, give Java its certificate"
                                + " (javax.net.ssl.trustStore)",
                        e);
            }
            throw trouble(uri, e);
        } catch (IllegalArgumentException e) {
            // The JDK's client reports a length that is no number so, and a port that is none.
            throw trouble(uri, new ProtocolException(e.getMessage()));
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new HubException("interrupted while asking " + Redirects.host(uri), e);
        }
    }

    // A connection that breaks during the handshake is an SSLException, too, and may go better next time.
    private static boolean isDistrust(IOException e) {
        for (Throwable cause = e; cause != null; cause = cause.getCause()) {
            if (cause instanceof GeneralSecurityException || cause instanceof SSLPeerUnverifiedException) {
                return true;
            }
        }
        return false;
    }

    /** What a break of the connection to {@code uri} means. */
    static HubTroubleException trouble(URI uri, IOException e) {
        // The JDK's ConnectException has no message of its own.
        String plain =
                e instanceof ConnectException ? "no connection" : e.getClass().getSimpleName();
        String reason = e.getMessage() == null ? plain : e.getMessage();
        return new HubTroubleException(Redirects.host(uri) + ": " + reason, e);
    }
}
