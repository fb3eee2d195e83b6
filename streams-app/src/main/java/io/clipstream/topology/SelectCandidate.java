package io.clipstream.topology;

import io.clipstream.schemas.Example;

/**
 * An example that may have a place in the buffer.
 *
 * @param gone whether its image is no longer to be had, so that it is of use to its own backbone alone
 */
record SelectCandidate(Example example, boolean gone) {}
