/** What people and producers ask of a running deployment: topics, tasks, images, corrections, adapter versions. */
package io.clipstream.app.client;
