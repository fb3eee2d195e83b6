package io.clipstream.claim;

import java.io.IOException;
import java.io.InputStream;
import java.nio.channels.Channels;
import java.nio.channels.SeekableByteChannel;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.NoSuchFileException;
import java.nio.file.OpenOption;
import java.nio.file.Path;
import java.nio.file.SecureDirectoryStream;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.BasicFileAttributeView;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/** Reads images from files below the roots that the operator named; links that lead out of them are not followed. */
final class FileSource implements Source {
    private static final Set<OpenOption> READ = Set.of(StandardOpenOption.READ, LinkOption.NOFOLLOW_LINKS);

    private final List<Path> roots;

    FileSource(List<Path> roots) {
        this.roots =
                roots.stream().map(root -> root.toAbsolutePath().normalize()).toList();
    }

    @Override
    public void check(Address address) throws FetchException {
        path(address);
    }

    /** The path that the address names, below a root as it is written. */
    private Path path(Address address) throws FetchException {
        if (address.uri().getRawAuthority() != null || address.uri().getRawQuery() != null) {
            throw FetchException.lasting(
                    Fetched.Cause.MALFORMED, "field content.uri names a host or a query, expected file:///path");
        }
        try {
            Path path = Path.of(address.uri());
            // What lies outside must not even be asked for: the answer would say whether it is there.
            if (path.normalize().equals(path) && below(roots, path).isPresent()) {
                return path;
            }
        } catch (IllegalArgumentException e) {
            // InvalidPathException among them: no path at all is not below a root either.
        }
        throw forbidden(address);
    }

    private static Optional<Path> below(List<Path> roots, Path path) {
        return roots.stream()
                .filter(root -> path.startsWith(root) && !path.equals(root))
                .findFirst();
    }

    private static FetchException forbidden(Address address) {
        return FetchException.lasting(
                Fetched.Cause.FORBIDDEN,
                "the image's address is not allowed: " + address.shown()
                        + " is not below one of the allowed folders (claim.file.roots)");
    }

    @Override
    public Body read(Address address, Reading reading) throws FetchException {
        try {
            Path real = path(address).toRealPath();
            List<Path> realRoots = realRoots();
            Path root = below(realRoots, real).orElseThrow(() -> forbidden(address));
            try (SeekableByteChannel file = open(root, root.relativize(real), address)) {
                reading.closes(file);
                return Body.read(input(file), file.size(), reading, address.shown());
            }
        } catch (NoSuchFileException e) {
            throw FetchException.lasting(Fetched.Cause.NOT_FOUND, "there is no file " + address.shown());
        } catch (IOException e) {
            throw FetchException.passing(
                    "cannot read " + address.shown() + ": " + e.getClass().getSimpleName(), e);
        }
    }

    private static InputStream input(SeekableByteChannel file) {
        return Channels.newInputStream(file);
    }

    private List<Path> realRoots() throws IOException {
        List<Path> real = new ArrayList<>();
        for (Path root : roots) {
            if (Files.isDirectory(root)) {
                real.add(root.toRealPath());
            }
        }
        return real;
    }

    /** Walks down from the root's own handle, so that nobody can put a link into the way after the check. */
    private static SeekableByteChannel open(Path root, Path within, Address address)
            throws IOException, FetchException {
        try (DirectoryStream<Path> stream = Files.newDirectoryStream(root)) {
            if (stream instanceof SecureDirectoryStream<Path> folder) {
                return open(folder, within, address);
            }
        }
        // Such file systems (Windows) have no handles of folders.
        requireFile(
                Files.readAttributes(root.resolve(within), BasicFileAttributes.class, LinkOption.NOFOLLOW_LINKS),
                address);
        return Files.newByteChannel(root.resolve(within), READ);
    }

    private static SeekableByteChannel open(SecureDirectoryStream<Path> folder, Path within, Address address)
            throws IOException, FetchException {
        if (within.getNameCount() > 1) {
            try (SecureDirectoryStream<Path> next =
                    folder.newDirectoryStream(within.getName(0), LinkOption.NOFOLLOW_LINKS)) {
                return open(next, within.subpath(1, within.getNameCount()), address);
            }
        }
        requireFile(
                folder.getFileAttributeView(within, BasicFileAttributeView.class, LinkOption.NOFOLLOW_LINKS)
                        .readAttributes(),
                address);
        return folder.newByteChannel(within, READ);
    }

    private static void requireFile(BasicFileAttributes attributes, Address address) throws FetchException {
        if (!attributes.isRegularFile()) {
            throw FetchException.lasting(Fetched.Cause.FORBIDDEN, address.shown() + " is no regular file");
        }
    }

    @Override
    public void close() {
        // Nothing is kept open.
    }
}
