package io.clipstream.registry;

import java.net.MalformedURLException;
import java.net.URL;
import java.net.URLClassLoader;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;

/**
 * Confluent's genuine Avro serializer and deserializer 7.9.5, driven by reflection.
 *
 * <p>The build copies the jar to {@code target/oracle}. In a loader below the platform's it runs on the Avro, Kafka and
 * Jackson that it carries; below ours it runs on this project's.
 */
final class ConfluentOracle {
    private static final Path JAR = Path.of("target", "oracle", "confluent.jar");
    private static final String SERIALIZERS = "io.confluent.kafka.serializers.";

    private final ClassLoader loader;
    private final Object serializer;
    private final Object deserializer;

    /** On its own libraries, apart from ours. */
    static ConfluentOracle isolated(Map<String, ?> config) {
        return new ConfluentOracle(loader(ClassLoader.getPlatformClassLoader()), config);
    }

    /** Classes of Confluent's alone; whatever this project has comes from this project. */
    static ClassLoader loader(ClassLoader parent) {
        if (!Files.exists(JAR)) {
            throw new IllegalStateException(JAR.toAbsolutePath() + " is missing: run the tests with Maven");
        }
        try {
            return new URLClassLoader("confluent", new URL[] {JAR.toUri().toURL()}, parent);
        } catch (MalformedURLException e) {
            throw new IllegalStateException(e);
        }
    }

    private ConfluentOracle(ClassLoader loader, Map<String, ?> config) {
        this.loader = loader;
        serializer = make(loader, "KafkaAvroSerializer");
        deserializer = make(loader, "KafkaAvroDeserializer");
        for (Object part : List.of(serializer, deserializer)) {
            within(loader, () -> part.getClass()
                    .getMethod("configure", Map.class, boolean.class)
                    .invoke(part, config, false));
        }
    }

    /** Reads a record in the wire format and writes it again. */
    byte[] rewrite(String topic, byte[] data) throws Exception {
        return serialize(topic, deserialize(topic, data));
    }

    /** Reads a record in the wire format. */
    Object deserialize(String topic, byte[] data) throws Exception {
        return deserializer
                .getClass()
                .getMethod("deserialize", String.class, byte[].class)
                .invoke(deserializer, topic, data);
    }

    /** Writes what {@code body} holds by {@code schema}, both plain Avro. */
    byte[] write(String topic, String schema, byte[] body) throws Exception {
        Class<?> schemaType = loader.loadClass("org.apache.avro.Schema");
        Class<?> parserType = loader.loadClass("org.apache.avro.Schema$Parser");
        Object parser = parserType.getConstructor().newInstance();
        Object parsed = parserType.getMethod("parse", String.class).invoke(parser, schema);
        Class<?> factoryType = loader.loadClass("org.apache.avro.io.DecoderFactory");
        Class<?> binaryType = loader.loadClass("org.apache.avro.io.BinaryDecoder");
        Object factory = factoryType.getMethod("get").invoke(null);
        Object decoder =
                factoryType.getMethod("binaryDecoder", byte[].class, binaryType).invoke(factory, body, null);
        Class<?> readerType = loader.loadClass("org.apache.avro.generic.GenericDatumReader");
        Object reader = readerType.getConstructor(schemaType).newInstance(parsed);
        Object record = readerType
                .getMethod("read", Object.class, loader.loadClass("org.apache.avro.io.Decoder"))
                .invoke(reader, null, decoder);
        return serialize(topic, record);
    }

    private byte[] serialize(String topic, Object record) throws Exception {
        return (byte[]) serializer
                .getClass()
                .getMethod("serialize", String.class, Object.class)
                .invoke(serializer, topic, record);
    }

    /** An instance of Confluent's class of that name, not configured yet. */
    static Object make(ClassLoader loader, String name) {
        return within(
                loader,
                () -> loader.loadClass(SERIALIZERS + name).getConstructor().newInstance());
    }

    /** Does the work with {@code loader} in the thread's context, where Confluent's options look for their classes. */
    static <R> R within(ClassLoader loader, Callable<R> work) {
        Thread thread = Thread.currentThread();
        ClassLoader before = thread.getContextClassLoader();
        thread.setContextClassLoader(loader);
        try {
            return work.call();
        } catch (Exception e) {
            throw new IllegalStateException(e);
        } finally {
            thread.setContextClassLoader(before);
        }
    }
}
