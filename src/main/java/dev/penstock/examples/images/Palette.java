package dev.penstock.examples.images;

import io.vertx.core.Future;
import java.util.List;

/** Finds the main colors of a picture. */
public interface Palette {
  /** At most {@code count} colors, the most frequent first. */
  Future<List<Swatch>> colors(Image image, int count);
}
