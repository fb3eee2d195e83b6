package io.clipstream.app.letters;

import io.clipstream.topology.LetterHeaders;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.header.internals.RecordHeaders;

/**
 * A letter with the record that goes back.
 *
 * @param record original key, value and headers, and how often it was refused. Its timestamp is that of the replay:
 *     retention counts from it, and an image of last week would be gone before it is scored; event times are in the value
 */
record ReplayItem(Letter letter, ProducerRecord<byte[], byte[]> record) {
    /**
     * From where the original is.
     *
     * @param original the letter itself, or the record at its coordinates
     * @param partition where it goes; null for any
     */
    static ReplayItem of(Letter letter, ConsumerRecord<byte[], byte[]> original, Integer partition) {
        RecordHeaders headers = LetterHeaders.withoutOurs(original.headers());
        LetterHeaders.add(headers, LetterHeaders.ATTEMPTS, Integer.toString(letter.attempts()));
        LetterHeaders.add(headers, LetterHeaders.REPLAY_OF, letter.id().toString());
        return new ReplayItem(
                letter,
                new ProducerRecord<>(
                        letter.source().topic(), partition, null, original.key(), original.value(), headers));
    }
}
