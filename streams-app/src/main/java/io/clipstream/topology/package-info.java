/** The three Kafka Streams topologies, their topics and processors. */
package io.clipstream.topology;
