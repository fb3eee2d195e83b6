/** Configuration, wiring by hand, lifecycle, metrics and the command line. */
package io.clipstream.app;
