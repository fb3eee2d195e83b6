package io.clipstream.adapter;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.IntPredicate;

/** One fit of a Tip-Adapter: finds α and β as the options say, then makes the cache of all shots; owned by one thread. */
final class TipFit {
    /** Makes a cache of some shots: as they are, or with trained keys. */
    interface CacheMaker {
        TipCache of(ClassHead base, List<Shot> shots);
    }

    static final String KEYS = "keys";
    static final String KEY_CLASSES = "key-classes";
    static final String KEY_WEIGHTS = "key-weights";
    static final String ALPHA = "alpha";
    static final String BETA = "beta";

    private final TrainingInput input;
    private final String method;
    private final TipOptions options;
    private final CacheMaker maker;
    private final boolean[] eligible;

    TipFit(TrainingInput input, String method, TipOptions options, CacheMaker maker) {
        this.input = input;
        this.method = method;
        this.options = options;
        this.maker = maker;
        this.eligible = FoldScores.eligible(input.support(), input.head().classes());
    }

    AdapterArtifact artifact() {
        ClassHead base = Prototypes.head(input.head(), input.support());
        TipSetting setting = input.support().isEmpty() ? TipSetting.ZERO_SHOT : setting();
        Map<String, Tensor> tensors = new HashMap<>();
        tensors.put(ZeroShot.TEXT, input.head().text());
        tensors.put(ALPHA, Tensor.scalar((float) setting.alpha()));
        tensors.put(BETA, Tensor.scalar((float) setting.beta()));
        if (!input.head().hasText() && !input.support().isEmpty()) {
            tensors.put(Prototypes.BASE, base.text());
        }
        if (setting.alpha() > 0) {
            TipCache cache = maker.of(base, input.support().shots());
            float[] classes = new float[cache.size()];
            for (int j = 0; j < classes.length; j++) {
                classes[j] = cache.labels()[j];
            }
            tensors.put(KEYS, Tensor.ofRows(cache.keys()));
            tensors.put(KEY_CLASSES, new Tensor(new int[] {classes.length}, classes));
            tensors.put(KEY_WEIGHTS, new Tensor(new int[] {classes.length}, cache.weights()));
        }
        return ZeroShot.artifact(input.head(), method, tensors);
    }

    private TipSetting setting() {
        if (!searches()) {
            return options.setting();
        }
        return options.search().equals(TipOptions.FOLDS) ? searched() : heldOut();
    }

    /** Whether α and β are searched, and there are shots enough for that. */
    boolean searches() {
        if (options.search().equals(TipOptions.FIXED)) {
            return false;
        }
        for (boolean one : eligible) {
            if (one) {
                return true;
            }
        }
        return false;
    }

    private TipSetting searched() {
        TipSearch search = new TipSearch(options);
        int[] folds = OutOfFold.folds(input.support(), input.head().classes());
        for (int fold = 0; fold < OutOfFold.FOLDS; fold++) {
            without(folds, fold).search(search, fold, eligible(folds, fold));
        }
        return search.best(FoldScores.ALL);
    }

    private TipSetting heldOut() {
        int[] parts = HeldOut.parts(input.support(), input.head().classes(), input.seed());
        TipSearch search = new TipSearch(options);
        cached(shots(row -> parts[row] == HeldOut.KEPT))
                .search(search, HeldOut.HELD, shots(row -> parts[row] == HeldOut.HELD && eligible[row]));
        return search.best(FoldScores.ALL);
    }

    /**
     * Scores every shot by a cache of all other folds, at the α and β that are best on the shots of all other folds: one cache
     * a fold serves both the search and the scores.
     */
    float[] outOfFold(int[] folds) {
        TipSearch search = new TipSearch(options);
        List<Cached> caches = new ArrayList<>();
        for (int fold = 0; fold < OutOfFold.FOLDS; fold++) {
            caches.add(without(folds, fold));
            caches.get(fold).search(search, fold, eligible(folds, fold));
        }
        float[] probabilities = new float[folds.length * input.head().classes()];
        for (int fold = 0; fold < OutOfFold.FOLDS; fold++) {
            Cached cached = caches.get(fold);
            Adapter adapter = new TipHead(cached.base(), cached.cache(), search.best(fold));
            OutOfFold.score(adapter, input.support().shots(), OutOfFold.rows(folds, fold), probabilities);
        }
        return probabilities;
    }

    private List<Shot> eligible(int[] folds, int fold) {
        return shots(row -> folds[row] == fold && eligible[row]);
    }

    private Cached without(int[] folds, int fold) {
        return cached(shots(row -> folds[row] != fold));
    }

    private Cached cached(List<Shot> shots) {
        ClassHead base = Prototypes.head(input.head(), new SupportSet(shots));
        return new Cached(base, shots.isEmpty() ? TipCache.of(shots) : maker.of(base, shots));
    }

    private List<Shot> shots(IntPredicate rows) {
        List<Shot> chosen = new ArrayList<>();
        for (int row = 0; row < eligible.length; row++) {
            if (rows.test(row)) {
                chosen.add(input.support().shots().get(row));
            }
        }
        return chosen;
    }

    private record Cached(ClassHead base, TipCache cache) {
        void search(TipSearch search, int fold, List<Shot> shots) {
            search.add(fold, base, cache, shots);
        }
    }

    /** Loads what {@link #artifact} gives. */
    static Adapter load(AdapterArtifact artifact, String method) throws InvalidAdapterException {
        CheckedArtifact checked = new CheckedArtifact(artifact, method);
        ZeroShotHead zeroShot = ZeroShot.head(checked);
        float[] rows = Prototypes.rows(checked);
        TipSetting setting = new TipSetting(checked.scalar(ALPHA, 0, 1000), checked.scalar(BETA, 0, 1000));
        if (setting.alpha() == 0) {
            return checked.has(Prototypes.BASE)
                    ? new ZeroShotHead(rows, checked.classes(), checked.dimension(), checked.logitScale())
                    : zeroShot;
        }
        int n = checked.rows(KEYS);
        float[] keys = checked.matrix(KEYS, n, checked.dimension());
        TipCache cache = new TipCache(
                FloatRows.of(keys, n, checked.dimension()),
                classes(checked.matrix(KEY_CLASSES, n), checked.classes()),
                checked.matrix(KEY_WEIGHTS, n));
        Tensor base = new Tensor(new int[] {checked.classes(), checked.dimension()}, rows);
        return new TipHead(
                new ClassHead(artifact.labels(), artifact.revision(), artifact.modelId(), base, checked.logitScale()),
                cache,
                setting);
    }

    private static int[] classes(float[] values, int classes) throws InvalidAdapterException {
        int[] labels = new int[values.length];
        for (int j = 0; j < values.length; j++) {
            labels[j] = (int) values[j];
            if (labels[j] != values[j] || labels[j] < 0 || labels[j] >= classes) {
                throw new InvalidAdapterException("tensor '" + KEY_CLASSES + "' has value " + values[j] + " at " + j
                        + ", expected a class from 0 to " + (classes - 1));
            }
        }
        return labels;
    }
}
