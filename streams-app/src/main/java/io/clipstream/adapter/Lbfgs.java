package io.clipstream.adapter;

import java.util.ArrayDeque;
import java.util.Deque;
import java.util.Iterator;

/**
 * Minimises a smooth convex function by L-BFGS with a backtracking line search; deterministic, owned by one thread.
 *
 * <p>Source: Liu and Nocedal, "On the limited memory BFGS method for large scale optimization", 1989; with a memory of 10
 * and Armijo's condition. Of a convex function every step that it allows keeps the curvature positive.
 */
final class Lbfgs {
    private static final int MEMORY = 10;
    private static final double SUFFICIENT = 1e-4;
    private static final int HALVINGS = 40;

    /** A function with its gradient. */
    interface Objective {
        /** The value at {@code point}; overwrites {@code gradient}. */
        double at(double[] point, double[] gradient);
    }

    /** A step, the change of the gradient along it, and 1 over their product. */
    private record Pair(double[] step, double[] change, double inverse) {}

    private Lbfgs() {}

    /**
     * Moves {@code point} to the minimum.
     *
     * @param tolerance stops when no entry of the gradient is larger
     * @param limit iterations at most
     */
    static void minimise(Objective objective, double[] point, double tolerance, int limit) {
        Deque<Pair> memory = new ArrayDeque<>();
        double[] gradient = new double[point.length];
        double value = objective.at(point, gradient);
        for (int i = 0; i < limit && largest(gradient) > tolerance; i++) {
            double[] direction = direction(memory, gradient);
            double slope = dot(direction, gradient);
            double[] next = new double[point.length];
            double[] nextGradient = new double[point.length];
            double length = memory.isEmpty() ? Math.min(1, 1 / Math.sqrt(dot(gradient, gradient))) : 1;
            double nextValue = Double.POSITIVE_INFINITY;
            for (int halving = 0; halving < HALVINGS; halving++, length /= 2) {
                for (int j = 0; j < next.length; j++) {
                    next[j] = point[j] + length * direction[j];
                }
                nextValue = objective.at(next, nextGradient);
                if (nextValue <= value + SUFFICIENT * length * slope) {
                    break;
                }
            }
            if (!(nextValue < value)) {
                return; // Rounding: nothing lower can be told apart.
            }
            remember(memory, point, next, gradient, nextGradient);
            System.arraycopy(next, 0, point, 0, point.length);
            gradient = nextGradient;
            value = nextValue;
        }
    }

    private static void remember(Deque<Pair> memory, double[] from, double[] to, double[] before, double[] after) {
        double[] step = new double[from.length];
        double[] change = new double[from.length];
        for (int j = 0; j < step.length; j++) {
            step[j] = to[j] - from[j];
            change[j] = after[j] - before[j];
        }
        double product = dot(step, change);
        if (product > 0) {
            memory.addLast(new Pair(step, change, 1 / product));
            if (memory.size() > MEMORY) {
                memory.removeFirst();
            }
        }
    }

    /** The two-loop recursion. */
    private static double[] direction(Deque<Pair> memory, double[] gradient) {
        double[] direction = new double[gradient.length];
        add(-1, gradient, direction);
        double[] factors = new double[memory.size()];
        Iterator<Pair> newestFirst = memory.descendingIterator();
        for (int i = factors.length - 1; i >= 0; i--) {
            Pair pair = newestFirst.next();
            factors[i] = pair.inverse() * dot(pair.step(), direction);
            add(-factors[i], pair.change(), direction);
        }
        if (!memory.isEmpty()) {
            Pair last = memory.getLast();
            double scale = 1 / (last.inverse() * dot(last.change(), last.change()));
            for (int j = 0; j < direction.length; j++) {
                direction[j] *= scale;
            }
        }
        int i = 0;
        for (Pair pair : memory) {
            double factor = pair.inverse() * dot(pair.change(), direction);
            add(factors[i++] - factor, pair.step(), direction);
        }
        return direction;
    }

    private static void add(double factor, double[] from, double[] to) {
        for (int j = 0; j < to.length; j++) {
            to[j] += factor * from[j];
        }
    }

    private static double dot(double[] a, double[] b) {
        double sum = 0;
        for (int j = 0; j < a.length; j++) {
            sum += a[j] * b[j];
        }
        return sum;
    }

    private static double largest(double[] values) {
        double largest = 0;
        for (double value : values) {
            largest = Math.max(largest, Math.abs(value));
        }
        return largest;
    }
}
