package dev.penstock.examples.tensors;

import dev.penstock.Blob;
import dev.penstock.CallFailedException;
import dev.penstock.DataType;
import dev.penstock.Failure;
import dev.penstock.Tensor;
import io.vertx.core.Future;
import java.awt.image.BufferedImage;
import java.io.IOException;
import java.nio.FloatBuffer;
import java.util.Iterator;
import java.util.Locale;
import java.util.Set;
import javax.imageio.ImageIO;
import javax.imageio.ImageReader;
import javax.imageio.stream.ImageInputStream;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Decodes with the JDK's {@code javax.imageio}, from the store and into it. Blocks while it does,
 * hence {@code "threading": "worker"}.
 */
public final class ImageIoPictureDecoder implements PictureDecoder {
  private static final Logger LOG = LoggerFactory.getLogger(ImageIoPictureDecoder.class);
  private static final Set<String> FORMATS = Set.of("png", "jpeg");

  private static final float WHITE = 255 * 255;

  private final long maxPixels;

  /**
   * A decoder.
   *
   * @param maxPixels width times height at most; larger pictures are refused before any memory is
   *     taken for them
   */
  public ImageIoPictureDecoder(long maxPixels) {
    this.maxPixels = maxPixels;
  }

  @Override
  public Future<Tensor> decode(Blob file) {
    if (file.length() == 0) {
      throw refused("the body is empty: send a PNG or JPEG picture");
    }
    BufferedImage picture;
    // Closed at once: the view of an instance that is left open keeps its memory until the next
    // garbage collection.
    try (file;
        BufferImageInput input = new BufferImageInput(file.bytes())) {
      picture = read(input);
    } catch (CallFailedException e) {
      throw e;
    } catch (IOException | RuntimeException e) { // readers throw all kinds of these on bad data
      throw refused("the picture cannot be decoded: " + e.getMessage());
    }
    long[] shape = {3, picture.getHeight(), picture.getWidth()};
    Tensor tensor =
        Tensor.overwrite(DataType.FP32, shape, out -> write(picture, out.asFloatBuffer()));
    LOG.info("writes {}", tensor);
    return Future.succeededFuture(tensor);
  }

  private BufferedImage read(ImageInputStream input) throws IOException {
    ImageReader reader = readerOf(input);
    try {
      reader.setInput(input, true, true);
      long pixels = (long) reader.getWidth(0) * reader.getHeight(0);
      if (pixels > maxPixels) {
        throw refused("the picture has %d pixels, at most are %d".formatted(pixels, maxPixels));
      }
      return reader.read(0);
    } finally {
      reader.dispose();
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

  /** Writes one plane per color; what is transparent is seen on black. */
  private static void write(BufferedImage picture, FloatBuffer planes) {
    int width = picture.getWidth();
    int plane = width * picture.getHeight();
    int[] row = new int[width];
    for (int y = 0; y < picture.getHeight(); y++) {
      picture.getRGB(0, y, width, 1, row, 0, width);
      for (int x = 0; x < width; x++) {
        int at = y * width + x;
        int alpha = row[x] >>> 24;
        planes.put(at, alpha * (row[x] >> 16 & 0xff) / WHITE);
        planes.put(plane + at, alpha * (row[x] >> 8 & 0xff) / WHITE);
        planes.put(2 * plane + at, alpha * (row[x] & 0xff) / WHITE);
      }
    }
  }

  private static CallFailedException refused(String reason) {
    return new CallFailedException(Failure.BAD_ARGUMENT, reason);
  }
}
