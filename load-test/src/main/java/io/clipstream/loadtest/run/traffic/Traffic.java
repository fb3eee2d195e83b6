package io.clipstream.loadtest.run.traffic;

import java.util.SplittableRandom;

/**
 * What each record of a run is, drawn from a seed: the same for the same seed, in whatever order it is asked for.
 *
 * @param seed of the draw
 * @param tasks whose share falls by Zipf's law
 * @param pictures how many there are, from 1
 * @param duplicates share of records that send an earlier image again, in [0, 1)
 * @param garbage share of records that are none, in [0, 1)
 */
public record Traffic(long seed, Zipf tasks, int pictures, double duplicates, double garbage) {
    /** How far back a duplicate's original lies at most: producers repeat what they have just sent. */
    private static final int REACH = 200;

    /** Record {@code index}, from 0. */
    public Item item(long index) {
        SplittableRandom random = random(index);
        Kind kind = kind(random);
        if (kind == Kind.DUPLICATE) {
            long original = original(index, random);
            return original < 0 ? image(index, Kind.IMAGE) : image(original, Kind.DUPLICATE);
        }
        return image(index, kind);
    }

    private Kind kind(SplittableRandom random) {
        double chance = random.nextDouble();
        if (chance < garbage) {
            return random.nextBoolean() ? Kind.UNDECODABLE : Kind.BROKEN_AVRO;
        }
        return chance < garbage + duplicates ? Kind.DUPLICATE : Kind.IMAGE;
    }

    /** A drawn place before the record, or the nearest image before that; -1 where there is none. */
    private long original(long index, SplittableRandom random) {
        long candidate = index - 1 - random.nextInt((int) Math.max(1, Math.min(REACH, index)));
        while (candidate >= 0 && kind(random(candidate)) != Kind.IMAGE) {
            candidate--;
        }
        return candidate;
    }

    private Item image(long index, Kind kind) {
        SplittableRandom random = random(index).split();
        return new Item(kind, index, tasks.of(random.nextDouble()), (int) (index % pictures));
    }

    private SplittableRandom random(long index) {
        SplittableRandom random = new SplittableRandom(seed * 0x9E3779B97F4A7C15L + index);
        random.nextLong();
        return random;
    }
}
