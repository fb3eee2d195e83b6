/** Where the processor's time goes in a run: records every Java process of it, and sums up what was recorded. */
package io.clipstream.loadtest.profile;
