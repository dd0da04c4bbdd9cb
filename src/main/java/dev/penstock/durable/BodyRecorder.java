package dev.penstock.durable;

import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.file.AsyncFile;
import io.vertx.core.file.OpenOptions;
import io.vertx.core.internal.buffer.BufferInternal;
import io.vertx.core.streams.ReadStream;
import java.nio.file.Path;
import java.util.concurrent.atomic.AtomicReference;
import java.util.zip.CRC32C;
import org.jspecify.annotations.Nullable;

/**
 * Writes a body that comes in pieces into a draft of {@link BodyFiles}, as fast as the disk takes
 * it. Ends once: with the last piece on the file, or by a failure, after which there is no file.
 * Confined to the context of the stream.
 */
public final class BodyRecorder {
  /** So much is written between two looks at what the disk has left. */
  private static final long LOOK_BYTES = 1L << 20;

  private final BodyFiles files;
  private final ReadStream<Buffer> source;
  private final Path draft;
  private final AsyncFile file;
  private final boolean sync;
  private final CRC32C crc = new CRC32C();
  private final Promise<Body.InFile> done = Promise.promise();
  private long length;

  /** The length at which the disk is looked at again. */
  private long lookAt;

  private boolean over;

  private BodyRecorder(
      BodyFiles files, ReadStream<Buffer> source, Path draft, AsyncFile file, boolean sync) {
    this.files = files;
    this.source = source;
    this.draft = draft;
    this.file = file;
    this.sync = sync;
  }

  /**
   * Records a body.
   *
   * @param source paused meanwhile by this; on its context
   * @param sync whether the bytes are to be on the disk when it ends
   */
  public static Future<Body.InFile> record(
      Vertx vertx, BodyFiles files, ReadStream<Buffer> source, boolean sync) {
    source.pause();
    // The sender may be gone before there is a draft, and nobody would hear of it later.
    AtomicReference<Throwable> early = new AtomicReference<>();
    source.exceptionHandler(cause -> early.compareAndSet(null, cause));
    return vertx
        .executeBlocking(files::draft, false)
        .compose(
            draft ->
                vertx
                    .fileSystem()
                    .open(draft.toString(), new OpenOptions().setCreate(false).setRead(false))
                    .onFailure(failure -> files.delete(draft))
                    .map(file -> new BodyRecorder(files, source, draft, file, sync)))
        .compose(recorder -> recorder.run(early.get()));
  }

  private Future<Body.InFile> run(@Nullable Throwable early) {
    file.exceptionHandler(this::fail);
    source.exceptionHandler(this::fail).handler(this::write).endHandler(end -> finish());
    if (early == null) {
      source.resume();
    } else {
      fail(early);
    }
    return done.future();
  }

  private void write(Buffer piece) {
    if (over) {
      return;
    }
    if (length >= lookAt) {
      lookAt = length + LOOK_BYTES;
      if (!files.hasRoom(LOOK_BYTES)) {
        fail(new DiskFullException(files.folder()));
        return;
      }
    }
    crc.update(((BufferInternal) piece).getByteBuf().nioBuffer());
    length += piece.length();
    file.write(piece).onFailure(this::fail);
    if (file.writeQueueFull()) {
      source.pause();
      file.drainHandler(drained -> source.resume());
    }
  }

  private void finish() {
    if (over) {
      return;
    }
    over = true;
    Future<Void> written = sync ? file.flush() : Future.succeededFuture();
    written
        .eventually(file::close)
        .map(
            closed -> new Body.InFile(draft.getFileName().toString(), length, (int) crc.getValue()))
        .onFailure(failure -> files.delete(draft))
        .onComplete(done);
  }

  private void fail(Throwable cause) {
    if (over) {
      return;
    }
    over = true;
    source.resume();
    file.close()
        .onComplete(
            closed -> {
              files.delete(draft);
              done.fail(BodyFiles.isFull(cause) ? new DiskFullException(files.folder()) : cause);
            });
  }
}
