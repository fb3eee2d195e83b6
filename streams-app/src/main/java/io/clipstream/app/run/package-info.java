/** Roles as running applications: wiring by hand, lifecycle, faults, health. */
package io.clipstream.app.run;
