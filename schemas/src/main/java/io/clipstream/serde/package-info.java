/** Kafka serdes for Avro records in Confluent's wire format. */
package io.clipstream.serde;
