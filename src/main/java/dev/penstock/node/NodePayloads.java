package dev.penstock.node;

import dev.penstock.Blob;
import dev.penstock.DataType;
import dev.penstock.Tensor;
import dev.penstock.http.RequestBlobs;
import dev.penstock.message.PayloadFactory;
import dev.penstock.spi.Payloads;
import io.vertx.core.Future;
import io.vertx.ext.web.RoutingContext;
import java.nio.ByteBuffer;
import java.util.function.Consumer;

/** Tensors and blobs of this JVM, whether a node runs in it or not. Stateless. */
enum NodePayloads implements Payloads {
  INSTANCE;

  @Override
  public Tensor tensor(DataType type, long[] shape, boolean zeroed, Consumer<ByteBuffer> fill) {
    return PayloadFactory.tensor(type, shape, zeroed, fill);
  }

  @Override
  public Future<Tensor> tensorAsync(
      DataType type, long[] shape, boolean zeroed, Consumer<ByteBuffer> fill) {
    return PayloadFactory.tensorAsync(type, shape, zeroed, fill);
  }

  @Override
  public Tensor strings(long[] shape, long bytes, Consumer<ByteBuffer> fill) {
    return PayloadFactory.strings(shape, bytes, fill);
  }

  @Override
  public Blob blob(long size, boolean zeroed, Consumer<ByteBuffer> fill) {
    return PayloadFactory.blob(size, zeroed, fill);
  }

  @Override
  public Future<Blob> blobAsync(long size, boolean zeroed, Consumer<ByteBuffer> fill) {
    return PayloadFactory.blobAsync(size, zeroed, fill);
  }

  @Override
  public Future<Blob> body(RoutingContext context) {
    return RequestBlobs.body(context);
  }
}
