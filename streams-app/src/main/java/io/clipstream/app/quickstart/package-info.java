/** The whole system on one machine in one command: broker, registry, demo producer and labeller. */
package io.clipstream.app.quickstart;
