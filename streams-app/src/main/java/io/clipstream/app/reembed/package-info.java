/** Changing the backbone: embeds the source images of a task's examples again, by another one. */
package io.clipstream.app.reembed;
