package io.clipstream.clip;

import java.io.IOException;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Text features of one encoder that need not be computed again: the most recently used in memory, and all that fit in a file
 * that outlives the process and that others on the machine may share.
 *
 * <p>What is found is bit for bit what was added. A file that cannot be read or written costs a warning and is done
 * without. Safe for use by many threads.
 */
public final class TextFeatureCache implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(TextFeatureCache.class);

    /** Beside its floats, what an entry in memory takes: key, array header, map entry. */
    private static final int OVERHEAD = 128;

    private final Map<TextKey, float[]> memory;
    private final FileOpener opener;
    private TextFeatureFile file;
    private boolean fileAsked;

    private TextFeatureCache(int dimension, long memoryBytes, FileOpener opener) {
        long entries = memoryBytes / ((long) dimension * Float.BYTES + OVERHEAD);
        this.memory = new LinkedHashMap<>(16, 0.75f, true) {
            private static final long serialVersionUID = 1L;

            @Override
            protected boolean removeEldestEntry(Map.Entry<TextKey, float[]> eldest) {
                return size() > entries;
            }
        };
        this.opener = opener;
    }

    /** A cache that ends with the process. */
    public static TextFeatureCache inMemory(int dimension, long memoryBytes) {
        return new TextFeatureCache(dimension, memoryBytes, () -> null);
    }

    /**
     * A cache with a file, which is opened at its first use.
     *
     * @param folder is made if it is missing; holds a file for each encoder, those of the last few used
     * @param encoderId names everything that a feature depends on beside its text; see {@link ClipModel#textEncoderId}
     * @param dimension D of its features
     * @param memoryBytes most memory, about
     * @param fileBytes largest file; when it is full, what was added first goes first
     */
    public static TextFeatureCache inFolder(
            Path folder, String encoderId, int dimension, long memoryBytes, long fileBytes) {
        return new TextFeatureCache(
                dimension, memoryBytes, () -> TextFeatureFile.open(folder, encoderId, dimension, fileBytes));
    }

    /** The feature of {@code text}, which must not be changed; null if it is not here. */
    public synchronized float[] find(String text) {
        TextKey key = TextKey.of(text);
        float[] feature = memory.get(key);
        if (feature == null && file() != null) {
            try {
                feature = file.find(key);
            } catch (IOException e) {
                doWithout(e);
            }
            if (feature != null) {
                memory.put(key, feature);
            }
        }
        return feature;
    }

    /** Adds the features of texts; one that is not finite is left out. */
    public synchronized void add(List<String> texts, float[][] features) {
        Map<TextKey, float[]> added = new LinkedHashMap<>();
        for (int i = 0; i < features.length; i++) {
            if (isFinite(features[i])) {
                added.put(TextKey.of(texts.get(i)), features[i]);
            }
        }
        memory.putAll(added);
        if (file() != null) {
            try {
                file.add(added);
            } catch (IOException e) {
                doWithout(e);
            }
        }
    }

    static boolean isFinite(float[] feature) {
        for (float value : feature) {
            if (!Float.isFinite(value)) {
                return false;
            }
        }
        return true;
    }

    private TextFeatureFile file() {
        if (!fileAsked) {
            fileAsked = true;
            try {
                file = opener.open();
            } catch (IOException e) {
                doWithout(e);
            }
        }
        return file;
    }

    private void doWithout(IOException cause) {
        LOG.warn("Text features are kept in memory alone from here on: {}", cause.toString());
        close();
    }

    @Override
    public synchronized void close() {
        fileAsked = true;
        if (file != null) {
            try {
                file.close();
            } catch (IOException e) {
                LOG.debug("Closing the text features", e);
            }
            file = null;
        }
    }

    private interface FileOpener {
        TextFeatureFile open() throws IOException;
    }
}
