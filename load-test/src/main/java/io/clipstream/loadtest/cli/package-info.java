/** Flags that several commands have. */
package io.clipstream.loadtest.cli;
