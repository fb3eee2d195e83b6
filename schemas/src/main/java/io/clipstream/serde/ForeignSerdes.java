package io.clipstream.serde;

import java.io.InterruptedIOException;
import java.net.SocketException;
import java.net.UnknownHostException;
import java.util.function.Supplier;
import java.util.stream.Stream;
import javax.net.ssl.SSLException;
import org.apache.avro.specific.SpecificRecord;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.errors.AuthenticationException;
import org.apache.kafka.common.errors.AuthorizationException;
import org.apache.kafka.common.errors.InvalidConfigurationException;
import org.apache.kafka.common.errors.RetriableException;
import org.apache.kafka.common.serialization.Deserializer;
import org.apache.kafka.common.serialization.Serde;
import org.apache.kafka.common.serialization.Serdes;
import org.apache.kafka.common.serialization.Serializer;

/**
 * Puts a serde of somebody else under our contract: the right class comes out, and an error says who is at fault.
 *
 * <p>The mapping follows Confluent's serdes 7.x: they turn the registry's 5xx and 429 into Kafka's retriable exceptions, 401
 * and 403 into its security exceptions, and leave I/O errors and the registry's other answers as causes.
 */
final class ForeignSerdes {
    /** The registry's code for an id that it does not know; of its errors the only one that is the record's fault. */
    private static final String UNKNOWN_ID = "error code: 40403";

    private ForeignSerdes() {}

    static <T extends SpecificRecord> Serde<T> checked(Class<T> type, Serde<?> foreign) {
        // A raw Serde takes any object; what goes in here is a T.
        @SuppressWarnings("unchecked")
        Serializer<Object> serializer = (Serializer<Object>) foreign.serializer();
        Deserializer<?> deserializer = foreign.deserializer();
        return Serdes.serdeFrom(
                new Serializer<>() {
                    @Override
                    public byte[] serialize(String topic, T record) {
                        return translated(
                                "cannot write a record of topic " + topic,
                                true,
                                () -> serializer.serialize(topic, record));
                    }

                    @Override
                    public void close() {
                        serializer.close();
                    }
                },
                new Deserializer<>() {
                    @Override
                    public T deserialize(String topic, byte[] data) {
                        Object record = translated(
                                "cannot read a record of topic " + topic,
                                false,
                                () -> deserializer.deserialize(topic, data));
                        if (record != null && !type.isInstance(record)) {
                            throw new IncompatibleSchemaException(
                                    "record of topic " + topic + " is "
                                            + record.getClass().getName() + ", expected " + type.getName(),
                                    null);
                        }
                        return type.cast(record);
                    }

                    @Override
                    public void close() {
                        deserializer.close();
                    }
                });
    }

    private static <R> R translated(String context, boolean writing, Supplier<R> work) {
        try {
            return work.get();
        } catch (AvroSerdeException e) {
            throw e;
        } catch (AuthenticationException | AuthorizationException e) {
            throw new RegistryRefusedException(context + ": " + e.getMessage(), e);
        } catch (KafkaException e) {
            String message = context + ": " + describe(e);
            if (e instanceof RetriableException || causes(e).anyMatch(ForeignSerdes::isNetwork)) {
                throw new RegistryDownException(message, e);
            }
            if (!writing && message.contains(UNKNOWN_ID)) {
                throw new UnknownSchemaIdException(message, e);
            }
            if (e instanceof InvalidConfigurationException || causes(e).anyMatch(ForeignSerdes::isAnswer)) {
                throw new RegistryRefusedException(message, e);
            }
            throw writing ? new UnwritableRecordException(message, e) : new MalformedRecordException(message, e);
        } catch (RuntimeException | StackOverflowError e) {
            throw writing
                    ? new UnwritableRecordException(context + ": " + e, e)
                    : new MalformedRecordException(context + ": " + e, e);
        }
    }

    /** Confluent's exception for an error that the registry itself sent; its class is not on our class path. */
    private static boolean isAnswer(Throwable e) {
        return e.getClass().getSimpleName().equals("RestClientException");
    }

    private static boolean isNetwork(Throwable e) {
        return e instanceof SocketException
                || e instanceof UnknownHostException
                || e instanceof InterruptedIOException
                || e instanceof SSLException;
    }

    private static String describe(Throwable e) {
        return e.getMessage() + (e.getCause() == null ? "" : ": " + e.getCause().getMessage());
    }

    private static Stream<Throwable> causes(Throwable e) {
        return Stream.iterate(e, cause -> cause != null, Throwable::getCause).limit(20);
    }
}
