package dev.penstock.examples.tensors;

import dev.penstock.Tensor;
import io.vertx.core.Future;
import java.nio.FloatBuffer;
import java.util.Locale;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Tells how bright pictures are and passes them on as they are: nothing is written. */
public final class ExposureGauge implements Stage {
  private static final Logger LOG = LoggerFactory.getLogger(ExposureGauge.class);

  /** So few are read in microseconds, which an event loop can spare. */
  private static final int SAMPLES = 4096;

  @Override
  public Future<Tensor> apply(Tensor picture) {
    // What is passed on stays open, so that the view is of another instance, which is closed.
    try (Tensor read = picture.retain()) {
      double mean = mean(read.floats());
      LOG.info("passes on {}, mean {}", picture, String.format(Locale.ROOT, "%.3f", mean));
    }
    return Future.succeededFuture(picture);
  }

  static double mean(FloatBuffer values) {
    int step = Math.max(1, values.capacity() / SAMPLES);
    double sum = 0;
    int count = 0;
    for (int i = 0; i < values.capacity(); i += step) {
      sum += values.get(i);
      count++;
    }
    return count == 0 ? 0 : sum / count;
  }
}
