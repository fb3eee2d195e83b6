package io.clipstream.claim;

import java.io.IOException;
import java.net.URI;
import java.net.URISyntaxException;
import java.security.GeneralSecurityException;
import java.time.Clock;
import java.util.Set;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLPeerUnverifiedException;
import org.apache.hc.client5.http.DnsResolver;
import org.apache.hc.client5.http.classic.methods.HttpGet;
import org.apache.hc.client5.http.impl.classic.CloseableHttpClient;
import org.apache.hc.core5.http.ClassicHttpResponse;
import org.apache.hc.core5.http.Header;
import org.apache.hc.core5.http.HttpEntity;
import org.apache.hc.core5.http.HttpHost;
import org.apache.hc.core5.io.CloseMode;

/** Reads images over https, and http where that is allowed; every hop of a redirect is judged anew. */
final class WebSource implements Source {
    private static final int MOST_HOPS = 5;
    private static final Set<Integer> REDIRECTS = Set.of(301, 302, 303, 307, 308);
    private static final Set<Integer> GONE = Set.of(404, 410);
    private static final Set<Integer> PASSING = Set.of(408, 425, 429, 500, 502, 503, 504);

    private final WebPolicy policy;
    private final CloseableHttpClient client;

    /**
     * A source.
     *
     * @param names resolves host names; what it says is judged
     * @param tls whom to trust
     */
    WebSource(WebRules rules, ClaimLimits limits, DnsResolver names, SSLContext tls) {
        this.policy = new WebPolicy(rules);
        this.client = WebClients.of(limits, new CheckedDns(names, new AddressRules(rules.privateNetworks())), tls);
    }

    @Override
    public void check(Address address) throws FetchException {
        policy.check(address);
    }

    @Override
    public Body read(Address address, Reading reading) throws FetchException {
        Address at = address;
        for (int hop = 0; hop <= MOST_HOPS; hop++) {
            policy.check(at);
            HttpGet request = new HttpGet(at.uri());
            request.setHeader("Accept", "*/*");
            request.setHeader("Accept-Encoding", "identity");
            // Also where a connection is only about to be made.
            reading.closes(request::cancel);
            try (ClassicHttpResponse response = client.executeOpen(host(at), request, null)) {
                int status = response.getCode();
                if (!REDIRECTS.contains(status)) {
                    return body(at, response, reading, request);
                }
                String location = header(response, "Location");
                // Its body is of no interest, and may be endless.
                request.cancel();
                at = next(at, location);
            } catch (IOException e) {
                throw trouble(at, e);
            }
        }
        throw FetchException.lasting(
                Fetched.Cause.UNAVAILABLE, address.shown() + " redirects more than " + MOST_HOPS + " times");
    }

    private static Body body(Address at, ClassicHttpResponse response, Reading reading, HttpGet request)
            throws FetchException, IOException {
        HttpEntity entity = response.getEntity();
        if (response.getCode() == 200 && entity != null) {
            try {
                return Body.read(entity.getContent(), entity.getContentLength(), reading, at.shown());
            } catch (FetchException e) {
                request.cancel();
                throw e;
            }
        }
        request.cancel();
        throw refusal(at, response);
    }

    private static FetchException refusal(Address at, ClassicHttpResponse response) {
        int status = response.getCode();
        String message = at.shown() + " answers with status " + status + ", expected 200";
        if (PASSING.contains(status)) {
            return FetchException.busy(message, RetryAfter.parse(header(response, "Retry-After"), Clock.systemUTC()));
        }
        return FetchException.lasting(
                GONE.contains(status) ? Fetched.Cause.NOT_FOUND : Fetched.Cause.UNAVAILABLE, message);
    }

    private static String header(ClassicHttpResponse response, String name) {
        Header header = response.getFirstHeader(name);
        return header == null ? null : header.getValue();
    }

    /** Where a redirect leads, not yet judged. */
    private static Address next(Address from, String location) throws FetchException {
        Address next = target(from, location);
        if (!Set.of("http", "https").contains(next.scheme())) {
            throw WebPolicy.forbidden(from.shown() + " redirects to " + next.shown() + ", which is not on the web");
        }
        if (from.scheme().equals("https") && next.scheme().equals("http")) {
            throw WebPolicy.forbidden(from.shown() + " redirects from https to http at " + next.shown());
        }
        return next;
    }

    private static Address target(Address from, String location) throws FetchException {
        String text = location == null ? "" : location.trim().replaceFirst("#.*", "");
        try {
            // The JDK takes a query alone for one of the folder.
            URI to =
                    from.uri().resolve(new URI(text.startsWith("?") ? from.uri().getRawPath() + text : text));
            if (!text.isEmpty() && !to.isOpaque()) {
                return Address.of(to);
            }
        } catch (URISyntaxException e) {
            // Said below.
        }
        throw FetchException.lasting(
                Fetched.Cause.UNAVAILABLE, from.shown() + " redirects to what is no address on the web");
    }

    private static HttpHost host(Address at) {
        // An IPv6 address stands in brackets in an address, and without them in a host.
        String host = at.uri().getHost().replaceAll("[\\[\\]]", "");
        return new HttpHost(at.scheme(), host, WebPolicy.port(at));
    }

    private static FetchException trouble(Address at, IOException e) {
        for (Throwable cause = e; cause != null; cause = cause.getCause()) {
            if (cause instanceof CheckedDns.ForbiddenAddressException) {
                return WebPolicy.forbidden(cause.getMessage());
            }
            if (cause instanceof GeneralSecurityException || cause instanceof SSLPeerUnverifiedException) {
                return FetchException.lasting(
                        Fetched.Cause.UNAVAILABLE,
                        at.uri().getHost() + " cannot be trusted: " + cause.getMessage()
                                + "; a private authority's certificate belongs into javax.net.ssl.trustStore");
            }
        }
        return FetchException.passing(
                at.shown() + ": " + e.getClass().getSimpleName()
                        + (e.getMessage() == null ? "" : " (" + e.getMessage() + ")"),
                e);
    }

    @Override
    public void close() {
        client.close(CloseMode.IMMEDIATE);
    }
}
