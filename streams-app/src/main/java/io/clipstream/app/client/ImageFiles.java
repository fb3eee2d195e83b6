package io.clipstream.app.client;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.stream.Stream;

/** Finds image files and names them. */
public final class ImageFiles {
    private static final Set<String> EXTENSIONS = Set.of("jpg", "jpeg", "png", "gif", "bmp");

    private ImageFiles() {}

    /** The image files below {@code root}, sorted by path; {@code root} itself if it is a file, whatever its name. */
    public static List<Path> below(Path root) {
        if (!Files.exists(root)) {
            throw new RefusedException("there is no file or folder " + root);
        }
        if (Files.isRegularFile(root)) {
            return List.of(root);
        }
        try (Stream<Path> files = Files.walk(root)) {
            return files.filter(ImageFiles::isImage).sorted().toList();
        } catch (IOException e) {
            throw new RefusedException("cannot read the folder " + root + ": " + e.getMessage(), e);
        }
    }

    private static boolean isImage(Path file) {
        String name = file.getFileName().toString().toLowerCase(Locale.ROOT);
        return EXTENSIONS.contains(name.substring(name.lastIndexOf('.') + 1)) && Files.isRegularFile(file);
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
