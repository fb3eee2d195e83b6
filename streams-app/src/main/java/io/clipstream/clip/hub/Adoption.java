package io.clipstream.clip.hub;

import com.fasterxml.jackson.core.JacksonException;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/** Takes over what another program, such as Python's huggingface_hub, has put into the cache, if it is whole and right. */
final class Adoption {
    private Adoption() {}

    /** The pin that a name gets from the cache alone; empty if its files are not all there and as their digests say. */
    static Optional<Pin> of(Cache cache, HubName name) throws IOException {
        Optional<String> commit = commit(cache, name.revision());
        if (commit.isEmpty()) {
            return Optional.empty();
        }
        List<RemoteFile> files = new ArrayList<>();
        for (String file : files(cache.snapshot(commit.get()), name)) {
            Optional<RemoteFile> verified = verify(cache.snapshot(commit.get()).resolve(file));
            if (verified.isEmpty()) {
                return Optional.empty();
            }
            files.add(verified.get());
        }
        return files.isEmpty() ? Optional.empty() : Optional.of(new Pin(name, name.revision(), commit.get(), files));
    }

    private static Optional<String> commit(Cache cache, String revision) throws IOException {
        Path reference = cache.reference(revision);
        String commit = Files.isRegularFile(reference)
                ? Files.readString(reference, StandardCharsets.ISO_8859_1).trim()
                : revision;
        return HubName.isCommit(commit) ? Optional.of(commit) : Optional.empty();
    }

    private static List<String> files(Path snapshot, HubName name) throws IOException {
        if (!Files.isDirectory(snapshot)) {
            return List.of();
        }
        try (Stream<Path> entries = Files.list(snapshot)) {
            List<String> there =
                    entries.map(path -> path.getFileName().toString()).toList();
            List<String> needed = new ArrayList<>(CheckpointFiles.plain(there, name.toString()));
            if (needed.contains(CheckpointFiles.INDEX)) {
                byte[] index = Files.readAllBytes(snapshot.resolve(CheckpointFiles.INDEX));
                needed.addAll(CheckpointFiles.shards(HubJson.MAPPER.readTree(index), name.toString()));
            }
            return needed;
        } catch (HubException | JacksonException e) {
            // The other program needed less of it than we do.
            return List.of();
        }
    }

    // A blob's name is its digest, unless a mirror names blobs otherwise, or the file system has no links: then the
    // file is taken as it is, for it came into its place as a whole, and is known by its own digest from now on.
    private static Optional<RemoteFile> verify(Path place) throws IOException {
        if (!Files.isRegularFile(place)) {
            return Optional.empty();
        }
        Optional<BlobDigest> named = Files.isSymbolicLink(place)
                ? BlobDigest.of(Files.readSymbolicLink(place).getFileName().toString())
                : Optional.empty();
        BlobDigest digest = named.isPresent() ? named.get() : sha256(place);
        return named.isEmpty() || matches(place, digest)
                ? Optional.of(new RemoteFile(place.getFileName().toString(), Files.size(place), digest))
                : Optional.empty();
    }

    private static BlobDigest sha256(Path file) throws IOException {
        return new BlobDigest(BlobDigest.Kind.SHA256, hash(file, BlobDigest.Kind.SHA256));
    }

    /** Whether a file's bytes hash to {@code digest}. */
    static boolean matches(Path file, BlobDigest digest) throws IOException {
        return hash(file, digest.kind()).equals(digest.hex());
    }

    private static String hash(Path file, BlobDigest.Kind kind) throws IOException {
        MessageDigest hash = kind.begin(Files.size(file));
        ByteBuffer buffer = ByteBuffer.allocate(1 << 16);
        try (FileChannel channel = FileChannel.open(file)) {
            while (channel.read(buffer) >= 0) {
                hash.update(buffer.flip());
                buffer.clear();
            }
        }
        return BlobDigest.finish(hash);
    }
}
