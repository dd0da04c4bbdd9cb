package dev.penstock.spi;

import dev.penstock.Blob;
import dev.penstock.DataType;
import dev.penstock.Tensor;
import io.vertx.core.Future;
import io.vertx.core.buffer.Buffer;
import io.vertx.ext.web.RoutingContext;
import java.nio.ByteBuffer;
import java.util.function.Consumer;

/** What stands behind {@link Tensor} and {@link Blob}: makes them, on the heap or in the store. */
public interface Payloads {
  /**
   * A tensor.
   *
   * @param type of fixed size
   * @param shape checked; the tensor's own from now on
   * @param zeroed whether the memory is zeroed before it is filled
   * @param fill gets all bytes in native order
   */
  Tensor tensor(DataType type, long[] shape, boolean zeroed, Consumer<ByteBuffer> fill);

  /** As {@link #tensor}, without waiting for room. */
  Future<Tensor> tensorAsync(
      DataType type, long[] shape, boolean zeroed, Consumer<ByteBuffer> fill);

  /** A tensor of {@link DataType#BYTES} with so many bytes. */
  Tensor strings(long[] shape, long bytes, Consumer<ByteBuffer> fill);

  /** A blob. */
  Blob blob(long size, boolean zeroed, Consumer<ByteBuffer> fill);

  /** A blob of a copy of that buffer. */
  Blob blob(Buffer bytes);

  /** As {@link #blob(long, boolean, Consumer)}, without waiting for room. */
  Future<Blob> blobAsync(long size, boolean zeroed, Consumer<ByteBuffer> fill);

  /** The body of a request. */
  Future<Blob> body(RoutingContext context);
}
