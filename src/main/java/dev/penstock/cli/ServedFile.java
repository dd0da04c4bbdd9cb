package dev.penstock.cli;

import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A configuration file that a node serves: first as it is, then, if asked to, as it becomes. What
 * is wrong with new files is told, and the node goes on serving; if a new node cannot start when
 * the old one is gone, nothing serves until the next change. Used by one thread.
 */
final class ServedFile {
  private static final Logger LOG = LoggerFactory.getLogger(ServedFile.class);

  /** File systems stamp files by a clock that ticks only every few milliseconds. */
  private static final Duration CLOCK_TICK = Duration.ofMillis(20);

  /** Checks the configuration and prints what is wrong with it. */
  @FunctionalInterface
  interface Check {
    /**
     * Checks the configuration.
     *
     * @param consequence of errors, put after their number
     */
    CheckedFile run(String consequence);
  }

  private final ServingNode node;
  private final FileChanges changes;
  private final Check check;
  private final Path file;
  private WatchedFiles watched = WatchedFiles.NONE;
  private Instant checkBegan = Instant.EPOCH;

  ServedFile(ServingNode node, FileChanges changes, Check check, Path file) {
    this.node = node;
    this.changes = changes;
    this.check = check;
    this.file = file;
  }

  /**
   * Starts the first node.
   *
   * @param since when the JVM started
   * @return DONE if it serves; else why not, which is printed already
   */
  ExitCode start(Instant since) throws InterruptedException {
    CheckedFile checked = check(", nothing was started");
    if (!checked.isSound()) {
      checked.close();
      return ExitCode.REFUSED;
    }
    return node.start(checked, since) ? ExitCode.DONE : ExitCode.FAILED;
  }

  /**
   * Puts a new node in place of the one that serves whenever the files have changed. Goes on until
   * the thread is interrupted or the JVM ends.
   */
  void restartOnChange() throws InterruptedException {
    WatchedFiles before = watched;
    FileStamps seen = writtenBefore(checkBegan);
    while (true) {
      FileStamps now = changes.await(watched, seen);
      LOG.info("changed: {}", seen.changes(now));
      try {
        restart();
      } catch (RuntimeException | LinkageError e) {
        // Half-written classes can fail anywhere; the next change may mend them.
        LOG.error("the new version failed; waiting for the next change", e);
      }
      // What was not watched before may have been written since it was read.
      seen = watched.equals(before) ? now : writtenBefore(checkBegan);
      before = watched;
    }
  }

  /** Keeps no version in its caller's frame, so that an old one's classes can go. */
  private void restart() throws InterruptedException {
    WatchedFiles before = watched;
    CheckedFile checked =
        check(node.isServing() ? ", the old version goes on serving" : ", nothing serves");
    if (!checked.isSound()) {
      watched = watched.with(before);
      checked.close();
      return;
    }
    node.stop();
    if (!node.start(checked, checkBegan)) {
      LOG.warn("nothing serves until the next change");
    }
  }

  private CheckedFile check(String consequence) {
    checkBegan = Instant.now();
    CheckedFile checked = check.run(consequence);
    watched = WatchedFiles.of(file, checked.config());
    return checked;
  }

  private FileStamps writtenBefore(Instant time) {
    return changes.look(watched).before(time.minus(CLOCK_TICK));
  }
}
