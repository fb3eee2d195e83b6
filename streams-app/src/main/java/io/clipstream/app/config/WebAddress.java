package io.clipstream.app.config;

import java.net.URI;
import java.net.URISyntaxException;
import java.util.Locale;
import java.util.Set;
import org.apache.kafka.common.config.ConfigDef;
import org.apache.kafka.common.config.ConfigException;

/** Accepts an http or https address without user info, query and fragment. */
final class WebAddress implements ConfigDef.Validator {
    private static final Set<String> SCHEMES = Set.of("http", "https");

    @Override
    public void ensureValid(String name, Object value) {
        try {
            URI uri = new URI((String) value);
            if (uri.getHost() != null
                    && SCHEMES.contains(String.valueOf(uri.getScheme()).toLowerCase(Locale.ROOT))
                    && uri.getRawUserInfo() == null
                    && uri.getRawQuery() == null
                    && uri.getRawFragment() == null) {
                return;
            }
        } catch (URISyntaxException e) {
            // The error below says it all.
        }
        throw new ConfigException(name, "***", "allowed: " + this);
    }

    @Override
    public String toString() {
        return "http://host[:port][/path] or https://..., without user and password";
    }
}
