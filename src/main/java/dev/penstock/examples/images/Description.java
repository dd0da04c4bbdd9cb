package dev.penstock.examples.images;

import java.util.List;
import java.util.Map;

/**
 * The answer to a picture.
 *
 * @param width in pixels
 * @param height in pixels
 * @param palette the main colors, the most frequent first
 * @param timings milliseconds that each step took, waiting for a free replica included
 */
public record Description(
    int width, int height, List<Swatch> palette, Map<String, Double> timings) {}
