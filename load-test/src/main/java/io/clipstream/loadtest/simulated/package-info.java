/** A device of given latency in a backbone's place, so that everything around the arithmetic can be measured and tried. */
package io.clipstream.loadtest.simulated;
