/**
 * Draws the quickstart's aerial tiles: a generator of its own, unlike the one that the demo backbone was trained on,
 * so that there is a real shift for the adapter to learn.
 */
package io.clipstream.app.quickstart.scenes;
