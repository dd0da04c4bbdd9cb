package dev.penstock.durable;

import java.io.IOException;
import java.nio.file.DirectoryStream;
import java.nio.file.FileStore;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.UUID;
import java.util.function.LongPredicate;
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
