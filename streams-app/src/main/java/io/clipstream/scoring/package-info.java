/** The engine: decodes and batches images over all partitions, runs them on the device, and holds the live adapter versions. Knows no Kafka. */
package io.clipstream.scoring;
