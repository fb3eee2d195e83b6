/** Checkpoints from the Hugging Face hub: found, fetched, verified, pinned, and kept in the cache that Python uses too. */
package io.clipstream.clip.hub;
