package io.clipstream.claim;

import java.net.URI;
import java.util.Locale;
import java.util.regex.Pattern;

/** Judges web addresses before anything is asked or connected; redirects are judged like first addresses. */
final class WebPolicy {
    private static final Pattern NUMBERS = Pattern.compile("(.*\\.)?(\\d+|0x[0-9a-f]*)");
    private static final String OCTET = "(25[0-5]|2[0-4]\\d|1\\d\\d|[1-9]?\\d)";
    private static final Pattern DOTTED_QUAD = Pattern.compile(OCTET + "(\\." + OCTET + "){3}");

    private final WebRules rules;

    WebPolicy(WebRules rules) {
        this.rules = rules;
    }

    void check(Address address) throws FetchException {
        URI uri = address.uri();
        if (address.scheme().equals("http") && !rules.plainHttp()) {
            throw forbidden("http is not allowed (claim.http.allowed), expected https");
        }
        if (uri.getHost() == null) {
            throw forbidden("its host cannot be read, expected a plain name, an internationalised one as xn--...");
        }
        String host = uri.getHost().toLowerCase(Locale.ROOT);
        if (host.endsWith(".")) {
            throw forbidden("its host ends with a dot, expected none");
        }
        if (NUMBERS.matcher(host).matches() && !DOTTED_QUAD.matcher(host).matches()) {
            throw forbidden("its host is an address in another form than a.b.c.d");
        }
        int port = port(address);
        if (rules.hosts().stream().noneMatch(rule -> rule.matches(host, port, schemePort(address)))) {
            throw forbidden("host " + host + (port == schemePort(address) ? "" : " with port " + port)
                    + " is not among the allowed ones (claim.https.hosts)");
        }
    }

    static int port(Address address) {
        return address.uri().getPort() < 0 ? schemePort(address) : address.uri().getPort();
    }

    private static int schemePort(Address address) {
        return address.scheme().equals("https") ? 443 : 80;
    }

    static FetchException forbidden(String why) {
        return FetchException.lasting(Fetched.Cause.FORBIDDEN, "the image's address is not allowed: " + why);
    }
}
