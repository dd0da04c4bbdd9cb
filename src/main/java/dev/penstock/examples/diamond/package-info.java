/**
 * Which language is a text in? Preprocess, two models at the same time, combine: a diamond. One
 * model computes for long and runs on worker threads; 5 % of the calls to the other one go to its
 * possible successor. {@code conf/diamond.json} runs it. May import {@code dev.penstock} only, as
 * user code does.
 */
@NullMarked
package dev.penstock.examples.diamond;

import org.jspecify.annotations.NullMarked;
