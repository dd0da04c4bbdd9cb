package dev.penstock.examples.images;

import java.awt.Color;
import java.awt.image.BufferedImage;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import javax.imageio.ImageIO;

/** Pictures made for tests. */
public final class Pictures {
  private Pictures() {}

  /** A picture whose upper part has one color and whose lower part has another. */
  public static BufferedImage twoColors(
      int width, int height, int upperRows, Color upper, Color lower) {
    var picture = new BufferedImage(width, height, BufferedImage.TYPE_INT_RGB);
    for (int y = 0; y < height; y++) {
      for (int x = 0; x < width; x++) {
        picture.setRGB(x, y, (y < upperRows ? upper : lower).getRGB());
      }
    }
    return picture;
  }

  /**
   * The picture as a file.
   *
   * @param format {@code png}, {@code jpg} or what else the JDK writes
   */
  public static byte[] file(BufferedImage picture, String format) {
    var bytes = new ByteArrayOutputStream();
    try {
      if (!ImageIO.write(picture, format, bytes)) {
        throw new IllegalArgumentException("the JDK does not write " + format);
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return bytes.toByteArray();
  }
}
