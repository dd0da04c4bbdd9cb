package dev.penstock.examples.images;

/**
 * Pixels, row by row from the top left.
 *
 * @param rgb red, green and blue of each pixel, one byte each: {@code 3 * width * height} bytes
 */
@SuppressWarnings("ArrayRecordComponent") // Pixels are never compared.
public record Image(int width, int height, byte[] rgb) {
  /** Checks that the pixels fill the picture. */
  public Image {
    if (width < 1 || height < 1 || rgb.length != 3L * width * height) {
      throw new IllegalArgumentException(
          "a picture of %d x %d pixels has %d bytes, not %d"
              .formatted(width, height, 3L * width * height, rgb.length));
    }
  }
}
