package dev.penstock.examples.tensors;

import dev.penstock.Blob;
import dev.penstock.Tensor;
import io.vertx.core.Future;
import java.awt.image.BufferedImage;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.FloatBuffer;
import javax.imageio.ImageIO;
import javax.imageio.stream.MemoryCacheImageOutputStream;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Encodes with the JDK's {@code javax.imageio}. Computes for tens of milliseconds, hence {@code
 * "threading": "worker"}.
 */
public final class PngEncoder implements PictureEncoder {
  private static final Logger LOG = LoggerFactory.getLogger(PngEncoder.class);

  @Override
  public Future<Blob> encode(Tensor picture) {
    try (picture) {
      long[] shape = picture.shape();
      Blob file = Blob.of(png(pixels(picture.floats(), (int) shape[2], (int) shape[1])));
      LOG.info("reads {}, writes {}", picture, file);
      return Future.succeededFuture(file);
    }
  }

  private static BufferedImage pixels(FloatBuffer planes, int width, int height) {
    var pixels = new BufferedImage(width, height, BufferedImage.TYPE_INT_RGB);
    int plane = width * height;
    int[] row = new int[width];
    for (int y = 0; y < height; y++) {
      for (int x = 0; x < width; x++) {
        int at = y * width + x;
        row[x] =
            level(planes.get(at)) << 16
                | level(planes.get(plane + at)) << 8
                | level(planes.get(2 * plane + at));
      }
      pixels.setRGB(0, y, width, 1, row, 0, width);
    }
    return pixels;
  }

  private static int level(float value) {
    return Math.round(255 * Math.max(0, Math.min(1, value)));
  }

  private static byte[] png(BufferedImage pixels) {
    var bytes = new ByteArrayOutputStream();
    // Not ImageIO.write(..., OutputStream): that one writes a temporary file.
    try (var output = new MemoryCacheImageOutputStream(bytes)) {
      ImageIO.write(pixels, "png", output);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return bytes.toByteArray();
  }
}
