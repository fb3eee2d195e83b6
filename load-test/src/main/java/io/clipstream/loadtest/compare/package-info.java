/** The compare run: Clipstream and what people would use instead, in turn, on the same images, weights, broker and cores. */
package io.clipstream.loadtest.compare;
