/** The command line: parsing and calling, nothing else. */
package io.clipstream.app.cli;
