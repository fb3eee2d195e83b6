package io.clipstream.loadtest.crash;

import io.clipstream.schemas.Correction;
import io.clipstream.schemas.CorrectionKind;
import io.clipstream.schemas.CorrectionOrigin;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import java.util.UUID;

/**
 * What is said of numbered images, step by step: a pure function of the seed, so that it can be said again without faults, and
 * its outcome computed without either.
 *
 * <p>Image n is predicted around step n; what is said of it comes up to {@link #LATEST} steps later, repeated, in conflict,
 * taken back, ahead of its prediction, or without one.
 */
final class LearnScript {
    static final int TASKS = 3;

    /** Steps after n in which the last word on image n is said. */
    static final int LATEST = 60;

    static final Instant BEGIN = Instant.parse("2026-01-01T00:00:00Z");
    private static final int CLASSES = OneHotModel.CLASSES;

    private final long seed;

    LearnScript(long seed) {
        this.seed = seed;
    }

    /**
     * Something that is said of an image.
     *
     * @param step when it is sent
     * @param placed whether it says where the prediction lies, if that is known by then
     * @param refusal reason of the dead letter that it must become; null for a good one
     */
    record Word(int step, int image, Correction correction, boolean placed, String refusal) {}

    /** All that happens to one image; {@code predictedAt} is negative if it never is. */
    record Story(int image, int predictedAt, List<Word> words) {}

    static String task(int image) {
        return "learn-" + image % TASKS;
    }

    /** The class that most people see in it. */
    static int classOf(int image) {
        return image / TASKS % CLASSES;
    }

    /** The story of one image. */
    Story story(int image) {
        return new Teller(image).tell();
    }

    /** Makes up the words on one image. */
    private final class Teller {
        private final int image;
        private final SplittableRandom random;
        private final String label;
        private final String other;
        private final List<Word> words = new ArrayList<>();
        private int predictedAt;

        Teller(int image) {
            this.image = image;
            this.random = new SplittableRandom(seed * 1_000_003 + image);
            this.label = Setup.label(classOf(image));
            this.other = Setup.label((classOf(image) + 1 + random.nextInt(CLASSES - 1)) % CLASSES);
            this.predictedAt = image + random.nextInt(5);
        }

        Story tell() {
            int kind = random.nextInt(100);
            if (kind < 50) {
                say("ann", CorrectionKind.LABEL, label);
            } else if (kind < 60) {
                repeat(say("ann", CorrectionKind.LABEL, label));
            } else if (kind < 70) {
                say("ann", CorrectionKind.LABEL, label);
                say("ben", CorrectionKind.LABEL, other);
                say("cem", CorrectionKind.LABEL, label);
            } else if (kind < 76) {
                say("ben", CorrectionKind.LABEL, other);
                repeat(say("ben", CorrectionKind.LABEL, label));
            } else if (kind < 84) {
                say("cem", CorrectionKind.LABEL, label);
                say("cem", CorrectionKind.WITHDRAWAL, null);
            } else if (kind < 88) {
                say("ann", CorrectionKind.LABEL, label);
                say("ben", CorrectionKind.LABEL, other);
                say("ben", CorrectionKind.WITHDRAWAL, null);
            } else if (kind < 92) {
                say("ann", CorrectionKind.NONE_OF_THESE, null);
            } else if (kind < 95) {
                say("ann", CorrectionKind.LABEL, label);
                predictedAt = image + LATEST / 2 + random.nextInt(LATEST / 2);
            } else if (kind == 95) {
                predictedAt = -1;
                say("ann", CorrectionKind.LABEL, label, "UNMATCHED");
            } else if (kind == 96) {
                say("ann", CorrectionKind.LABEL, "no such label", "UNKNOWN_LABEL");
            }
            return new Story(image, predictedAt, words);
        }

        private Word say(String annotator, CorrectionKind kind, String said) {
            return say(annotator, kind, said, null);
        }

        private Word say(String annotator, CorrectionKind kind, String said, String refusal) {
            Correction correction = Correction.newBuilder()
                    .setCorrectionId(new UUID(random.nextLong(), random.nextLong()))
                    .setTask(task(image))
                    .setKind(kind)
                    .setLabel(said)
                    .setOrigin(CorrectionOrigin.SPONTANEOUS)
                    .setAnnotator(annotator)
                    .setEventTime(time())
                    .setPrediction(null)
                    .build();
            Word word = new Word(later(), image, correction, random.nextInt(4) == 0, refusal);
            words.add(word);
            return word;
        }

        /** Rises with each word on the image, and no two words of a run are of the same time. */
        private Instant time() {
            int moved = image + random.nextInt(40);
            Instant earliest = words.isEmpty()
                    ? BEGIN
                    : words.get(words.size() - 1).correction().getEventTime();
            Instant time = BEGIN.plusMillis(moved * 1_000L + image % 100 * 10 + words.size());
            return time.isAfter(earliest) ? time : earliest.plusMillis(1);
        }

        private void repeat(Word word) {
            words.add(new Word(later(), word.image(), word.correction(), word.placed(), word.refusal()));
        }

        /** Any order: what was said last may come first. */
        private int later() {
            return image + random.nextInt(LATEST);
        }
    }
}
