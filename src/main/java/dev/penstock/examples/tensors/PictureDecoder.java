package dev.penstock.examples.tensors;

import dev.penstock.Blob;
import dev.penstock.Tensor;
import io.vertx.core.Future;

/** Turns files into tensors. */
public interface PictureDecoder {
  /**
   * The pixels of a PNG or JPEG file as {@link dev.penstock.DataType#FP32} of shape {@code [3,
   * height, width]}: red, green and blue from 0 to 1. Fails with {@link
   * dev.penstock.Failure#BAD_ARGUMENT} and the reason if the file is none, is damaged or too large.
   */
  Future<Tensor> decode(Blob file);
}
