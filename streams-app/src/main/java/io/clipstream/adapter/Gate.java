package io.clipstream.adapter;

import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;

/**
 * Decides whether a candidate gets the pointer; stateless, deterministic, and safe for use by many threads.
 *
 * <ul>
 *   <li>Whatever cannot be served for the task's present head is refused ({@code sanity}).
 *   <li>With no champion, or one that speaks of another class list or backbone, sanity is enough.
 *   <li>A refit of the champion's method, or the task's own method after zero-shot, is promoted unless its out-of-fold
 *       accuracy is significantly below zero-shot's on the same rows ({@code same-method}).
 *   <li>Another method must win: the 95 % interval of its out-of-fold accuracy less that of the champion's method lies
 *       above 0, and it is not below zero-shot ({@code challenger}). A tie goes to the champion.
 *   <li>Below {@value #MINIMUM_EXAMPLES} examples nothing is compared: a refit is promoted, a challenger is not.
 * </ul>
 *
