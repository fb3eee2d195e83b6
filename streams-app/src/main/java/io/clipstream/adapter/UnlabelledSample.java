package io.clipstream.adapter;

import java.util.Comparator;
import java.util.List;

/**
 * Features of the images that a task sees, whatever they show: what its stream looks like; immutable, safe for many threads.
 *
 * <p>It has to be a uniform sample of the task's images that does not depend on the order in which they came: the images
 * with the smallest hash of their id (bottom-k). {@link #size} says how many are worth keeping; fewer are used as they are.
 * Digest and moments are computed once, when first asked for, so keep the object while the sample stays the
 * same.
 */
public final class UnlabelledSample {
    /** No images: what a task starts with. */
    public static final UnlabelledSample EMPTY = new UnlabelledSample(List.of());

    private static final int LEAST = 4096;
    private static final int PER_CLASS = 10;

    private final List<Row> rows;
    // Both computed at most a few times by racing threads, always to the same value.
    private volatile String digest;
    private volatile SampleMoments moments;

    /**
     * One image of the sample.
     *
     * @param id image id
     * @param feature D finite values, length 1; owned by the row, not to be changed
     */
    public record Row(String id, float[] feature) {
        public Row {
            for (float value : feature) {
                if (!Float.isFinite(value)) {
                    throw new IllegalArgumentException("sampled image '" + id + "' has a feature with value " + value
                            + ", expected finite numbers");
                }
            }
        }
    }

    /** A sample of these rows, in any order; throws {@link IllegalArgumentException} if an id is there twice. */
    public UnlabelledSample(List<Row> rows) {
        this.rows = rows.stream().sorted(Comparator.comparing(Row::id)).toList();
        for (int i = 1; i < this.rows.size(); i++) {
            if (this.rows.get(i).id().equals(this.rows.get(i - 1).id())) {
                throw new IllegalArgumentException(
                        "sampled image '" + this.rows.get(i).id() + "' is there twice, expected one an image id");
            }
        }
    }

    /** How many images to keep for a task of so many classes. */
    public static int size(int classes) {
        return Math.max(LEAST, PER_CLASS * classes);
    }

    /** The rows, sorted by id. */
    public List<Row> rows() {
        return rows;
    }

    /** Number of images N_u. */
    public int size() {
        return rows.size();
    }

    /** {@link Digests#sample}, for a version's lineage. */
    public String digest() {
        String known = digest;
        if (known == null) {
            known = Digests.sample(rows);
            digest = known;
        }
        return known;
    }

    /** Mean and second moment; the sample is not empty. */
    SampleMoments moments() {
        SampleMoments known = moments;
        if (known == null) {
            known = SampleMoments.of(rows);
            moments = known;
        }
        return known;
    }
}
