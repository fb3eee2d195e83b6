/** Whether memory stays flat while far more large images are queued than fit into it. */
package io.clipstream.loadtest.backlog;
