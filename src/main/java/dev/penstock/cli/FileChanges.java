package dev.penstock.cli;

import java.time.Duration;
import java.util.function.Function;

/**
 * Waits for changes of files by looking at them from time to time. This works on every file system
 * and for files that are replaced, and it costs little for the few hundred that a class path has.
 */
final class FileChanges {
  /** Time between two looks. */
  static final Duration PERIOD = Duration.ofMillis(200);

  /** A build writes many files: the last of them is written when nothing has changed so long. */
  static final Duration QUIET = Duration.ofMillis(300);

  /** Lets time pass. */
  @FunctionalInterface
  interface Pause {
    void take(Duration duration) throws InterruptedException;
  }

  private final Function<WatchedFiles, FileStamps> look;
  private final Pause pause;

  FileChanges(Function<WatchedFiles, FileStamps> look, Pause pause) {
    this.look = look;
    this.pause = pause;
  }

  /** Changes on disk, in real time. */
  static FileChanges onDisk() {
    return new FileChanges(WatchedFiles::look, time -> Thread.sleep(time.toMillis()));
  }

  /** How the files are now. */
  FileStamps look(WatchedFiles files) {
    return look.apply(files);
  }

  /** Waits until files differ from what they were, and are quiet; how they are then. */
  FileStamps await(WatchedFiles files, FileStamps seen) throws InterruptedException {
    FileStamps now = settled(files, seen);
    while (now.equals(seen)) {
      pause.take(PERIOD);
      now = settled(files, seen);
    }
    return now;
  }

  /** How the files are when nothing has changed for a while; at once if they are as before. */
  private FileStamps settled(WatchedFiles files, FileStamps seen) throws InterruptedException {
    FileStamps before = seen;
    FileStamps now = look.apply(files);
    while (!now.equals(before)) {
      before = now;
      pause.take(QUIET);
      now = look.apply(files);
    }
    return now;
  }
}
