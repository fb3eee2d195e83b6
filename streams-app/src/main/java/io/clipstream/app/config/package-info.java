/** Configuration: keys with their ranges, the sources they come from, and the immutable records they become. */
package io.clipstream.app.config;
