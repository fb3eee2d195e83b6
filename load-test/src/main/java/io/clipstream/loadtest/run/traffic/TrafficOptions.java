package io.clipstream.loadtest.run.traffic;

import io.clipstream.app.client.RefusedException;
import java.nio.file.Path;
import java.util.List;
import java.util.UUID;
import java.util.stream.IntStream;
import picocli.CommandLine.Option;

/** The flags that say what is sent. */
public final class TrafficOptions {
    @Option(
            names = "--images",
            paramLabel = "DIR",
            description =
                    "Images to send in turn; a subfolder's name is the truth about its images. Drawn scenes without"
                            + " it.")
    private Path images;

    @Option(
            names = "--image-sizes",
            paramLabel = "WxH:SHARE,...",
            description = "Drawn photos of these sizes in place of scenes, for example"
                    + " 224x224:0.7,1024x768:0.25,4000x3000:0.05.")
    private String imageSizes;

    @Option(names = "--seed", paramLabel = "N", description = "Seed of all that is drawn (default: ${DEFAULT-VALUE}).")
    private long seed = 1;

    @Option(
            names = "--tasks",
            paramLabel = "N",
            description = "Tasks of a system of its own (default: ${DEFAULT-VALUE}).")
    private int tasks = 1;

    @Option(
            names = "--task",
            paramLabel = "NAME",
            split = ",",
            description = "Tasks of a running system, the most frequent first (default: land-use).")
    private List<String> names = List.of();

    @Option(
            names = "--zipf",
            paramLabel = "S",
            description = "The n-th task has a share of 1/n^S; 0: all alike (default: ${DEFAULT-VALUE}).")
    private double zipf = 1;

    @Option(
            names = "--corrections",
            paramLabel = "SHARE",
            description =
                    "Share of predictions that a labeller who knows the truth labels (default: ${DEFAULT-VALUE}).")
    private double corrections;

    @Option(
            names = "--correction-delay",
            paramLabel = "N",
            description = "Seconds from a prediction to its label (default: ${DEFAULT-VALUE}).")
    private double correctionDelay = 2;

    @Option(
            names = "--duplicates",
            paramLabel = "SHARE",
            description = "Share of records that send an earlier image again, same id, same bytes (default:"
                    + " ${DEFAULT-VALUE}).")
    private double duplicates;

    @Option(
            names = "--garbage",
            paramLabel = "SHARE",
            description = "Share of records that are no images or no Avro, which must become dead letters"
                    + " (default: ${DEFAULT-VALUE}).")
    private double garbage;

    public long seed() {
        return seed;
    }

    /** Share of predictions that are labelled. */
    public double corrections() {
        return corrections;
    }

    /** Seconds from a prediction to its label. */
    public double correctionDelay() {
        return correctionDelay;
    }

    /**
     * Makes the pictures and chooses the tasks' names.
     *
     * @param own whether the system is one of its own, which gets whatever tasks are asked for
     * @throws RefusedException if a flag has a value that makes no load
     */
    public Load load(boolean own) {
        share("--corrections", corrections);
        share("--duplicates", duplicates);
        share("--garbage", garbage);
        require(duplicates + garbage < 1, "--duplicates and --garbage leave no images: together they must be below 1");
        require(tasks >= 1 && tasks <= 100_000, "--tasks must be in [1, 100000]: " + tasks);
        require(zipf >= 0 && zipf <= 10, "--zipf must be in [0, 10]: " + zipf);
        require(correctionDelay >= 0, "--correction-delay must be 0 or more: " + correctionDelay);
        require(images == null || imageSizes == null, "--images and --image-sizes exclude each other");
        require(own || tasks == 1, "--tasks is for a system of its own; a running one's are named by --task");
        require(
                !own || names.isEmpty(),
                "--task names tasks of a running system; --tasks makes some on one of its own");
        List<Picture> pictures = pictures();
        require(
                corrections == 0 || pictures.stream().allMatch(picture -> picture.label() != null),
                "--corrections wants drawn scenes or a folder with a subfolder a class: nobody knows what else shows");
        List<String> chosen = own ? ownNames() : names.isEmpty() ? List.of("land-use") : names;
        return new Load(
                new ImageIds("load-" + UUID.randomUUID()),
                new Traffic(seed, new Zipf(chosen.size(), zipf), pictures.size(), duplicates, garbage),
                pictures,
                chosen);
    }

    private List<Picture> pictures() {
        if (images != null) {
            return Pictures.folder(images);
        }
        return imageSizes == null ? Pictures.scenes(seed) : Pictures.photos(ImageSizes.parse(imageSizes), seed);
    }

    private List<String> ownNames() {
        return IntStream.rangeClosed(1, tasks)
                .mapToObj(number -> "land-use-" + number)
                .toList();
    }

    /** Classes that tasks of its own must have; empty where the demo task's will do. */
    public List<String> classes(Load load) {
        return images == null ? List.of() : Pictures.labels(load.pictures());
    }

    private static void share(String flag, double value) {
        require(value >= 0 && value < 1, flag + " must be in [0, 1): " + value);
    }

    private static void require(boolean holds, String problem) {
        if (!holds) {
            throw new RefusedException(problem);
        }
    }
}
