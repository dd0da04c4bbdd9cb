package dev.penstock.examples.diamond;

import java.util.List;

/**
 * The language of a text.
 *
 * @param language such as {@code en}
 * @param confidence from 0 to 1
 * @param models whose verdicts went in
 */
public record Answer(String language, double confidence, List<String> models) {}
