package io.clipstream.adapter;

import java.util.List;
import java.util.Map;

/**
 * The options that Tip-Adapter and Tip-Adapter-F share, under the name of each.
 *
 * @param search where α and β come from: {@code folds}, {@code held-out} or {@code fixed}
 * @param setting α and β where they are fixed, or cannot be searched
 * @param betaScale largest β of the grid
 * @param alphaScale largest α of the grid
 * @param steps values of each in the grid
 */
record TipOptions(String search, TipSetting setting, double betaScale, double alphaScale, int steps) {
    static final String FOLDS = "folds";
    static final String HELD_OUT = "held-out";
    static final String FIXED = "fixed";

    /** Smallest α and β of the grid, but for α 0. */
    private static final double LOWEST = 0.1;

    /** The options of the method of this name, which searches like this unless told otherwise. */
    static List<MethodOption> all(String method, String searchFallback) {
        return List.of(
                search(method, searchFallback),
                alpha(method),
                beta(method),
                betaScale(method),
                alphaScale(method),
                steps(method));
    }

    /** Throws {@link IllegalArgumentException} naming key, value and range. */
    static TipOptions of(String method, String searchFallback, Map<String, String> options) {
        return new TipOptions(
                search(method, searchFallback).in(options),
                new TipSetting(alpha(method).in(options), beta(method).in(options)),
                betaScale(method).in(options),
                alphaScale(method).in(options),
                (int) steps(method).in(options));
    }

    /** The i-th β of the grid, as in the authors' code: from 0.1 up, the largest left out. */
    double beta(int i) {
        return LOWEST + i * betaStep();
    }

    double betaStep() {
        return (betaScale - LOWEST) / steps;
    }

    /** The i-th α of the grid. */
    double alpha(int i) {
        return LOWEST + i * (alphaScale - LOWEST) / steps;
    }

    private static WordOption search(String method, String fallback) {
        return new WordOption(method + ".search", fallback, List.of(FOLDS, HELD_OUT, FIXED));
    }

    private static NumberOption alpha(String method) {
        return NumberOption.decimal(method + ".alpha", 1, 0, 1000);
    }

    private static NumberOption beta(String method) {
        return NumberOption.decimal(method + ".beta", 5.5, 0, 1000);
    }

    private static NumberOption betaScale(String method) {
        return NumberOption.decimal(method + ".beta-scale", 7, 0.2, 1000);
    }

    private static NumberOption alphaScale(String method) {
        return NumberOption.decimal(method + ".alpha-scale", 3, 0.2, 1000);
    }

    private static NumberOption steps(String method) {
        return NumberOption.whole(method + ".steps", 20, 1, 1000);
    }
}
