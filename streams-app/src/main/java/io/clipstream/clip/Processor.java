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
 * @param vendor its maker in the words of {@code /proc/cpuinfo}, such as {@code AuthenticAMD}; empty where unknown
 * @param flags names of instruction sets in the words of {@code /proc/cpuinfo}
 */
record Processor(boolean known, String vendor, Set<String> flags) {
    private static final Processor UNKNOWN = new Processor(false, "", Set.of());

    private static final Path CPUINFO = Path.of("/proc/cpuinfo");

    static Processor here() {
        boolean x86 =
                Set.of("amd64", "x86_64").contains(System.getProperty("os.arch").toLowerCase(Locale.ROOT));
        if (!x86 || !Files.isReadable(CPUINFO)) {
            return UNKNOWN;
        }
        try {
            return parse(Files.readAllLines(CPUINFO));
        } catch (IOException e) {
            // A sandbox may hide it; fp32 works everywhere.
            return UNKNOWN;
        }
    }

    static Processor parse(List<String> cpuinfo) {
        Optional<String> flags = value(cpuinfo, "flags");
        return flags.isEmpty()
                ? UNKNOWN
                : new Processor(
                        true,
                        value(cpuinfo, "vendor_id").orElse(""),
                        Set.of(flags.get().split("\\s+")));
    }

    private static Optional<String> value(List<String> cpuinfo, String name) {
        return cpuinfo.stream()
                .filter(line -> line.startsWith(name))
                .findFirst()
                .map(line -> line.substring(line.indexOf(':') + 1).trim());
    }

    /**
     * Whether oneDNN's products of fp32 are to be preferred to libtorch's usual ones, which are MKL's: on AMD's processors MKL
     * takes more general code. Measured on an EPYC with AVX2: 1.09 times as fast for batches, 1.17 for single images.
     */
    boolean prefersOneDnn() {
        return vendor.equals("AuthenticAMD") && flags.contains("avx2");
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
