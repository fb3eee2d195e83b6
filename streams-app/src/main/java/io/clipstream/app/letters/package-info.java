/** Dead letters as people see them: listed, shown, and replayed to where they came from. */
package io.clipstream.app.letters;
