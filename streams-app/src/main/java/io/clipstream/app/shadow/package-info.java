/** Seeing before serving: versions that answer in the shadow, for images that another version has answered. */
package io.clipstream.app.shadow;
