package dev.penstock.examples.images;

import io.vertx.core.Future;

/** Turns a file into pixels. */
public interface Decoder {
  /**
   * Decodes a PNG or JPEG file. Fails with {@link dev.penstock.Failure#BAD_ARGUMENT} and the reason
   * if it is none, is damaged or is too large.
   */
  Future<Decoded> decode(byte[] file);
}
