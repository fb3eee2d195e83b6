package io.clipstream.clip;

import ai.djl.engine.Engine;
import ai.djl.pytorch.jni.JniUtils;
import ai.djl.pytorch.jni.LibUtils;
import java.nio.file.Files;
import java.nio.file.Path;

/** Starts libtorch once a process, offline and with the number of threads one encoder may use. */
final class TorchRuntime {
    /** Threads inside one call of an encoder; 1 with an encoder a core is fastest for streams. */
    static final String THREADS = "clipstream.torch.threads";

    private static boolean started;

    private TorchRuntime() {}

    static synchronized void start() {
        if (started) {
            return;
        }
        int threads = Integer.getInteger(THREADS, 1);
        if (threads < 1) {
            throw new IllegalArgumentException(THREADS + " is " + threads + ", expected 1 or more");
        }
        // DJL would otherwise look for newer natives, and report its use, over the network.
        setIfAbsent("ai.djl.offline", "true");
        setIfAbsent("OPT_OUT_TRACKING", "true");
        setIfAbsent("ai.djl.pytorch.num_threads", Integer.toString(threads));
        Engine.getEngine("PyTorch");
        // Again, for the case that another part of the process started the engine first.
        JniUtils.setNumThreads(threads);
        started = true;
    }

    /** Whether the libtorch that is loaded was built with CUDA; no word on driver or devices. */
    static boolean hasCudaNatives() {
        start();
        return Files.exists(Path.of(LibUtils.getLibtorchPath(), System.mapLibraryName("torch_cuda")));
    }

    /** libtorch's version, such as 2.7.1. */
    static String version() {
        start();
        return LibUtils.getVersion();
    }

    /** Whether libtorch was built with oneDNN, whose layouts and bf16 kernels the encoder uses. */
    static boolean hasOneDnn() {
        start();
        return JniUtils.getFeatures().contains("MKLDNN");
    }

    private static void setIfAbsent(String key, String value) {
        if (System.getProperty(key) == null) {
            System.setProperty(key, value);
        }
    }
}
