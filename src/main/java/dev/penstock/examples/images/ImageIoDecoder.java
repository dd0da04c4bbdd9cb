package dev.penstock.examples.images;

import dev.penstock.CallFailedException;
import dev.penstock.Failure;
import io.vertx.core.Future;
import java.awt.image.BufferedImage;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.util.Iterator;
import java.util.Locale;
import java.util.Set;
import javax.imageio.ImageIO;
import javax.imageio.ImageReader;
import javax.imageio.stream.ImageInputStream;
import javax.imageio.stream.MemoryCacheImageInputStream;

/**
 * Decodes with the JDK's {@code javax.imageio}. Blocks while it does, hence {@code "threading":
 * "worker"}.
 */
public final class ImageIoDecoder implements Decoder {
  private static final Set<String> FORMATS = Set.of("png", "jpeg");

  /** A camera's resolution is of no use to the steps that follow; its bytes would only travel. */
  private static final int USEFUL_SIDE = 1024;

  private final long maxPixels;

  /**
   * A decoder.
   *
   * @param maxPixels width times height at most; larger pictures are refused before any memory is
   *     taken for them, since a file of some kilobytes can claim to hold gigapixels
   */
  public ImageIoDecoder(long maxPixels) {
    this.maxPixels = maxPixels;
  }

  @Override
  public Future<Decoded> decode(byte[] file) {
    if (file.length == 0) {
      throw refused("the body is empty: send a PNG or JPEG picture");
    }
    // Not ImageIO.createImageInputStream: that one writes a temporary file.
    try (var input = new MemoryCacheImageInputStream(new ByteArrayInputStream(file))) {
      ImageReader reader = readerOf(input);
      try {
        return Future.succeededFuture(read(reader, input));
      } finally {
        reader.dispose();
      }
    } catch (CallFailedException e) {
      throw e;
    } catch (IOException | RuntimeException e) { // readers throw all kinds of these on bad data
      throw refused("the picture cannot be decoded: " + e.getMessage());
    }
  }

  private static ImageReader readerOf(ImageInputStream input) throws IOException {
    Iterator<ImageReader> readers = ImageIO.getImageReaders(input);
    while (readers.hasNext()) {
      ImageReader reader = readers.next();
      if (FORMATS.contains(reader.getFormatName().toLowerCase(Locale.ROOT))) {
        return reader;
      }
    }
    throw refused("the body is neither a PNG nor a JPEG picture");
  }

  private Decoded read(ImageReader reader, ImageInputStream input) throws IOException {
    reader.setInput(input, true, true);
    int width = reader.getWidth(0);
    int height = reader.getHeight(0);
    if ((long) width * height > maxPixels) {
      throw refused(
          "the picture has %d x %d pixels, more than the %d allowed"
              .formatted(width, height, maxPixels));
    }
    int step = Math.max(1, Math.max(width, height) / USEFUL_SIDE);
    var parameters = reader.getDefaultReadParam();
    parameters.setSourceSubsampling(step, step, 0, 0);
    return new Decoded(width, height, onWhite(reader.read(0, parameters)));
  }

  /** The pixels of a picture as seen on white paper. */
  private static Image onWhite(BufferedImage picture) {
    int width = picture.getWidth();
    int height = picture.getHeight();
    byte[] rgb = new byte[3 * width * height];
    int[] row = new int[width];
    int at = 0;
    for (int y = 0; y < height; y++) {
      picture.getRGB(0, y, width, 1, row, 0, width);
      for (int argb : row) {
        int alpha = argb >>> 24;
        for (int shift = 16; shift >= 0; shift -= 8) {
          rgb[at++] = (byte) (((argb >> shift & 0xff) * alpha + 255 * (255 - alpha)) / 255);
        }
      }
    }
    return new Image(width, height, rgb);
  }

  private static CallFailedException refused(String reason) {
    return new CallFailedException(Failure.BAD_ARGUMENT, reason);
  }
}
