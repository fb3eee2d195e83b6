package io.clipstream.app.client;

import java.io.IOException;
import java.nio.file.FileSystemLoopException;
import java.nio.file.FileVisitOption;
import java.nio.file.FileVisitResult;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.SimpleFileVisitor;
import java.nio.file.attribute.BasicFileAttributes;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HexFormat;
import java.util.List;
import java.util.Locale;
import java.util.Set;

/** Finds image files and names them. */
public final class ImageFiles {
    private static final Set<String> EXTENSIONS = Set.of("jpg", "jpeg", "png", "webp", "gif", "bmp");

    private ImageFiles() {}

    /**
     * The image files below {@code root}, sorted by path; {@code root} itself if it is a file, whatever its name.
     *
     * @throws RefusedException if there is no such file or folder, or a folder below it cannot be read
     */
    public static List<Path> below(Path root) {
        if (!Files.exists(root)) {
            throw new RefusedException("there is no file or folder " + root);
        }
        if (Files.isRegularFile(root)) {
            return List.of(root);
        }
        List<Path> images = new ArrayList<>();
        try {
            Files.walkFileTree(root, Set.of(FileVisitOption.FOLLOW_LINKS), Integer.MAX_VALUE, new Finder(root, images));
        } catch (IOException e) {
            throw new RefusedException("cannot read the folder " + root + ": " + e, e);
        }
        Collections.sort(images);
        return images;
    }

    /** Follows links, each folder once, and leaves out what is hidden, as file managers do. */
    private static final class Finder extends SimpleFileVisitor<Path> {
        private final Path root;
        private final List<Path> images;

        Finder(Path root, List<Path> images) {
            this.root = root;
            this.images = images;
        }

        @Override
        public FileVisitResult preVisitDirectory(Path folder, BasicFileAttributes attributes) {
            return !folder.equals(root) && isHidden(folder) ? FileVisitResult.SKIP_SUBTREE : FileVisitResult.CONTINUE;
        }

        @Override
        public FileVisitResult visitFile(Path file, BasicFileAttributes attributes) {
            // A link to nowhere is no regular file.
            if (attributes.isRegularFile() && !isHidden(file) && isImage(file)) {
                images.add(file);
            }
            return FileVisitResult.CONTINUE;
        }

        @Override
        public FileVisitResult visitFileFailed(Path file, IOException problem) throws IOException {
            if (problem instanceof FileSystemLoopException) {
                return FileVisitResult.CONTINUE;
            }
            throw problem;
        }
    }

    private static boolean isHidden(Path path) {
        return path.getFileName().toString().startsWith(".");
    }

    private static boolean isImage(Path file) {
        String name = file.getFileName().toString().toLowerCase(Locale.ROOT);
        return EXTENSIONS.contains(name.substring(name.lastIndexOf('.') + 1));
    }

    /**
     * The id of an image: its path within {@code root} and the beginning of its SHA-256, so that the same file has the
     * same id and another content another.
     */
    public static String id(Path root, Path file, byte[] encoded) {
        Path within = root.equals(file) ? file.getFileName() : root.relativize(file);
        return within.toString().replace('\\', '/') + "#" + digest(encoded).substring(0, 12);
    }

    private static String digest(byte[] encoded) {
        try {
            return HexFormat.of().formatHex(MessageDigest.getInstance("SHA-256").digest(encoded));
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every Java has SHA-256", e);
        }
    }
}
