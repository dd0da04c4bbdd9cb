package dev.penstock;

import dev.penstock.spi.Engine;
import io.vertx.core.Future;
import io.vertx.core.buffer.Buffer;
import io.vertx.ext.web.RoutingContext;
import java.nio.ByteBuffer;
import java.util.function.Consumer;

/**
 * Bytes that do not change: a file, a picture, a body.
 *
 * <p>Large ones are written once into the object store of the host, and pass from deployment to
 * deployment without a copy. For the lifetime of instances and views see {@link Tensor}: the same
 * holds here. As JSON a blob is a string of base64. Thread-safe. Not to be implemented by users.
 */
public interface Blob extends AutoCloseable {
  /** A blob of a copy of those bytes. */
  static Blob of(byte[] bytes) {
    return Engine.get().payloads().blob(bytes.length, false, out -> out.put(bytes));
  }

  /** A blob of a copy of that buffer. */
  static Blob of(Buffer bytes) {
    return Engine.get().payloads().blob(bytes);
  }

  /**
   * A blob that {@code fill} writes in place, in zeroed memory.
   *
   * <p>On an event loop this waits, and holds up all others there, when the store must grow first;
   * {@link #writeAsync} does not.
   *
   * @param size bytes
   * @param fill gets all bytes in native order, on this thread; it must not touch them afterwards
   * @throws CallFailedException {@link Failure#STORE_FULL} if there is no room
   */
  static Blob write(long size, Consumer<ByteBuffer> fill) {
    return Engine.get().payloads().blob(size, true, fill);
  }

  /** As {@link #write}, but what {@code fill} does not write is whatever was there before. */
  static Blob overwrite(long size, Consumer<ByteBuffer> fill) {
    return Engine.get().payloads().blob(size, false, fill);
  }

  /**
   * As {@link #write}, without waiting: {@code fill} runs once there is room, on the caller's
   * context.
   */
  static Future<Blob> writeAsync(long size, Consumer<ByteBuffer> fill) {
    return Engine.get().payloads().blobAsync(size, true, fill);
  }

  /**
   * The body of a request, written into the store as it arrives; or what a body handler before this
   * has read. Fails when the client goes away half way, and for a body over {@code maxBody}, which
   * is answered with 413.
   */
  static Future<Blob> body(RoutingContext context) {
    return Engine.get().payloads().body(context);
  }

  /**
   * Sends the blob as the response, from where it lies, with its length.
   *
   * @param contentType such as {@code image/png}
   * @return ends when the last byte was written; until then the memory is kept, whatever happens to
   *     this instance
   */
  Future<Void> send(RoutingContext context, String contentType);

  /** Number of bytes. */
  long length();

  /** All bytes, as a view. */
  ByteBuffer bytes();

  /** Some bytes, as a view. */
  ByteBuffer bytes(long offset, int length);

  /** All bytes as a view for Vert.x; read-only. */
  Buffer buffer();

  /**
   * One more instance over the same bytes, which belongs to no call: it must be closed.
   *
   * @throws IllegalStateException if this one is closed
   */
  Blob retain();

  /** Ends this lease; others go on. Closing twice is closing once. */
  @Override
  void close();
}
