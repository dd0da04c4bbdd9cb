package dev.penstock.durable;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.channels.OverlappingFileLockException;
import java.nio.charset.StandardCharsets;
import java.nio.file.AccessDeniedException;
import java.nio.file.DirectoryStream;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.FileAttribute;
import java.nio.file.attribute.PosixFileAttributeView;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.SecureRandom;
import java.util.List;
import java.util.Objects;
import java.util.Set;

/**
 * The directory of a log, held by one process at a time:
 *
 * <pre>
 *   lock      locked while the log is open; its text is the process id of who has locked it
 *   log-id    eight hexadecimal digits, made with the directory
 *   owner     who has taken over the log; missing if nobody has; see {@link LogOwner}
 *   adopted   the logs that its owner has taken over; see {@link AdoptionList}
 *   log/      the queue
 *   bodies/   large bodies
 * </pre>
 */
final class LogDirectory implements AutoCloseable {
  private static final String DIRECTORY_MODE = "rwx------";
  private static final String FILE_MODE = "rw-------";

  private final Path path;
  private final FileChannel lockFile;
  private final FileLock lock;
  private final int id;

  private LogDirectory(Path path, FileChannel lockFile, FileLock lock, int id) {
    this.path = path;
    this.lockFile = lockFile;
    this.lock = lock;
    this.id = id;
  }

  /**
   * Makes the directory if it is missing, and locks it.
   *
   * @throws LogUnusableException if that cannot be; another process may have it, or have taken it
   *     over
   */
  static LogDirectory open(Path directory) {
    Path path = directory.toAbsolutePath().normalize();
    // Also before it is locked: who has taken it over may be alive, and is to be named.
    if (Files.isReadable(path.resolve("owner"))) {
      refuseIfTaken(path);
    }
    LogDirectory locked = lock(path);
    try {
      refuseIfTaken(path);
      return locked;
    } catch (LogUnusableException e) {
      locked.close();
      throw e;
    }
  }

  private static void refuseIfTaken(Path path) {
    LogOwner.of(path)
        .ifPresent(
            owner -> {
              throw new LogUnusableException(
                  path,
                  "was taken over by "
                      + owner.words()
                      + ", and its requests run there: name another directory (async.directory); to"
                      + " take it back, stop that node and delete the file owner",
                  null);
            });
  }

  /**
   * Locks the directory of a log that is there, whoever has taken it over.
   *
   * @throws LogUnusableException if that cannot be; another process may have it
   */
  static LogDirectory take(Path directory) {
    idOf(directory);
    return lock(directory);
  }

  private static LogDirectory lock(Path path) {
    try {
      makeDirectory(path);
      makeDirectory(path.resolve("log"));
      makeDirectory(path.resolve("bodies"));
      Path file = path.resolve("lock");
      FileChannel channel =
          FileChannel.open(
              file,
              Set.of(StandardOpenOption.CREATE, StandardOpenOption.READ, StandardOpenOption.WRITE),
              attributes(file, FILE_MODE));
      try {
        FileLock lock = lock(path, channel);
        write(channel, Long.toString(ProcessHandle.current().pid()));
        return new LogDirectory(path, channel, lock, identity(path));
      } catch (IOException | RuntimeException e) {
        channel.close();
        throw e;
      }
    } catch (AccessDeniedException e) {
      throw new LogUnusableException(path, "is not writable: allow it, or name another", e);
    } catch (FileSystemException e) {
      String reason = e.getReason() == null ? e.toString() : e.getReason();
      throw new LogUnusableException(path, "cannot be used (" + reason + "): name another", e);
    } catch (IOException e) {
      throw new LogUnusableException(path, "cannot be used (" + e + "): name another", e);
    }
  }

  private static void makeDirectory(Path path) throws IOException {
    if (Files.isDirectory(path)) {
      return;
    }
    Path parent = path.getParent();
    if (parent != null && !Files.isDirectory(parent)) {
      Files.createDirectories(parent);
    }
    Files.createDirectory(path, attributes(path, DIRECTORY_MODE));
  }

  static FileAttribute<?>[] attributes(Path path, String mode) throws IOException {
    Path parent = path.getParent();
    boolean posix =
        parent != null
            && Files.getFileStore(parent).supportsFileAttributeView(PosixFileAttributeView.class);
    return posix
        ? new FileAttribute<?>[] {
          PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString(mode))
        }
        : new FileAttribute<?>[0];
  }

  /** Lets nobody but this user read a file. */
  static void restrict(Path file) throws IOException {
    PosixFileAttributeView view = Files.getFileAttributeView(file, PosixFileAttributeView.class);
    if (view != null) {
      view.setPermissions(PosixFilePermissions.fromString(FILE_MODE));
    }
  }

  private static FileLock lock(Path path, FileChannel channel) throws IOException {
    FileLock lock;
    try {
      lock = channel.tryLock();
    } catch (OverlappingFileLockException e) {
      lock = null;
    }
    if (lock == null) {
      throw new LogUnusableException(
          path,
          "belongs to process "
              + read(channel)
              + ", which is alive: stop it, or name another directory",
          null);
    }
    return lock;
  }

  private static String read(FileChannel channel) throws IOException {
    ByteBuffer text = ByteBuffer.allocate(32);
    channel.read(text, 0);
    return StandardCharsets.US_ASCII.decode(text.flip()).toString().trim();
  }

  private static void write(FileChannel channel, String text) throws IOException {
    channel.truncate(0);
    channel.write(ByteBuffer.wrap(text.getBytes(StandardCharsets.US_ASCII)), 0);
  }

  private static int identity(Path path) throws IOException {
    Path file = path.resolve("log-id");
    try {
      return Integer.parseUnsignedInt(Files.readString(file).trim(), 16);
    } catch (NoSuchFileException e) {
      int id = new SecureRandom().nextInt();
      replace(file, text(id) + "\n");
      return id;
    } catch (NumberFormatException e) {
      throw new LogUnusableException(
          path, "has a file log-id that is damaged: restore it, or name another directory", e);
    }
  }

  /** The id of a log as people and files have it. */
  static String text(int id) {
    return String.format("%08x", id);
  }

  /** Writes a small file anew, for this user alone: all of it is on the disk, or nothing. */
  static void replace(Path file, String text) throws IOException {
    Path draft = file.resolveSibling(file.getFileName() + ".new");
    Files.deleteIfExists(draft);
    Files.createFile(draft, attributes(draft, FILE_MODE));
    Files.writeString(draft, text);
    sync(draft);
    Files.move(draft, file, StandardCopyOption.ATOMIC_MOVE);
    sync(Objects.requireNonNull(file.toAbsolutePath().getParent()));
  }

  /**
   * Takes away a log that somebody has taken over and in which nothing is left: all but the
   * directory and its lock, so that a new log may begin there. Nothing happens if the log is
   * somebody else's, or gone.
   *
   * @param owner id of the own log of who has taken it over
   * @throws LogUnusableException if another process has it
   */
  static void empty(Path directory, int owner) throws IOException {
    if (!Files.isDirectory(directory)) {
      return;
    }
    LogDirectory locked = lock(directory);
    try {
      if (LogOwner.of(directory).filter(found -> found.log() == owner).isEmpty()) {
        return;
      }
      for (Path folder : List.of(locked.log(), locked.bodies())) {
        try (DirectoryStream<Path> files = Files.newDirectoryStream(folder)) {
          for (Path file : files) {
            Files.delete(file);
          }
        }
        Files.delete(folder);
      }
      Files.deleteIfExists(directory.resolve("log-id"));
      AdoptionList.delete(directory);
      sync(directory);
      // Last: until then nobody else begins anything here.
      LogOwner.delete(directory);
      sync(directory);
    } finally {
      locked.close();
    }
  }

  /**
   * The id of a log that is there; changes nothing.
   *
   * @throws LogUnusableException if there is none
   */
  static int idOf(Path path) {
    try {
      return Integer.parseUnsignedInt(Files.readString(path.resolve("log-id")).trim(), 16);
    } catch (IOException | NumberFormatException e) {
      throw new LogUnusableException(path, "is none, or cannot be read (" + e + ")", e);
    }
  }

  /** Brings a file's bytes, or the names in a directory, to the disk. */
  static void sync(Path path) throws IOException {
    try (FileChannel channel = FileChannel.open(path, StandardOpenOption.READ)) {
      channel.force(true);
    }
  }

  /** Where it is. */
  Path path() {
    return path;
  }

  /** The folder of the queue. */
  Path log() {
    return path.resolve("log");
  }

  /** The folder of large bodies. */
  Path bodies() {
    return path.resolve("bodies");
  }

  /** What ids of this log's requests begin with, after their time. */
  int id() {
    return id;
  }

  @Override
  public void close() {
    try {
      lock.release();
      lockFile.close();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
