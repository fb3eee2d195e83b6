package io.clipstream.loadtest.run.traffic;

import io.clipstream.app.client.Deployment;
import io.clipstream.loadtest.run.schedule.Schedule;
import io.clipstream.schemas.ImageEvent;
import io.clipstream.schemas.InlineImage;
import io.clipstream.topology.Topic;
import java.nio.ByteBuffer;
import java.time.Instant;
import java.util.Map;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.locks.LockSupport;
import org.apache.kafka.clients.producer.Producer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.errors.TimeoutException;
import org.apache.kafka.common.serialization.Serdes;

/** Sends records when they are due, and never slows down because the system does; runs on its caller's thread. */
public final class TrafficSender implements AutoCloseable {
    /** Each of them blocked for as long as the producer waits for brokers: they are gone. */
    private static final int MOST_TIMEOUTS = 3;

    private final AtomicInteger timeouts = new AtomicInteger();
    private final Topic<ImageEvent> topic;
    private final Producer<String, byte[]> producer;
    private final Load load;

    /** Connects, so that nothing of it falls into the measured time. */
    public TrafficSender(Deployment deployment, Load load) {
        this.topic = deployment.topics().images();
        this.load = load;
        this.producer = deployment
                .clients()
                .producer(new Topic<>(topic.name(), Serdes.ByteArray(), topic.partitions(), topic.settings()));
        producer.partitionsFor(topic.name());
        value(0, load.traffic().item(0));
    }

    /** Hears what became of the sending; called on the sender's and the producer's threads. */
    public interface Listener {
        /** A record is about to be sent. */
        void sending(long index, Item item, long nanos);

        /** The brokers took it, there. */
        void taken(long index, int partition, long offset);

        /** The brokers refused it. */
        void refused(long index, Exception cause);
    }

    /**
     * Sends a whole schedule, whose first record is due at {@code startNanos}, and waits for the brokers' answers.
     *
     * @throws IllegalStateException if the brokers do not answer any more
     */
    public void send(Schedule schedule, long startNanos, Listener listener) {
        for (long i = 0; i < schedule.count(); i++) {
            await(startNanos + schedule.offsetNanos(i));
            send(i, listener);
            if (timeouts.get() >= MOST_TIMEOUTS) {
                throw new IllegalStateException("the brokers have not answered the last " + MOST_TIMEOUTS + " of "
                        + (i + 1) + " records in time; the run ends here");
            }
        }
        producer.flush();
    }

    private static void await(long due) {
        for (long wait = due - System.nanoTime(); wait > 0; wait = due - System.nanoTime()) {
            LockSupport.parkNanos(wait);
        }
    }

    private void send(long index, Listener listener) {
        Item item = load.traffic().item(index);
        byte[] value = value(index, item);
        listener.sending(index, item, System.nanoTime());
        producer.send(new ProducerRecord<>(topic.name(), load.ids().id(item.index()), value), (taken, failure) -> {
            timeouts.accumulateAndGet(
                    failure instanceof TimeoutException ? 1 : 0, (before, one) -> one == 0 ? 0 : before + 1);
            if (failure == null) {
                listener.taken(index, taken.partition(), taken.offset());
            } else {
                listener.refused(index, failure);
            }
        });
    }

    private byte[] value(long index, Item item) {
        byte[] picture = load.pictures().get(item.picture()).encoded();
        byte[] content = item.kind() == Kind.UNDECODABLE ? Garbage.payload(index, picture) : picture;
        ImageEvent event = ImageEvent.newBuilder()
                .setTask(load.task(item))
                .setEventTime(Instant.now())
                .setContent(new InlineImage(ByteBuffer.wrap(content)))
                .setAttributes(Map.of())
                .build();
        byte[] value = topic.values().serializer().serialize(topic.name(), event);
        return item.kind() == Kind.BROKEN_AVRO ? Garbage.event(index, value) : value;
    }

    @Override
    public void close() {
        producer.close();
    }
}
