/** The metrics: their catalogue, and what feeds them. */
package io.clipstream.app.metrics;
