/** What a run sends: images of many tasks, some of them twice, garbage among them. */
package io.clipstream.loadtest.run.traffic;
