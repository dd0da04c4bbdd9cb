package dev.penstock.examples.tensors;

import dev.penstock.Blob;
import dev.penstock.Tensor;
import io.vertx.core.Future;

/** Turns tensors into files; {@link PictureDecoder} the other way round. */
public interface PictureEncoder {
  /** A PNG file. Values below 0 and above 1 are cut off. */
  Future<Blob> encode(Tensor picture);
}
