package io.clipstream.clip.hub;

import java.net.URI;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;

/** Where redirects may lead. */
final class Redirects {
    /** Most hops of one request. */
    static final int MOST = 10;

    private static final Set<Integer> STATUSES = Set.of(301, 302, 303, 307, 308);

    private final URI base;

    Redirects(URI base) {
        this.base = base;
    }

    static boolean is(int status) {
        return STATUSES.contains(status);
    }

    /**
     * The address that {@code location}, relative or absolute, means.
     *
     * @throws HubException if it is none, or would give up the encryption that the hub itself has
     */
    URI next(URI from, Optional<String> location) throws HubException {
        URI to;
        try {
            String text = location.orElse("").trim();
            // The JDK takes a query alone for one of the folder.
            to = from.resolve(URI.create(text.startsWith("?") ? from.getRawPath() + text : text));
        } catch (IllegalArgumentException e) {
            // Its message would show the address, signature and all.
            throw new HubException(host(from) + " redirects to an address that cannot be read");
        }
        String scheme = String.valueOf(to.getScheme()).toLowerCase(Locale.ROOT);
        if (location.orElse("").isBlank()
                || to.getHost() == null
                || !scheme.equals("http") && !scheme.equals("https")) {
            throw new HubException(host(from) + " redirects to no web address");
        }
        if (scheme.equals("http") && "https".equalsIgnoreCase(base.getScheme())) {
            throw new HubException(host(from) + " redirects from https to http at " + host(to)
                    + ", where anybody on the way could change the bytes; refused");
        }
        return to;
    }

    /** Whether {@code uri} is on the hub's own host, so that it may see the token. */
    boolean isOwn(URI uri) {
        return base.getScheme().equalsIgnoreCase(uri.getScheme())
                && base.getHost().equalsIgnoreCase(uri.getHost())
                && port(base) == port(uri);
    }

    private static int port(URI uri) {
        if (uri.getPort() >= 0) {
            return uri.getPort();
        }
        return "https".equalsIgnoreCase(uri.getScheme()) ? 443 : 80;
    }

    /** Host and port alone: the rest of a storage's address is a signature that opens the file. */
    static String host(URI uri) {
        return uri.getHost() + (uri.getPort() < 0 ? "" : ":" + uri.getPort());
    }
}
