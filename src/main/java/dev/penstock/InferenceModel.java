package dev.penstock;

import io.vertx.core.Future;
import java.util.Map;

/** The contract of ready-made models: named tensors in, named tensors out. */
public interface InferenceModel {
  /**
   * Runs the model once.
   *
   * @param inputs a tensor for each input, by the model's names for them
   * @return a tensor for each output, by the model's names for them
   */
  Future<Map<String, Tensor>> infer(Map<String, Tensor> inputs);
}
