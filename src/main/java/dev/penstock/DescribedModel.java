package dev.penstock;

import io.vertx.core.Future;

/** The contract of a ready-made model that can say what it takes. */
public interface DescribedModel extends InferenceModel {
  /** The names, types and shapes of its tensors, and what else its file tells. */
  Future<ModelMetadata> metadata();
}
