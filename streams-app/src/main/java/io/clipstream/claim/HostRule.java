package io.clipstream.claim;

import java.util.Locale;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * A host that images may be fetched from: {@code images.example.com}, {@code *.example.com} (every name below it),
 * {@code *} (every host), each with a port of its own if it is not the scheme's.
 *
 * @param name lower-case; without {@code *.}; empty for every host
 * @param below whether names below {@code name} are meant instead of itself
 * @param port -1 for the scheme's own
 */
public record HostRule(String name, boolean below, int port) {
    private static final Pattern FORM =
            Pattern.compile("(\\*\\.)?(\\*|\\[[0-9a-f:.]+]|[a-z0-9_]([a-z0-9._-]*[a-z0-9])?)(:(\\d{1,5}))?");

    /**
     * Reads a rule.
     *
     * @throws IllegalArgumentException if it is none
     */
    public static HostRule parse(String text) {
        Matcher form = FORM.matcher(text.toLowerCase(Locale.ROOT));
        boolean whole = form.matches();
        int port = whole && form.group(5) != null ? Integer.parseInt(form.group(5)) : -1;
        if (!whole
                || port == 0
                || port > 65_535
                || form.group(1) != null && form.group(2).startsWith("*")) {
            throw new IllegalArgumentException(
                    "'" + text + "' is no host such as images.example.com, *.example.com or images.example.com:8443");
        }
        return new HostRule(form.group(2).equals("*") ? "" : form.group(2), form.group(1) != null, port);
    }

    /** @param host lower-case, an IPv6 address in brackets */
    boolean matches(String host, int asked, int schemePort) {
        return (port < 0 ? schemePort : port) == asked
                && (name.isEmpty() || (below ? host.endsWith("." + name) : host.equals(name)));
    }
}
