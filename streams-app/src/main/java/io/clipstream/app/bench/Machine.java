package io.clipstream.app.bench;

import ai.djl.engine.Engine;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;

/**
 * What the figures were measured on.
 *
 * @param cpu name of the processor
 * @param instructions its vector and matrix extensions that matter here, as Linux names them
 * @param cores cores that this process may use
 * @param os operating system and architecture
 * @param java version
 * @param libtorch version
 */
public record Machine(String cpu, List<String> instructions, int cores, String os, String java, String libtorch) {
    private static final Path CPU_INFO = Path.of("/proc/cpuinfo");
    private static final List<String> EXTENSIONS = List.of(
            "avx2", "avx512f", "avx512_vnni", "avx512_bf16", "amx_bf16", "amx_int8", "avx512_fp16", "asimd", "bf16");

    /** Looks at this machine. */
    public static Machine here() {
        List<String> lines = cpuInfo();
        String architecture = System.getProperty("os.arch");
        String cpu = value(lines, "model name", architecture);
        List<String> flags =
                List.of(value(lines, "flags", value(lines, "Features", "")).split(" "));
        return new Machine(
                cpu,
                EXTENSIONS.stream().filter(flags::contains).toList(),
                Runtime.getRuntime().availableProcessors(),
                System.getProperty("os.name") + " " + architecture,
                System.getProperty("java.version"),
                Engine.getEngine("PyTorch").getVersion());
    }

    private static List<String> cpuInfo() {
        try (Stream<String> lines = Files.lines(CPU_INFO)) {
            return lines.limit(64).toList();
        } catch (IOException e) {
            // Only Linux tells; elsewhere the architecture has to do.
            return List.of();
        }
    }

    private static String value(List<String> lines, String key, String otherwise) {
        return lines.stream()
                .filter(line -> line.startsWith(key))
                .map(line -> line.substring(line.indexOf(':') + 1).strip())
                .findFirst()
                .orElse(otherwise);
    }
}
