/** Measures how fast this machine decodes, preprocesses and encodes images. */
package io.clipstream.app.bench;
