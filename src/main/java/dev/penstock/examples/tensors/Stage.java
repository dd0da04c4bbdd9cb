package dev.penstock.examples.tensors;

import dev.penstock.Tensor;
import io.vertx.core.Future;

/** What is done to a picture on its way. */
public interface Stage {
  /**
   * The picture that comes of it, which may be the one that came.
   *
   * @param picture of shape {@code [3, height, width]}
   */
  Future<Tensor> apply(Tensor picture);
}
