package dev.penstock.examples.images;

/**
 * A decoded file.
 *
 * @param width of the picture in the file, in pixels
 * @param height of the picture in the file, in pixels
 * @param image its pixels, at a lower resolution if the file's is much higher than anybody needs
 */
public record Decoded(int width, int height, Image image) {}
