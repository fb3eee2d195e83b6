package io.clipstream.serde;

import java.util.Arrays;
import java.util.List;
import org.apache.avro.Schema;
import org.apache.kafka.common.config.ConfigException;

/** Under which subject a topic's schemas are registered; the names are those of Confluent's strategy classes. */
enum SubjectNaming {
    TopicNameStrategy {
        @Override
        String subject(String topic, boolean key, Schema schema) {
            return topic + (key ? "-key" : "-value");
        }
    },
    RecordNameStrategy {
        @Override
        String subject(String topic, boolean key, Schema schema) {
            return schema.getFullName();
        }
    },
    TopicRecordNameStrategy {
        @Override
        String subject(String topic, boolean key, Schema schema) {
            return topic + "-" + schema.getFullName();
        }
    };

    abstract String subject(String topic, boolean key, Schema schema);

    /** By Confluent's class name, with or without its package. */
    static SubjectNaming named(String property, String name) {
        String simple = name.substring(name.lastIndexOf('.') + 1);
        List<SubjectNaming> all = Arrays.asList(values());
        return all.stream()
                .filter(naming -> naming.name().equals(simple))
                .findFirst()
                .orElseThrow(() -> new ConfigException(property, name, "expected one of " + all));
    }
}
