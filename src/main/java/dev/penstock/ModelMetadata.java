package dev.penstock;

import java.util.List;
import java.util.Map;

/**
 * What a model says of itself.
 *
 * @param name the name in the model's file, or that of the file
 * @param platform what runs it and its format, such as {@code "onnxruntime_onnx"}
 * @param version the version in the model's file; 0 where there is none
 * @param description for people; may be empty
 * @param properties further texts in the model's file, by name
 * @param inputs the tensors it takes, in its order
 * @param outputs the tensors it answers with, in its order
 */
public record ModelMetadata(
    String name,
    String platform,
    long version,
    String description,
    Map<String, String> properties,
    List<TensorMetadata> inputs,
    List<TensorMetadata> outputs) {
  /** Copies the collections. */
  public ModelMetadata {
    properties = Map.copyOf(properties);
    inputs = List.copyOf(inputs);
    outputs = List.copyOf(outputs);
  }

  /**
   * A tensor that a model takes or answers with.
   *
   * @param name by which it stands in the maps of {@link InferenceModel#infer}
   * @param datatype the type of its elements
   * @param shape elements per dimension, the outermost first; -1 where the model takes any number
   * @param dimensions the model's name for each dimension, empty where there is none; two of one
   *     name have as many elements
   */
  public record TensorMetadata(
      String name, DataType datatype, List<Long> shape, List<String> dimensions) {
    /** Copies the lists. */
    public TensorMetadata {
      shape = List.copyOf(shape);
      dimensions = List.copyOf(dimensions);
    }
  }
}
