package io.clipstream.clip.hub;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Pattern;

/** Which files of a repository make a checkpoint. */
final class CheckpointFiles {
    static final String WEIGHTS = "model.safetensors";
    static final String INDEX = "model.safetensors.index.json";

    /** The processor's own file, and the one that holds it in newer repositories. */
    private static final List<String> PREPROCESSING = List.of("preprocessor_config.json", "processor_config.json");

    private static final List<String> ALWAYS = List.of("config.json", "tokenizer.json");
    private static final Pattern SHARD = Pattern.compile("[A-Za-z0-9][A-Za-z0-9._-]{0,200}\\.safetensors");
    private static final Pattern PICKLE = Pattern.compile("[^/]*\\.(bin|pt|pth|ckpt|pkl)(\\.index\\.json)?");

    private CheckpointFiles() {}

    static boolean hasWeights(Collection<String> files) {
        return files.contains(WEIGHTS) || files.contains(INDEX);
    }

    /** The weights that only code could open. */
    static List<String> pickles(Collection<String> files) {
        return files.stream()
                .filter(name -> PICKLE.matcher(name).matches())
                .filter(name -> !name.equals("training_args.bin"))
                .toList();
    }

    /**
     * The files besides shards: the index stands for them, where there is one.
     *
     * @param revision names it in the error
     * @throws HubException naming what is missing
     */
    static List<String> plain(Collection<String> files, String revision) throws HubException {
        List<String> names = new ArrayList<>(ALWAYS);
        names.add(PREPROCESSING.stream().filter(files::contains).findFirst().orElse(PREPROCESSING.get(0)));
        names.add(files.contains(WEIGHTS) ? WEIGHTS : INDEX);
        List<String> missing =
                names.stream().filter(name -> !files.contains(name)).toList();
        if (!missing.isEmpty()) {
            String remedy = missing.contains("tokenizer.json") && files.contains("vocab.json")
                    ? "; it has the slow tokenizer's vocab.json, from which transformers' CLIPTokenizerFast makes tokenizer.json"
                    : "";
            throw new HubException(revision + " is no CLIP checkpoint in transformers' layout: it has no "
                    + String.join(", ", missing) + remedy);
        }
        return names;
    }

    /**
     * The shards that an index names.
     *
     * @throws HubException if a name is anything but that of a safetensors file beside the index
     */
    static Set<String> shards(JsonNode index, String revision) throws HubException {
        Set<String> shards = new TreeSet<>();
        for (JsonNode shard : index.path("weight_map")) {
            if (!shard.isTextual() || !SHARD.matcher(shard.textValue()).matches()) {
                throw new HubException(INDEX + " of " + revision + " names the shard " + shard
                        + ", expected the name of a safetensors file beside it");
            }
            shards.add(shard.textValue());
        }
        if (shards.isEmpty()) {
            throw new HubException(INDEX + " of " + revision + " has no weight_map");
        }
        return shards;
    }
}
