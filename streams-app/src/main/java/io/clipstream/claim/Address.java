package io.clipstream.claim;

import java.net.URI;
import java.net.URISyntaxException;
import java.util.Locale;

/**
 * An address as a producer gave it, read strictly.
 *
 * @param uri absolute, without user info and fragment
 * @param scheme lower-case
 */
record Address(URI uri, String scheme) {
    private static final int LONGEST = 4096;

    /** @throws FetchException if it is none, or says more than where the image lies */
    static Address parse(String text) throws FetchException {
        if (text.length() > LONGEST) {
            throw malformed("field content.uri has " + text.length() + " characters, expected at most " + LONGEST);
        }
        try {
            return of(new URI(text));
        } catch (URISyntaxException e) {
            throw malformed("field content.uri is no URI: " + e.getReason() + " at character " + e.getIndex()
                    + "; expected for example https://host/path");
        }
    }

    /** The same for an address that is already parsed. */
    static Address of(URI uri) throws FetchException {
        if (uri.getScheme() == null || uri.isOpaque()) {
            throw malformed("field content.uri is no absolute URI, expected for example https://host/path");
        }
        if (uri.getRawUserInfo() != null
                || uri.getRawAuthority() != null && uri.getRawAuthority().contains("@")) {
            throw forbidden("field content.uri has user info, expected none: it would be sent to the store");
        }
        if (uri.getRawFragment() != null) {
            throw malformed("field content.uri has a fragment, expected none");
        }
        return new Address(uri, uri.getScheme().toLowerCase(Locale.ROOT));
    }

    /** The address for a person: without its query, which may be a signature. */
    String shown() {
        String path = uri.getRawPath() == null ? "" : uri.getRawPath();
        return scheme + "://" + (uri.getRawAuthority() == null ? "" : uri.getRawAuthority())
                + (path.length() > 300 ? path.substring(0, 300) + "..." : path)
                + (uri.getRawQuery() == null ? "" : "?...");
    }

    private static FetchException malformed(String message) {
        return FetchException.lasting(Fetched.Cause.MALFORMED, message);
    }

    private static FetchException forbidden(String message) {
        return FetchException.lasting(Fetched.Cause.FORBIDDEN, message);
    }
}
