package dev.penstock.durable;

import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.internal.buffer.BufferInternal;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.zip.CRC32C;

/** Turns bytes in memory into a {@link Body}, and back. Thread-safe; waits for no disk itself. */
public final class BodyBytes {
  private final Vertx vertx;
  private final BodyFiles files;

  /** Of a log with those files. */
  public BodyBytes(Vertx vertx, BodyFiles files) {
    this.vertx = vertx;
    this.files = files;
  }

  /**
   * A body of those bytes, which are not changed any more: many of them go into a draft.
   *
   * @param sync whether a draft is to be on the disk when this ends
   * @return fails with {@link DiskFullException} if there is no room, and then leaves no draft
   */
  public Future<Body> keep(Buffer bytes, boolean sync) {
    return bytes.length() < BodyFiles.FROM_BYTES
        ? Future.succeededFuture(new Body.Inline(bytes))
        : vertx.executeBlocking(() -> write(bytes, sync), false);
  }

  private Body write(Buffer bytes, boolean sync) throws IOException {
    if (!files.hasRoom(bytes.length())) {
      throw new DiskFullException(files.folder());
    }
    ByteBuffer all = ((BufferInternal) bytes).getByteBuf().nioBuffer();
    int crc = crc(all.duplicate());
    Path draft = files.draft();
    try (FileChannel channel = FileChannel.open(draft, StandardOpenOption.WRITE)) {
      while (all.hasRemaining()) {
        channel.write(all);
      }
      if (sync) {
        channel.force(false);
      }
      return new Body.InFile(draft.getFileName().toString(), bytes.length(), crc);
    } catch (IOException e) {
      files.delete(draft);
      if (BodyFiles.isFull(e)) {
        throw new DiskFullException(files.folder());
      }
      throw e;
    }
  }

  /** The bytes of a body; fails if its file is gone, or was damaged. */
  public Future<Buffer> read(Body body) {
    return body instanceof Body.InFile file
        ? vertx.executeBlocking(() -> read(file), false)
        : Future.succeededFuture(((Body.Inline) body).bytes());
  }

  private Buffer read(Body.InFile file) throws IOException {
    byte[] bytes = Files.readAllBytes(files.path(file));
    if (bytes.length != file.length() || crc(ByteBuffer.wrap(bytes)) != file.crc()) {
      throw new IOException("the body " + files.path(file) + " is not what was written: damaged");
    }
    return Buffer.buffer(bytes);
  }

  private static int crc(ByteBuffer bytes) {
    CRC32C crc = new CRC32C();
    crc.update(bytes);
    return (int) crc.getValue();
  }
}
