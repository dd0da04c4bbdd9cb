package dev.penstock.examples.tensors;

import dev.penstock.Tensor;
import io.vertx.core.Future;
import java.nio.FloatBuffer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Draws the edges of a picture, by Sobel's operator in each plane. Computes for milliseconds, hence
 * {@code "threading": "worker"}.
 */
public final class EdgeFinder implements Stage {
  private static final Logger LOG = LoggerFactory.getLogger(EdgeFinder.class);

  @Override
  public Future<Tensor> apply(Tensor picture) {
    try (picture) {
      long[] shape = picture.shape();
      FloatBuffer in = picture.floats();
      Tensor edges =
          Tensor.overwrite(picture.type(), shape, out -> find(in, out.asFloatBuffer(), shape));
      LOG.info("reads {}, writes {}", picture, edges);
      return Future.succeededFuture(edges);
    }
  }

  private static void find(FloatBuffer in, FloatBuffer out, long[] shape) {
    int height = (int) shape[1];
    int width = (int) shape[2];
    for (int plane = 0; plane < shape[0]; plane++) {
      for (int y = 0; y < height; y++) {
        int here = (plane * height + y) * width;
        int above = y == 0 ? here : here - width;
        int below = y == height - 1 ? here : here + width;
        for (int x = 0; x < width; x++) {
          int left = Math.max(0, x - 1);
          int right = Math.min(width - 1, x + 1);
          float across =
              column(in, right, above, here, below) - column(in, left, above, here, below);
          float down = row(in, below, left, x, right) - row(in, above, left, x, right);
          out.put(here + x, (float) Math.sqrt(across * across + down * down));
        }
      }
    }
  }

  private static float column(FloatBuffer in, int x, int above, int here, int below) {
    return in.get(above + x) + 2 * in.get(here + x) + in.get(below + x);
  }

  private static float row(FloatBuffer in, int y, int left, int here, int right) {
    return in.get(y + left) + 2 * in.get(y + here) + in.get(y + right);
  }
}
