package io.clipstream.adapter;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/**
 * SHA-256 digests of what a fit depends on, in lower-case hex.
 *
 * <p>Layout of the digested bytes: a string is its length in UTF-8 bytes (int) and those bytes; a list is its size (int)
 * and its elements; a float is its bits (int, NaNs made one); ints and longs are big-endian. Each digest begins with a
 * string that says what it is of, given with each method, so that digests of different things never meet.
 */
public final class Digests {
    private final MessageDigest digest;

    private Digests(String kind) {
        this.digest = sha256();
        string(kind);
    }

    /** SHA-256 of bytes, 32 bytes. */
    public static byte[] sha256(byte[] bytes) {
        return sha256().digest(bytes);
    }

    /** SHA-256 of bytes, 64 hex digits. */
    public static String sha256Hex(byte[] bytes) {
        return HexFormat.of().formatHex(sha256(bytes));
    }

    /**
     * Of the shots, whatever the order in which they came: {@code clipstream/support-set/1}, then a list by id of id, label
     * (int), feature (list of floats). Where a shot has a weight other than 1 or a source it is {@code
     * clipstream/support-set/2}, with the weight (float) and the source (list of none or one) after each feature.
     */
    public static String supportSet(SupportSet support) {
        boolean plain = support.shots().stream().allMatch(shot -> shot.weight() == 1 && shot.source() == null);
        Digests digests = new Digests(plain ? "clipstream/support-set/1" : "clipstream/support-set/2");
        digests.integer(support.size());
        for (Shot shot : support.shots()) {
            digests.string(shot.id());
            digests.integer(shot.label());
            digests.floats(shot.feature());
            if (!plain) {
                digests.integer(Float.floatToIntBits(shot.weight()));
                digests.strings(shot.source() == null ? List.of() : List.of(shot.source()));
            }
        }
        return digests.hex();
    }

    /** Of an unlabelled sample: {@code clipstream/sample/1}, then the list of id and feature (list of floats). */
    static String sample(List<UnlabelledSample.Row> rows) {
        Digests digests = new Digests("clipstream/sample/1");
        digests.integer(rows.size());
        for (UnlabelledSample.Row row : rows) {
            digests.string(row.id());
            digests.floats(row.feature());
        }
        return digests.hex();
    }

    /**
     * The revision of a class list whose classes have names alone: {@code clipstream/class-list/1}, then the list of
     * classes, each its label and the list of its names, then the list of templates. The order of classes matters, since
     * adapters name classes by row.
     *
     * @param names the names of each class, as many lists as labels
     */
    public static String classList(List<String> labels, List<List<String>> names, List<String> templates) {
        return classList(
                labels, names, labels.stream().map(label -> List.<String>of()).toList(), templates);
    }

    /**
     * The revision of a class list: as {@link #classList(List, List, List)} where no class has whole texts, so that older
     * revisions stay; else {@code clipstream/class-list/2}, with the list of its whole texts after a class's names.
     *
     * @param names the names of each class, as many lists as labels
     * @param texts the whole texts of each class, as many lists as labels
     */
    public static String classList(
            List<String> labels, List<List<String>> names, List<List<String>> texts, List<String> templates) {
        if (labels.size() != names.size() || labels.size() != texts.size()) {
            throw new IllegalArgumentException(
                    labels.size() + " labels, but names for " + names.size() + " and texts for " + texts.size());
        }
        boolean plain = texts.stream().allMatch(List::isEmpty);
        Digests digests = new Digests(plain ? "clipstream/class-list/1" : "clipstream/class-list/2");
        digests.integer(labels.size());
        for (int c = 0; c < labels.size(); c++) {
            digests.string(labels.get(c));
            digests.strings(names.get(c));
            if (!plain) {
                digests.strings(texts.get(c));
            }
        }
        digests.strings(templates);
        return digests.hex();
    }

    /**
     * Of a class head: {@code clipstream/class-head/1}, then the list of labels, revision, modelId, the logit scale
     * (float), and the text weights row by row (list of floats).
     */
    public static String classHead(ClassHead head) {
        Digests digests = new Digests("clipstream/class-head/1");
        digests.strings(head.labels());
        digests.string(head.revision());
        digests.string(head.modelId());
        digests.integer(Float.floatToIntBits(head.logitScale()));
        digests.floats(head.text().values());
        return digests.hex();
    }

    /**
     * Of a method and its options, in any order: {@code clipstream/options/1}, then the method's name and the list by key of
     * keys and values.
     */
    public static String options(String method, Map<String, String> options) {
        Digests digests = new Digests("clipstream/options/1");
        digests.string(method);
        digests.integer(options.size());
        new TreeMap<>(options).forEach((key, value) -> {
            digests.string(key);
            digests.string(value);
        });
        return digests.hex();
    }

    /**
     * Of all that a fit depends on: {@code clipstream/training-input/1}, then the digests (strings) of head, support set and
     * options, and the seed (long). Where there is an unlabelled sample it is {@code clipstream/training-input/2}, with the
     * sample's digest (string) before the seed.
     */
    public static String trainingInput(String method, TrainingInput input) {
        boolean sampled = input.sample().size() > 0;
        Digests digests = new Digests(sampled ? "clipstream/training-input/2" : "clipstream/training-input/1");
        digests.string(classHead(input.head()));
        digests.string(supportSet(input.support()));
        digests.string(options(method, input.options()));
        if (sampled) {
            digests.string(input.sample().digest());
        }
        digests.integer((int) (input.seed() >>> 32));
        digests.integer((int) input.seed());
        return digests.hex();
    }

    private void strings(List<String> values) {
        integer(values.size());
        values.forEach(this::string);
    }

    private void string(String value) {
        byte[] bytes = value.getBytes(StandardCharsets.UTF_8);
        integer(bytes.length);
        digest.update(bytes);
    }

    private void floats(float[] values) {
        ByteBuffer bytes = ByteBuffer.allocate((values.length + 1) * Integer.BYTES);
        bytes.putInt(values.length);
        for (float value : values) {
            bytes.putInt(Float.floatToIntBits(value));
        }
        digest.update(bytes.array());
    }

    private void integer(int value) {
        for (int shift = 24; shift >= 0; shift -= 8) {
            digest.update((byte) (value >>> shift));
        }
    }

    private String hex() {
        return HexFormat.of().formatHex(digest.digest());
    }

    private static MessageDigest sha256() {
        try {
            return MessageDigest.getInstance("SHA-256");
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every Java platform has SHA-256", e);
        }
    }
}
