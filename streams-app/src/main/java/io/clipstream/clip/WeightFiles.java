package io.clipstream.clip;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.Closeable;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** The weights of a checkpoint directory: model.safetensors, or the shards that model.safetensors.index.json lists. */
final class WeightFiles implements Closeable {
    private static final String LANDMARK = "vision_model.embeddings.class_embedding";
    private static final List<String> PICKLES =
            List.of("pytorch_model.bin", "pytorch_model.bin.index.json", "tf_model.h5", "flax_model.msgpack");

    private final Path main;
    private String prefix = "";
    private final Map<String, SafetensorsFile> byTensor = new LinkedHashMap<>();
    private final List<SafetensorsFile> open = new ArrayList<>();

    private WeightFiles(Path main) {
        this.main = main;
    }

    static WeightFiles open(Path directory) throws IOException {
        Path single = directory.resolve("model.safetensors");
        Path index = directory.resolve("model.safetensors.index.json");
        boolean sharded = !Files.exists(single) && Files.exists(index);
        WeightFiles files = new WeightFiles(sharded ? index : single);
        try {
            if (sharded) {
                for (String shard : shards(index)) {
                    files.add(directory.resolve(shard));
                }
            } else if (Files.exists(single)) {
                files.add(single);
            } else {
                throw new CheckpointException(
                        single + ": missing; weights are read from safetensors files only" + pickle(directory));
            }
            files.findPrefix();
            return files;
        } catch (IOException e) {
            files.close();
            throw e;
        }
    }

    private static String pickle(Path directory) {
        for (String name : PICKLES) {
            if (Files.exists(directory.resolve(name))) {
                return ": convert " + name + ", which could run code when opened";
            }
        }
        return "";
    }

    // A CLIP that was saved as a part of a larger module has its module's name before every tensor's.
    private void findPrefix() throws CheckpointException {
        List<String> found = byTensor.keySet().stream()
                .filter(name -> name.equals(LANDMARK) || name.endsWith("." + LANDMARK))
                .toList();
        if (found.size() > 1 && !found.contains(LANDMARK)) {
            throw new CheckpointException(main + ": holds several image towers, " + found + ", expected one CLIP");
        }
        if (found.size() == 1) {
            prefix = found.get(0).substring(0, found.get(0).length() - LANDMARK.length());
        } else if (byTensor.containsKey(OpenClipFolder.LANDMARK)) {
            throw new CheckpointException(main + ": " + OpenClipFolder.REMEDY);
        }
    }

    private static Iterable<String> shards(Path index) throws CheckpointException {
        List<String> names = new ArrayList<>();
        for (JsonNode shard : JsonFields.read(index).children("weight_map")) {
            String name = shard.asText();
            // A shard lies beside its index; anything else would read files outside the checkpoint.
            if (name.isEmpty() || !Path.of(name).equals(Path.of(name).getFileName())) {
                throw new CheckpointException(index + ": weight_map names the file " + shard);
            }
            if (!names.contains(name)) {
                names.add(name);
            }
        }
        return names;
    }

    private void add(Path path) throws CheckpointException {
        SafetensorsFile file = SafetensorsFile.open(path);
        open.add(file);
        file.names().forEach(name -> byTensor.put(name, file));
    }

    /** The tensor that {@code spec} asks for, checked and mapped. */
    StoredTensor tensor(TensorSpec spec) throws CheckpointException {
        SafetensorsFile file = byTensor.get(prefix + spec.name());
        if (file == null) {
            throw new CheckpointException(main + ": tensor '" + prefix + spec.name() + "' is missing");
        }
        StoredTensor tensor = file.tensor(prefix + spec.name());
        spec.check(tensor);
        return tensor;
    }

    List<StoredTensor> tensors(List<TensorSpec> specs) throws CheckpointException {
        List<StoredTensor> tensors = new ArrayList<>(specs.size());
        for (TensorSpec spec : specs) {
            tensors.add(tensor(spec));
        }
        return tensors;
    }

    @Override
    public void close() throws IOException {
        for (SafetensorsFile file : open) {
            file.close();
        }
    }
}
