package io.clipstream.clip;

import ai.djl.huggingface.tokenizers.HuggingFaceTokenizer;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

/** A checkpoint's tokenizer.json; safe for use by many threads. */
final class ClipTokenizer implements AutoCloseable {
    private final HuggingFaceTokenizer tokenizer;
    private final int vocabulary;
    private final Path file;
    private final byte[] digest;

    private ClipTokenizer(HuggingFaceTokenizer tokenizer, int vocabulary, Path file, byte[] digest) {
        this.digest = digest;
        this.tokenizer = tokenizer;
        this.vocabulary = vocabulary;
        this.file = file;
    }

    static ClipTokenizer load(Path directory, ClipConfig config) throws CheckpointException {
        TorchRuntime.start();
        Path file = directory.resolve("tokenizer.json");
        if (!Files.isRegularFile(file)) {
            throw new CheckpointException(file + ": missing; the text tower needs it"
                    + (Files.exists(directory.resolve("vocab.json"))
                            ? ": vocab.json alone is not read; take tokenizer.json from openai/clip-vit-base-patch32 if"
                                    + " the vocabulary is CLIP's own, or save one with transformers' CLIPTokenizer"
                            : ""));
        }
        HuggingFaceTokenizer tokenizer;
        byte[] digest;
        try {
            digest = TextKey.sha256().digest(Files.readAllBytes(file));
            tokenizer = HuggingFaceTokenizer.builder()
                    .optTokenizerPath(file)
                    .optAddSpecialTokens(true)
                    .optTruncation(true)
                    .optMaxLength(config.contextLength())
                    .optPadding(false)
                    .build();
        } catch (IOException | RuntimeException e) {
            // The native parser reports a malformed file as a runtime exception.
            throw new CheckpointException(file + ": not a readable tokenizer: " + e.getMessage(), e);
        }
        ClipTokenizer result = new ClipTokenizer(tokenizer, config.vocabulary(), file, digest);
        try {
            result.checkEnd(config);
            return result;
        } catch (CheckpointException e) {
            tokenizer.close();
            throw e;
        }
    }

    /**
     * The ids of {@code text} with its start and end tokens, cut to the context length with the end token kept.
     *
     * <p>Half a surrogate pair, which no Unicode text holds, reads as U+FFFD.
     *
     * @throws IllegalStateException if the tokenizer gives ids that the text tower has no embedding for
     */
    long[] encode(String text) {
        long[] ids = tokenizer.encode(wellFormed(text)).getIds();
        for (long id : ids) {
            if (id >= vocabulary) {
                throw new IllegalStateException(
                        file + " gives the id " + id + ", but config.json has a vocab_size of " + vocabulary);
            }
        }
        return ids;
    }

    private static String wellFormed(String text) {
        int[] points = text.codePoints()
                .map(c -> c >= Character.MIN_SURROGATE && c <= Character.MAX_SURROGATE ? 0xfffd : c)
                .toArray();
        return new String(points, 0, points.length);
    }

    /** SHA-256 of the file, 32 bytes. */
    byte[] digest() {
        return digest.clone();
    }

    // Without its end token a text would be read at the wrong place, in silence.
    private void checkEnd(ClipConfig config) throws CheckpointException {
        long[] ids = tokenizer.encode("a").getIds();
        long last = ids.length == 0 ? -1 : ids[ids.length - 1];
        if (config.eos() != 2 && last != config.eos()) {
            throw new CheckpointException(file + ": ends texts with the id " + last
                    + ", but config.json has the eos_token_id " + config.eos());
        }
        if (last >= vocabulary) {
            throw new CheckpointException(
                    file + ": gives the id " + last + ", but config.json has a vocab_size of " + vocabulary);
        }
    }

    @Override
    public void close() {
        tokenizer.close();
    }
}
