package io.clipstream.clip;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;

/**
 * What this machine's processor can compute with.
 *
 * @param known whether {@code flags} is known; only Linux says
 * @param flags names of instruction sets in the words of {@code /proc/cpuinfo}
 */
record Processor(boolean known, Set<String> flags) {
    private static final Path CPUINFO = Path.of("/proc/cpuinfo");

    static Processor here() {
        boolean x86 =
                Set.of("amd64", "x86_64").contains(System.getProperty("os.arch").toLowerCase(Locale.ROOT));
        if (!x86 || !Files.isReadable(CPUINFO)) {
            return new Processor(false, Set.of());
        }
        try {
            return parse(Files.readAllLines(CPUINFO));
        } catch (IOException e) {
            // A sandbox may hide it; fp32 works everywhere.
            return new Processor(false, Set.of());
        }
    }

    static Processor parse(List<String> cpuinfo) {
        return cpuinfo.stream()
                .filter(line -> line.startsWith("flags"))
                .findFirst()
                .map(line -> new Processor(
                        true,
                        Set.of(line.substring(line.indexOf(':') + 1).trim().split("\\s+"))))
                .orElse(new Processor(false, Set.of()));
    }

    /** The instructions that multiply matrices of bfloat16, if it has any that are faster than fp32. */
    Optional<String> bf16() {
        // oneDNN's bfloat16 kernels for both need AVX-512 beside them.
        if (!flags.contains("avx512bw") || !flags.contains("avx512vl") || !flags.contains("avx512dq")) {
            return Optional.empty();
        }
        if (flags.contains("amx_bf16") && flags.contains("amx_tile")) {
            return Optional.of("AMX");
        }
        return flags.contains("avx512_bf16") ? Optional.of("AVX512-BF16") : Optional.empty();
    }
}
