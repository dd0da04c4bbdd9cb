package dev.penstock.message;

import dev.penstock.Blob;
import dev.penstock.DataType;
import dev.penstock.Tensor;
import io.netty.buffer.ByteBuf;
import io.vertx.core.Future;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.internal.buffer.BufferInternal;
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
    checkRank(shape);
    return made(DataType.BYTES, shape, PayloadMemory.make(bytes, false, fill));
  }

  /** A blob. */
  public static Blob blob(long size, boolean zeroed, Consumer<ByteBuffer> fill) {
    return made(PayloadMemory.make(size, zeroed, fill));
  }

  /** A blob of a copy of that buffer. */
  public static Blob blob(Buffer bytes) {
    return blob(bytes.length(), false, room -> copy(bytes, room));
  }

  /** Copies a buffer once, wherever it lies. */
  static void copy(Buffer from, ByteBuffer room) {
    if (from instanceof BufferInternal buffer) {
      ByteBuf bytes = buffer.getByteBuf();
      ByteBuffer exact = room.slice(room.position(), bytes.readableBytes());
      bytes.getBytes(bytes.readerIndex(), exact);
      room.position(room.position() + exact.capacity());
    } else {
      room.put(from.getBytes());
    }
  }

  /** As {@link #blob(long, boolean, Consumer)}, without waiting for room. */
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

  /** More than any memory has, if the bytes cannot be counted. */
  private static long bytes(DataType type, long[] shape) {
    checkRank(shape);
    return TensorFormat.bytes(type, TensorFormat.elements(shape));
  }

  private static void checkRank(long[] shape) {
    if (shape.length > TensorFormat.MOST_DIMENSIONS) {
      throw new IllegalArgumentException(
          "a tensor has at most "
              + TensorFormat.MOST_DIMENSIONS
              + " dimensions, this shape has "
              + shape.length);
    }
  }
}
