/** Looks at the machine, the model and the services, and says what to do about what it does not like. */
package io.clipstream.app.doctor;
