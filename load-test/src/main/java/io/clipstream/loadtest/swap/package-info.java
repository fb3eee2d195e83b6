/** The swap run: thousands of adapter versions published while images flow, judged from outside. */
package io.clipstream.loadtest.swap;
