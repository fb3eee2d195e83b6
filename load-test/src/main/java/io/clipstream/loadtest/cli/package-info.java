/** What several commands have in common: flags, and the folder of a run. */
package io.clipstream.loadtest.cli;
