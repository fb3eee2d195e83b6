package io.clipstream.app.config;

import io.clipstream.topology.TopicSizes;

/**
 * How the topics are named and made.
 *
 * @param prefix put before every name, may be empty
 * @param replicationFactor -1 for the broker's default
 */
public record TopicSettings(String prefix, TopicSizes sizes, short replicationFactor) {
    static TopicSettings of(Values values) {
        return new TopicSettings(
                values.text(ConfigKeys.TOPICS_PREFIX),
                new TopicSizes(
                        values.number(ConfigKeys.TOPICS_PARTITIONS),
                        values.number(ConfigKeys.TOPICS_LEARNING_PARTITIONS),
                        values.number(ConfigKeys.TOPICS_MAX_RECORD)),
                (short) values.number(ConfigKeys.TOPICS_REPLICATION));
    }
}
