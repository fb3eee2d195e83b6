/** What is measured from the outside: each image's fate and latency, where its time went, lag, and what it cost. */
package io.clipstream.loadtest.run.measure;
