package dev.penstock.examples.images;

/**
 * One of the main colors of a picture.
 *
 * @param color as in CSS: {@code #rrggbb}
 * @param share of the picture's pixels, 0 to 1, rounded to four digits
 */
public record Swatch(String color, double share) {}
