/** The HTTP side: health, metrics, and what people look at. */
package io.clipstream.console;
