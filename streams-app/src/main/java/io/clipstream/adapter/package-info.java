/** Adapter methods as pure mathematics: their tensors, training, gate and evaluation. Knows neither Kafka nor the backbone. */
package io.clipstream.adapter;
