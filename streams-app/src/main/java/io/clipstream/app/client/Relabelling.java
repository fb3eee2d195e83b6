package io.clipstream.app.client;

import io.clipstream.schemas.Correction;
import io.clipstream.schemas.CorrectionKind;
import io.clipstream.schemas.Example;
import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.function.IntConsumer;
import java.util.stream.Collectors;

/**
 * Says of every example of one class that it shows another; one thread.
 *
 * <p>The buffer holds a class's chosen examples; as these change their class, others come up from among all that was ever
 * said. So it goes in rounds, until none comes up any more.
 */
public final class Relabelling {
    private static final Duration ROUND = Duration.ofSeconds(30);

    private final Request request;
    private final Clock clock;
    private final Set<Said> said = new HashSet<>();

    /** A word that has been spoken. */
    private record Said(String imageId, String annotator) {}

    /**
     * What is asked.
     *
     * @param annotator who says it; null to say it in the names of those who gave the old label, as for a class that is only
     *     renamed: then nobody disagrees
     * @param since examples whose label is older stay
     */
    public record Request(String task, String from, String to, String annotator, Instant since) {}

    /**
     * What came of it.
     *
     * @param relabelled examples of which it was said
     * @param stayed those of them that are still of the old class: others outvote it, or the prediction is gone by which a
     *     correction finds its feature
     */
    public record Outcome(int relabelled, List<String> stayed) {}

    public Relabelling(Request request, Clock clock) {
        this.request = request;
        this.clock = clock;
    }

    /** The examples that the buffer holds of the class now and that would be relabelled first. */
    public List<Example> due(Collection<Example> buffer) {
        return buffer.stream()
                .filter(example -> request.from().equals(example.getLabel()))
                .filter(example -> !example.getCorrectedAt().isBefore(request.since()))
                .filter(example -> !said.contains(said(example)))
                .toList();
    }

    /**
     * Carries it out.
     *
     * @param progress hears how many have been relabelled, after each round
     * @throws RefusedException if a whole round does not reach the buffer
     */
    public Outcome run(Deployment deployment, IntConsumer progress) throws InterruptedException {
        try (BufferView view = new BufferView(deployment, request.task());
                CorrectionDesk desk = new CorrectionDesk(deployment)) {
            for (List<Example> due = due(view.refresh()); !due.isEmpty(); due = due(view.refresh())) {
                due.forEach(example -> said.add(said(example)));
                CompletableFuture.allOf(due.stream()
                                .map(example -> desk.send(example.getImageId(), correction(example)))
                                .toArray(CompletableFuture[]::new))
                        .join();
                progress.accept(images().size());
                follow(view, due);
            }
            Set<String> relabelled = images();
            List<String> stayed = view.refresh().stream()
                    .filter(example -> request.from().equals(example.getLabel()))
                    .map(Example::getImageId)
                    .filter(relabelled::contains)
                    .toList();
            return new Outcome(relabelled.size(), stayed);
        }
    }

    private Said said(Example example) {
        return new Said(example.getImageId(), speaker(example));
    }

    private String speaker(Example example) {
        return request.annotator() == null ? example.getAnnotator() : request.annotator();
    }

    private Set<String> images() {
        return said.stream().map(Said::imageId).collect(Collectors.toSet());
    }

    /** Waits until each of these has another record or none, by which the word has been counted. */
    private static void follow(BufferView view, List<Example> due) throws InterruptedException {
        Map<String, Example> before = new HashMap<>();
        due.forEach(example -> before.put(example.getImageId(), example));
        long deadline = System.nanoTime() + ROUND.toNanos();
        long left = due.size();
        while (left > 0 && System.nanoTime() < deadline) {
            TimeUnit.MILLISECONDS.sleep(20);
            left = view.refresh().stream()
                    .filter(now -> now.equals(before.get(now.getImageId())))
                    .count();
        }
        // Some may be older than the predictions that are kept; they are told of at the end.
        if (left == due.size()) {
            throw new RefusedException("the corrections are on their topic, but none of them had reached the few-shot"
                    + " buffer within " + ROUND.toSeconds() + " s: is a process with the collect role running, and are"
                    + " the predictions of these images still kept (collect.index.retention.ms)?");
        }
    }

    private Correction correction(Example example) {
        Instant now = Instant.ofEpochMilli(clock.millis());
        // A labeller's clock may be ahead, and the latest word counts.
        Instant time = example.getCorrectedAt().isBefore(now)
                ? now
                : example.getCorrectedAt().plusMillis(1);
        String id = example.getCorrectionId() + " " + speaker(example) + " " + request.to();
        return Correction.newBuilder()
                .setCorrectionId(UUID.nameUUIDFromBytes(id.getBytes(StandardCharsets.UTF_8)))
                .setTask(request.task())
                .setKind(CorrectionKind.LABEL)
                .setLabel(request.to())
                .setOrigin(example.getOrigin())
                .setAnnotator(speaker(example))
                .setEventTime(time)
                .setHeldOut(example.getHeldOut())
                .build();
    }
}
