package io.clipstream.clip.hub;

import java.net.URI;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Optional;

/**
 * Which hub is asked, as whom, and where its files are kept.
 *
 * @param url base address, without a slash at its end
 * @param token access token, sent to that address alone; a secret
 * @param cache folder in the layout of Hugging Face's own cache
 * @param offline whether the network is never touched
 * @param connectTimeout for one connection
 * @param readTimeout longest silence of a server that has something to send
 */
public record HubSettings(
        URI url, Optional<String> token, Path cache, boolean offline, Duration connectTimeout, Duration readTimeout) {
    /**
     * Takes slashes off the end of the address.
     *
     * @throws IllegalArgumentException if the token could not stand in a header; the message does not show it
     */
    public HubSettings {
        if (token.isPresent() && !token.get().matches("[\\x21-\\x7e]+")) {
            throw new IllegalArgumentException("hub.token has blanks or other characters that no token has");
        }
        url = URI.create(url.toString().replaceAll("/+$", ""));
    }

    /** Says where, and keeps the secret. */
    @Override
    public String toString() {
        return "hub " + url + (token.isPresent() ? " with a token" : "") + (offline ? ", offline" : "") + ", cache "
                + cache;
    }
}
