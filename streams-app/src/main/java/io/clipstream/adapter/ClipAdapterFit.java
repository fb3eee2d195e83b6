package io.clipstream.adapter;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** One fit of a CLIP-Adapter: finds the ratios as the options say, then trains on all shots; owned by one thread. */
final class ClipAdapterFit {
    private final TrainingInput input;
    private final ClassHead base;
    private final ClipAdapterOptions options;

    ClipAdapterFit(TrainingInput input, ClipAdapterOptions options) {
        this.input = input;
        this.base = Prototypes.head(input.head(), input.support());
        this.options = options;
    }

    AdapterArtifact artifact() {
        int d = base.dimension();
        ClipAdapterOptions chosen = chosen();
        boolean adapted =
                !input.support().isEmpty() && (moves(chosen) || !chosen.choice().equals(FIXED));
        Map<String, Tensor> tensors = new HashMap<>();
        tensors.putAll((adapted ? train(chosen) : ClipAdapterBranches.none(d, chosen)).tensors());
        tensors.put(ZeroShot.TEXT, input.head().text());
        tensors.put(ClipAdapter.SECOND_RELU, Tensor.scalar(chosen.secondRelu() ? 1f : 0f));
        if (!input.head().hasText() && !input.support().isEmpty()) {
            tensors.put(Prototypes.BASE, base.text());
        }
        return ZeroShot.artifact(input.head(), ClipAdapter.NAME, tensors);
    }

    private static final String FIXED = ClipAdapterOptions.FIXED;

    private static boolean moves(ClipAdapterOptions options) {
        return (options.visual() && options.ratio() > 0) || (options.text() && options.textRatio() > 0);
    }

    private ClipAdapterBranches train(ClipAdapterOptions chosen) {
        return new ClipAdapterTrainer(base, chosen, input.seed())
                .train(input.support().shots());
    }

    private ClipAdapterOptions chosen() {
        return switch (options.choice()) {
            case ClipAdapterOptions.SEARCHED -> searched();
            case ClipAdapterOptions.HELD_OUT -> heldOut();
            default -> options;
        };
    }

    private ClipAdapterOptions searched() {
        int[] folds = OutOfFold.folds(input.support(), base.classes());
        return new RatioSearch(input, options).best(folds);
    }

    /** The ratios that were learned from one shot a class while the weights learned from the others. */
    private ClipAdapterOptions heldOut() {
        int[] parts = HeldOut.parts(input.support(), base.classes(), input.seed());
        List<Shot> kept = new ArrayList<>();
        List<Shot> held = new ArrayList<>();
        for (int row = 0; row < parts.length; row++) {
            Shot shot = input.support().shots().get(row);
            if (parts[row] == HeldOut.KEPT) {
                kept.add(shot);
            } else if (parts[row] == HeldOut.HELD) {
                held.add(shot);
            }
        }
        if (kept.isEmpty() || held.isEmpty()) {
            return options.fixedAt(options.ratio(), options.textRatio());
        }
        ClassHead without = Prototypes.head(input.head(), new SupportSet(kept));
        ClipAdapterBranches branches =
                new ClipAdapterTrainer(without, options.learned(), input.seed()).train(kept, held);
        return options.fixedAt(
                value(branches.visualOrNull(), options.ratio()), value(branches.textOrNull(), options.textRatio()));
    }

    private static double value(ResidualBranch branchOrNull, double otherwise) {
        return branchOrNull != null && branchOrNull.ratio() instanceof LearnedRatio learned
                ? learned.value()
                : otherwise;
    }
}
