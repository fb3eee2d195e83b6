package io.clipstream.clip.hub;

import java.io.IOException;
import java.net.URI;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.security.MessageDigest;
import java.util.List;

/**
 * Brings one file's bytes into a part file, from where an earlier attempt stopped, hashing as they come; for one thread.
 *
 * <p>The part file is named by the digest, so what an earlier process left in it belongs to the same content; if it does
 * not after all, the digest at the end tells.
 */
final class Download implements AutoCloseable {
    private final HubHttp http;
    private final HubAnswers answers;
    private final Patience patience;
    private final FetchListener listener;
    private final HubName name;
    private final RemoteFile file;
    private final Path part;
    private final FileChannel channel;

    private MessageDigest hash;
    private long position;
    private long furthest;
    private String etag;
    private String got;

    Download(
            HubHttp http,
            HubAnswers answers,
            Patience patience,
            FetchListener listener,
            HubName name,
            RemoteFile file,
            Path part)
            throws IOException {
        this.http = http;
        this.answers = answers;
        this.patience = patience;
        this.listener = listener;
        this.name = name;
        this.file = file;
        this.part = part;
        this.channel =
                FileChannel.open(part, StandardOpenOption.CREATE, StandardOpenOption.READ, StandardOpenOption.WRITE);
        this.hash = file.digest().begin(file.size());
        takeUp();
    }

    private void takeUp() throws IOException {
        if (channel.size() > file.size()) {
            channel.truncate(0);
        }
        ByteBuffer buffer = ByteBuffer.allocate(1 << 16);
        while (channel.read(buffer) >= 0) {
            hash.update(buffer.flip());
            buffer.clear();
        }
        position = channel.position();
        furthest = position;
    }

    /** Bytes that are here. */
    long position() {
        return position;
    }

    /**
     * Receives the rest.
     *
     * @return whether the bytes are those that the hub promised; if not, the part file is empty again
     * @throws HubException if they cannot be had
     */
    boolean receive(URI uri) throws IOException {
        if (position < file.size()) {
            patience.persist(() -> attempt(uri));
        }
        got = position > file.size() ? "more than " + file.size() + " bytes" : BlobDigest.finish(hash);
        boolean right = got.equals(file.digest().hex());
        if (right) {
            channel.force(true);
        } else {
            listener.note(file.name() + ": expected " + file.digest() + ", got " + got);
            restart();
            furthest = 0;
        }
        return right;
    }

    /** What came instead of the right digest. */
    String mismatch() {
        return got;
    }

    private Void attempt(URI uri) throws HubException {
        try (HubReply reply = http.get(uri, Ranges.from(position, etag))) {
            Ranges.Answer range = Ranges.of(reply, position, file.size());
            if (range == Ranges.Answer.REFUSED) {
                throw answers.refusal(reply, name, "the file " + file.name() + " of " + name);
            }
            if (range == Ranges.Answer.UNUSABLE) {
                restart();
                throw new HubTroubleException(
                        Redirects.host(reply.uri()) + " answered " + reply.status() + " with a range or encoding of "
                                + file.name() + " that was not asked for",
                        null);
            }
            if (range == Ranges.Answer.WHOLE && position > 0) {
                restart();
            }
            etag = Ranges.strongEtag(reply);
            drain(reply);
        } catch (HubException e) {
            throw e;
        } catch (IOException e) {
            throw new HubException("cannot write " + part + ": " + e.getMessage(), e);
        }
        return null;
    }

    private void drain(HubReply reply) throws IOException {
        while (position <= file.size()) {
            List<ByteBuffer> piece = next(reply);
            if (piece == null) {
                break;
            }
            for (ByteBuffer buffer : piece) {
                position += buffer.remaining();
                hash.update(buffer.duplicate());
                while (buffer.hasRemaining()) {
                    channel.write(buffer);
                }
            }
            if (position > furthest) {
                furthest = position;
                patience.progressed();
            }
            listener.progress(Math.min(position, file.size()));
        }
        if (position < file.size()) {
            throw new HubTroubleException(
                    Redirects.host(reply.uri()) + " ended " + file.name() + " after " + position + " of " + file.size()
                            + " bytes",
                    null);
        }
    }

    private List<ByteBuffer> next(HubReply reply) throws HubException {
        try {
            return reply.body().next();
        } catch (IOException e) {
            throw HubHttp.trouble(reply.uri(), e);
        }
    }

    private void restart() throws IOException {
        channel.truncate(0);
        position = 0;
        etag = null;
        hash = file.digest().begin(file.size());
        listener.progress(0);
    }

    @Override
    public void close() throws IOException {
        channel.close();
        if (position == 0) {
            Files.deleteIfExists(part);
        }
    }
}
