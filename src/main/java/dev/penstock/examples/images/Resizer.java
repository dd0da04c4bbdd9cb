package dev.penstock.examples.images;

import io.vertx.core.Future;

/** Makes pictures smaller. */
public interface Resizer {
  /** The picture with its longest side at most that many pixels, its proportions kept. */
  Future<Image> shrink(Image image, int longestSide);
}
