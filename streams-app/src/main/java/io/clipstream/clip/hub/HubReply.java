package io.clipstream.clip.hub;

import java.io.ByteArrayOutputStream;
import java.io.Closeable;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpHeaders;
import java.nio.ByteBuffer;
import java.util.List;
import java.util.Optional;

/**
 * The answer at the end of all redirects.
 *
 * @param uri that answered
 * @param own whether that is the hub itself, not a host it sent us to
 */
record HubReply(URI uri, boolean own, int status, HttpHeaders headers, IdleBody body) implements Closeable {
    /** A listing of a million files would fit. */
    private static final int MOST_TEXT = 128 * 1024 * 1024;

    Optional<String> header(String name) {
        return headers.firstValue(name);
    }

    long length(String name) {
        return headers.firstValue(name)
                .filter(text -> text.matches("\\d{1,18}"))
                .map(Long::parseLong)
                .orElse(-1L);
    }

    /** The whole body, which is short. */
    byte[] bytes() throws IOException {
        ByteArrayOutputStream all = new ByteArrayOutputStream();
        for (List<ByteBuffer> piece = body.next(); piece != null; piece = body.next()) {
            for (ByteBuffer buffer : piece) {
                byte[] bytes = new byte[buffer.remaining()];
                buffer.get(bytes);
                all.write(bytes);
            }
            if (all.size() > MOST_TEXT) {
                throw new IOException("more than " + MOST_TEXT + " bytes came");
            }
        }
        return all.toByteArray();
    }

    @Override
    public void close() {
        body.close();
    }
}
