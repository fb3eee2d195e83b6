package io.clipstream.topology;

import io.clipstream.schemas.Example;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.TreeSet;

/**
 * Chooses recent candidates that plain CLIP is unsure of and that are no near-duplicates of better ones.
 *
 * <p>Considered are the newest M = limit + min(limit, 256), by event time of their corrections. Among them i is better than
 * j if its zero-shot margin m is smaller (1 where there is none), then if it is newer. The distance of two is 1 minus the
 * cosine of their features; half of it where both come from one source, whose images are near-duplicates of each other; 2
 * where their backbones differ. d is the distance to the nearest better one, and the chosen are those with the largest
 *
 * <pre>min(d, 0.1) · (1.25 − m)</pre>
 *
 * <p>the newer first where it is equal. The distance counts no further than 0.1, because what lies far from all others of its
 * class is often in the wrong class.
 *
 * <p>A change costs M dot products, as many again for each candidate whose nearest better one has left, and a sort of M
 * numbers, however many candidates there are: beyond the newest M they are only kept in order.
 */
final class SelectDiverse implements SelectQuota {
    /** From here on two images are as different as two of a class need to be. */
    private static final double FAR = 0.1;

    private static final double SURE = 1.25;

    private static final int MOST_SPARE = 256;

    private static final Comparator<Member> BETTER =
            Comparator.comparingDouble(Member::margin).thenComparing(Member::example, NEWEST);

    private final TreeSet<Example> candidates = new TreeSet<>(NEWEST);
    private final Map<String, Member> members = new HashMap<>();
    private final int limit;
    private final int considered;

    /** A considered candidate. */
    private static final class Member {
        private final Example example;
        private final float[] feature;
        private final double margin;
        private Member nearest;
        private double distance;

        Member(Example example) {
            this.example = example;
            this.feature = RetrainExample.of(example).feature();
            this.margin = example.getZeroShotMargin() == null ? 1 : example.getZeroShotMargin();
        }

        Example example() {
            return example;
        }

        double margin() {
            return margin;
        }

        double score() {
            return (nearest == null ? FAR : Math.min(FAR, distance)) * (SURE - margin);
        }

        /** Takes the other one as its nearest better one if it is. */
        void compare(Member other, double to) {
            if (nearest == null || to < distance) {
                nearest = other;
                distance = to;
            }
        }
    }

    SelectDiverse(int limit) {
        this.limit = limit;
        this.considered = (int) Math.min(Integer.MAX_VALUE, limit + Math.min((long) limit, MOST_SPARE));
    }

    @Override
    public void add(Example candidate) {
        candidates.add(candidate);
    }

    @Override
    public void remove(Example candidate) {
        candidates.remove(candidate);
    }

    @Override
    public Set<String> chosen() {
        Set<String> ids = new HashSet<>();
        if (candidates.size() <= limit) {
            candidates.forEach(candidate -> ids.add(candidate.getImageId()));
            return ids;
        }
        consider();
        members.values().stream()
                .sorted(Comparator.comparingDouble(Member::score).reversed().thenComparing(Member::example, NEWEST))
                .limit(limit)
                .forEach(member -> ids.add(member.example.getImageId()));
        return ids;
    }

    /** Brings the members in step with the newest candidates; another record of the same image is another one. */
    private void consider() {
        Map<String, Example> newest = new HashMap<>();
        List<Example> entering = new ArrayList<>();
        for (Iterator<Example> all = candidates.iterator(); all.hasNext() && newest.size() < considered; ) {
            Example candidate = all.next();
            newest.put(candidate.getImageId(), candidate);
            Member member = members.get(candidate.getImageId());
            if (member == null || member.example != candidate) {
                entering.add(candidate);
            }
        }
        Set<Member> left = new HashSet<>();
        members.values().removeIf(member -> {
            boolean stays = member.example == newest.get(member.example.getImageId());
            return !stays && left.add(member);
        });
        if (!left.isEmpty()) {
            members.values().stream()
                    .filter(member -> member.nearest != null && left.contains(member.nearest))
                    .forEach(this::findNearest);
        }
        entering.forEach(this::enter);
    }

    private void findNearest(Member member) {
        member.nearest = null;
        for (Member other : members.values()) {
            if (BETTER.compare(other, member) < 0) {
                member.compare(other, distance(member, other));
            }
        }
    }

    private void enter(Example candidate) {
        Member member = new Member(candidate);
        for (Member other : members.values()) {
            double distance = distance(member, other);
            if (BETTER.compare(other, member) < 0) {
                member.compare(other, distance);
            } else {
                other.compare(member, distance);
            }
        }
        members.put(candidate.getImageId(), member);
    }

    private static double distance(Member a, Member b) {
        if (a.feature.length != b.feature.length || !a.example.getModelId().equals(b.example.getModelId())) {
            return 2;
        }
        boolean oneSource =
                a.example.getSource() != null && Objects.equals(a.example.getSource(), b.example.getSource());
        return (1 - cosine(a.feature, b.feature)) * (oneSource ? 0.5 : 1);
    }

    /** Four sums instead of one, so that the processor need not wait for each addition. */
    private static double cosine(float[] a, float[] b) {
        float s0 = 0;
        float s1 = 0;
        float s2 = 0;
        float s3 = 0;
        int i = 0;
        for (; i + 3 < a.length; i += 4) {
            s0 += a[i] * b[i];
            s1 += a[i + 1] * b[i + 1];
            s2 += a[i + 2] * b[i + 2];
            s3 += a[i + 3] * b[i + 3];
        }
        for (; i < a.length; i++) {
            s0 += a[i] * b[i];
        }
        return (double) s0 + s1 + s2 + s3;
    }
}
