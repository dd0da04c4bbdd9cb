package dev.penstock.message;

import dev.penstock.Blob;
import dev.penstock.DataType;
import dev.penstock.Tensor;
import io.vertx.core.Future;
import java.nio.ByteBuffer;
import java.util.function.Consumer;

/** Makes instances of the current scope. Stateless. */
public final class PayloadFactory {
  private PayloadFactory() {}

  /** A tensor of fixed element size. */
  public static Tensor tensor(
      DataType type, long[] shape, boolean zeroed, Consumer<ByteBuffer> fill) {
    return made(type, shape, PayloadMemory.make(bytes(type, shape), zeroed, fill));
  }

  /** As {@link #tensor}, without waiting for room. */
  public static Future<Tensor> tensorAsync(
      DataType type, long[] shape, boolean zeroed, Consumer<ByteBuffer> fill) {
    return PayloadMemory.makeAsync(bytes(type, shape), zeroed, fill)
        .map(content -> made(type, shape, content));
  }

  /** A tensor of strings. */
  public static Tensor strings(long[] shape, long bytes, Consumer<ByteBuffer> fill) {
    return made(DataType.BYTES, shape, PayloadMemory.make(bytes, false, fill));
  }

  /** A blob. */
  public static Blob blob(long size, boolean zeroed, Consumer<ByteBuffer> fill) {
    return made(PayloadMemory.make(size, zeroed, fill));
  }

  /** As {@link #blob}, without waiting for room. */
  public static Future<Blob> blobAsync(long size, boolean zeroed, Consumer<ByteBuffer> fill) {
    return PayloadMemory.makeAsync(size, zeroed, fill).map(PayloadFactory::made);
  }

  /** A blob of the current scope over a content, one of whose holds it takes over. */
  static Blob made(Content content) {
    return made(content, CurrentCall.get());
  }

  /** A blob of that scope over a content, one of whose holds it takes over. */
  static Blob made(Content content, CallScope scope) {
    HeldBlob blob = new HeldBlob(content);
    scope.own(blob.claim());
    return blob;
  }

  private static Tensor made(DataType type, long[] shape, Content content) {
    CallScope scope = CurrentCall.get();
    HeldTensor tensor = new HeldTensor(type, shape, content);
    scope.own(tensor.claim());
    return tensor;
  }

  private static long bytes(DataType type, long[] shape) {
    long bytes = type.size();
    for (long dimension : shape) {
      bytes = Math.multiplyExact(bytes, dimension);
    }
    return bytes;
  }
}
