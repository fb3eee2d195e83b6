/** Pages about a run: what was measured, as tables and charts in one file. */
package io.clipstream.loadtest.report;
