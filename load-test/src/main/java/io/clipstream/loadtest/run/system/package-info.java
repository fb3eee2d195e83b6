/** A system of its own to be measured: broker and registry here, the roles in a process of their own. */
package io.clipstream.loadtest.run.system;
