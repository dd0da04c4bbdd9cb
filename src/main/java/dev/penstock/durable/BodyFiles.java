package dev.penstock.durable;

import io.vertx.core.Future;
import io.vertx.core.Promise;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.DirectoryStream;
import java.nio.file.FileStore;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.util.UUID;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.RejectedExecutionException;
import java.util.function.LongPredicate;
import java.util.zip.CRC32C;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Bodies that are too large for the log, each in a file: a draft until the log names it, then
 * {@code NUMBER.request} or {@code NUMBER.answer}. What the log does not name goes when it is
 * opened.
 */
public final class BodyFiles {
  /** From so many bytes on a body stands in a file. */
  public static final int FROM_BYTES = 64 * 1024;

  private static final Logger LOG = LoggerFactory.getLogger(BodyFiles.class);
  private static final String DRAFT = ".draft";
  private static final String REQUEST = ".request";
  private static final String ANSWER = ".answer";

  private static final int PIECE_BYTES = 256 * 1024;

  /** Apart from who reads records: those are not to wait for a large file. */
  private final ExecutorService checking = OneThread.named("penstock-durable-check");

  private final Path folder;
  private final @Nullable FileStore disk;

  BodyFiles(Path folder) {
    this.folder = folder;
    FileStore found = null;
    try {
      found = Files.getFileStore(folder);
    } catch (IOException e) {
      LOG.warn("how full the disk of {} is cannot be seen: {}", folder, e.toString());
    }
    this.disk = found;
  }

  /** Whether so many bytes more leave the log the room that it needs. Quick. */
  boolean hasRoom(long bytes) {
    try {
      return disk == null || disk.getUsableSpace() > bytes + LogWriter.MARGIN_BYTES;
    } catch (IOException e) {
      return false;
    }
  }

  /** Makes an empty file, of this user alone, for a body that comes. Waits for the disk. */
  public Path draft() throws IOException {
    Path file = folder.resolve(UUID.randomUUID() + DRAFT);
    return Files.createFile(file, LogDirectory.attributes(file, "rw-------"));
  }

  /** Where they are. */
  Path folder() {
    return folder;
  }

  /** The file of a body. */
  public Path path(Body.InFile body) {
    return folder.resolve(body.file());
  }

  /** Brings a draft to the disk. Waits for it. */
  public void sync(Path draft) throws IOException {
    LogDirectory.sync(draft);
  }

  /**
   * Whether a body is as it was written. Reads all of its file, on a thread for that.
   *
   * @return fails with {@link DamagedBodyException} if it is not
   */
  public Future<Void> check(Body body) {
    if (!(body instanceof Body.InFile file)) {
      return Future.succeededFuture();
    }
    Promise<Void> done = Promise.promise();
    try {
      checking.execute(
          () -> {
            try {
              read(file);
              done.complete();
            } catch (IOException | RuntimeException e) {
              done.fail(e);
            }
          });
    } catch (RejectedExecutionException e) {
      done.fail(e); // The log is closed.
    }
    return done.future();
  }

  private void read(Body.InFile body) throws IOException {
    CRC32C crc = new CRC32C();
    long length = 0;
    ByteBuffer piece = ByteBuffer.allocate(PIECE_BYTES);
    try (FileChannel file = FileChannel.open(path(body), StandardOpenOption.READ)) {
      while (file.read(piece.clear()) >= 0) {
        length += piece.position();
        crc.update(piece.flip());
      }
    } catch (NoSuchFileException e) {
      throw new DamagedBodyException(body, "is missing");
    }
    if (length != body.length()) {
      throw new DamagedBodyException(body, "has " + length + " bytes instead of " + body.length());
    }
    if ((int) crc.getValue() != body.crc()) {
      throw new DamagedBodyException(body, "is damaged: its checksum is wrong");
    }
  }

  /** Checks no more. */
  void close() {
    checking.shutdown();
  }

  Body ofRequest(Body body, long number) throws IOException {
    return named(body, number, REQUEST);
  }

  Body ofAnswer(Body body, long number) throws IOException {
    return named(body, number, ANSWER);
  }

  private Body named(Body body, long number, String suffix) throws IOException {
    if (!(body instanceof Body.InFile draft)) {
      return body;
    }
    String name = number + suffix;
    Files.move(path(draft), folder.resolve(name), StandardCopyOption.ATOMIC_MOVE);
    return new Body.InFile(name, draft.length(), draft.crc());
  }

  /** Whether a write failed for want of room. */
  static boolean isFull(Throwable failure) {
    for (Throwable each = failure; each != null; each = each.getCause()) {
      String message = each.getMessage();
      if (message != null
          && (message.contains("No space left") || message.contains("Disk quota exceeded"))) {
        return true;
      }
    }
    return false;
  }

  /** Brings the names of all files to the disk. */
  void syncNames() throws IOException {
    LogDirectory.sync(folder);
  }

  /** Takes away the files of a request. */
  void delete(long number) {
    delete(folder.resolve(number + REQUEST));
    delete(folder.resolve(number + ANSWER));
  }

  /** Takes away a file, if it is there. */
  public void delete(Path file) {
    try {
      Files.deleteIfExists(file);
    } catch (IOException e) {
      LOG.warn("the body {} could not be deleted: {}", file, e.toString());
    }
  }

  /** Takes away what belongs to no request that is kept. */
  void sweep(LongPredicate kept) throws IOException {
    try (DirectoryStream<Path> files = Files.newDirectoryStream(folder)) {
      for (Path file : files) {
        String name = file.getFileName().toString();
        int dot = name.indexOf('.');
        if (name.endsWith(DRAFT) || dot < 1 || !isKept(name.substring(0, dot), kept)) {
          delete(file);
        }
      }
    }
  }

  private static boolean isKept(String number, LongPredicate kept) {
    try {
      return kept.test(Long.parseLong(number));
    } catch (NumberFormatException e) {
      return false;
    }
  }
}
