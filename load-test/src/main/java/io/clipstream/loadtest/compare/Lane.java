package io.clipstream.loadtest.compare;

import java.util.List;
import org.apache.kafka.clients.producer.Producer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The topics of one contender, and the images as it reads them.
 *
 * @param values what stands in the records, in turn
 * @param partitions of both topics; images go to all of them alike
 */
record Lane(String input, String output, int partitions, List<byte[]> values) {
    private static final Logger LOG = LoggerFactory.getLogger(Lane.class);

    /** Sends one image. */
    void send(Producer<String, byte[]> producer, String id, int number) {
        byte[] value = values.get(number % values.size());
        producer.send(new ProducerRecord<>(input, number % partitions, id, value), (metadata, error) -> {
            if (error != null) {
                // It will be missed: the turn fails, and says what is missing.
                LOG.error("image {} was not sent", id, error);
            }
        });
    }
}
