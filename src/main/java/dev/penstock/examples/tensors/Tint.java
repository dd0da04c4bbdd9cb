package dev.penstock.examples.tensors;

import dev.penstock.Tensor;
import io.vertx.core.Future;
import java.nio.FloatBuffer;
import java.util.List;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Multiplies each plane. Computes for milliseconds, hence {@code "threading": "worker"}. */
public final class Tint implements Stage {
  private static final Logger LOG = LoggerFactory.getLogger(Tint.class);

  private final float[] color;

  /**
   * A tint.
   *
   * @param color factors of red, green and blue
   */
  public Tint(List<Float> color) {
    if (color.size() != 3) {
      throw new IllegalArgumentException("color must be [red, green, blue], was " + color);
    }
    this.color = new float[] {color.get(0), color.get(1), color.get(2)};
  }

  @Override
  public Future<Tensor> apply(Tensor picture) {
    try (picture) {
      FloatBuffer in = picture.floats();
      Tensor tinted =
          Tensor.overwrite(
              picture.type(), picture.shape(), out -> multiply(in, out.asFloatBuffer()));
      LOG.info("reads {}, writes {}", picture, tinted);
      return Future.succeededFuture(tinted);
    }
  }

  private void multiply(FloatBuffer in, FloatBuffer out) {
    int plane = in.capacity() / 3;
    for (int i = 0; i < 3 * plane; i++) {
      out.put(i, in.get(i) * color[i / plane]);
    }
  }
}
