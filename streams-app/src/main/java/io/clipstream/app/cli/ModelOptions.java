package io.clipstream.app.cli;

import io.clipstream.app.config.ConfigKeys;
import io.clipstream.app.config.ConfigSources;
import picocli.CommandLine.Option;

/** The flags of commands that load a model. */
final class ModelOptions {
    @Option(
            names = "--model",
            paramLabel = "MODEL",
            description =
                    "CLIP checkpoint: a folder in Hugging Face's layout, or owner/name[@revision] on its hub (model).")
    private String model;

    @Option(
            names = "--precision",
            paramLabel = "WORD",
            description = "Arithmetic of the encoders: auto, fp32, bf16 or fp16 (precision).")
    private String precision;

    @Option(
            names = "--device",
            paramLabel = "WORD",
            description = "Where the encoders run: auto, cpu, cuda or cuda:N (device).")
    private String device;

    /** The sources with what is given here above them. */
    ConfigSources on(ConfigSources sources) {
        return sources.set(ConfigKeys.MODEL, model, "--model")
                .set(ConfigKeys.PRECISION, precision, "--precision")
                .set(ConfigKeys.DEVICE, device, "--device");
    }
}
