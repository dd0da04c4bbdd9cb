package dev.penstock.http;

import dev.penstock.Blob;
import dev.penstock.message.PayloadFactory;
import io.netty.buffer.ByteBuf;
import io.vertx.core.Future;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.core.internal.buffer.BufferInternal;
import io.vertx.ext.web.RoutingContext;

/** Bodies of requests as blobs, for routes. Stateless. */
public final class RequestBlobs {
  private static final String TAKEN = RequestBlobs.class.getName();

  private RequestBlobs() {}

  /**
   * The body of a request: what a body handler has read, or else what comes, which goes into the
   * store as it arrives.
   *
   * @return fails with words if it was asked for before
   */
  public static Future<Blob> body(RoutingContext context) {
    if (context.data().putIfAbsent(TAKEN, true) != null) {
      return Future.failedFuture(
          new IllegalStateException(
              "the body of a request is read once: keep the blob that the first call of"
                  + " Blob.body(...) gave"));
    }
    Buffer read = context.body().buffer();
    if (read != null) {
      return copyOf(((BufferInternal) read).getByteBuf());
    }
    if (isForm(context.request())) {
      // A body handler takes it so where its client says so: not the route's mistake.
      return Future.failedFuture(
          RefusedRequest.of(
              415,
              "The body is a form, whose fields and files are taken out of it: send bytes as"
                  + " application/octet-stream or what else they are"));
    }
    MountedResponse response =
        context.response() instanceof MountedResponse mounted ? mounted : null;
    return BlobUpload.of(context.request(), response);
  }

  private static boolean isForm(HttpServerRequest request) {
    boolean empty = request.isEnded() && request.bytesRead() == 0;
    return request.isExpectMultipart() && !empty;
  }

  private static Future<Blob> copyOf(ByteBuf read) {
    int length = read.readableBytes();
    return PayloadFactory.blobAsync(length, false, out -> read.getBytes(read.readerIndex(), out));
  }
}
