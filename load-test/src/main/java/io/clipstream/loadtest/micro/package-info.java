/** Micro benchmarks of the hot pieces, run by JMH in processes of their own. */
package io.clipstream.loadtest.micro;
