package io.clipstream.topology;

import java.util.Map;
import org.apache.kafka.common.serialization.Serde;

/**
 * One topic: its name, what its values are, and how it is made.
 *
 * @param name with the deployment's prefix
 * @param values serde of the values
 * @param partitions partitions that it is created with
 * @param settings Kafka topic settings beyond the broker's defaults
 */
public record Topic<T>(String name, Serde<T> values, int partitions, Map<String, String> settings) {}
