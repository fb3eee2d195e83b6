/** When images are due: schedules that do not slow down when the system does. */
package io.clipstream.loadtest.run.schedule;
