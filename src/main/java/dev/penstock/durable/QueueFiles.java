package dev.penstock.durable;

import io.vertx.core.buffer.Buffer;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.channels.FileChannel;
import java.nio.file.DirectoryStream;
import java.nio.file.FileStore;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.Locale;
import java.util.function.Consumer;
import java.util.function.LongSupplier;
import java.util.function.ObjLongConsumer;
import net.openhft.chronicle.bytes.Bytes;
import net.openhft.chronicle.core.time.TimeProvider;
import net.openhft.chronicle.queue.ExcerptAppender;
import net.openhft.chronicle.queue.ExcerptTailer;
import net.openhft.chronicle.queue.RollCycles;
import net.openhft.chronicle.queue.impl.single.SingleChronicleQueue;
import net.openhft.chronicle.queue.impl.single.SingleChronicleQueueBuilder;
import net.openhft.chronicle.wire.DocumentContext;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Bytes in a Chronicle queue of hourly files. An index is a record's place; those of later records
 * are larger.
 *
 * <p>Appending, {@link #force}, {@link #deleteCycle} and {@link #close} belong to one thread, each
 * {@link Reader} to one of its own. Chronicle maps its files: room that a record needs must be
 * there before, for a mapped file on a full disk kills the process; see {@link #freeBytes}.
 */
final class QueueFiles implements AutoCloseable {
  static {
    // Before the first class of Chronicle is loaded.
    System.setProperty("chronicle.analytics.disable", "true");
    System.setProperty("chronicle.announcer.disable", "true");
    System.setProperty("chronicle.disk.monitor.disable", "true");
    // What failed in the middle has left Chronicle's own lock behind. Nobody else writes: the
    // directory is locked.
    System.setProperty("queue.force.unlock.mode", "ALWAYS");
  }

  private static final Logger LOG = LoggerFactory.getLogger(QueueFiles.class);
  private static final RollCycles CYCLE = RollCycles.FAST_HOURLY;

  /** What is mapped at a time; a record may be a quarter of it. */
  private static final int BLOCK_BYTES = 4 << 20;

  /** After one and a half times that a lock that was left behind is broken. */
  private static final long LOCK_MILLIS = 2000;

  /** The largest record. */
  static final int MOST_BYTES = 1 << 20;

  private final Path directory;
  private final FileStore disk;
  private final SingleChronicleQueue queue;
  private ExcerptAppender appender;

  /** Whether the appender has failed: it may have nothing to write to since. */
  private boolean failed;

  private int forced = Integer.MIN_VALUE;

  /** The file that nobody but this user may read; those before it likewise. */
  private int restricted = Integer.MIN_VALUE;

  private @Nullable FileChannel current;

  /**
   * Opens a queue, or makes one.
   *
   * @param clock milliseconds since 1970; never goes back
   */
  QueueFiles(Path directory, LongSupplier clock) throws IOException {
    this.directory = directory;
    this.disk = Files.getFileStore(directory);
    this.queue =
        SingleChronicleQueueBuilder.binary(directory)
            .rollCycle(CYCLE)
            .blockSize(BLOCK_BYTES)
            .timeoutMS(LOCK_MILLIS)
            .timeProvider((TimeProvider) clock::getAsLong)
            .build();
    this.appender = queue.createAppender();
    try (DirectoryStream<Path> files = Files.newDirectoryStream(directory)) {
      for (Path file : files) {
        LogDirectory.restrict(file);
      }
    } catch (IOException | RuntimeException e) {
      close();
      throw e;
    }
  }

  /**
   * Gives each record and its index in order. File by file: one that was cut short has no end mark,
   * at which a tailer would go on to the next.
   */
  private static void readAll(
      SingleChronicleQueue queue, ExcerptTailer tailer, ObjLongConsumer<Buffer> each) {
    int last = queue.lastCycle();
    for (int cycle = queue.firstCycle(); cycle <= last; cycle++) {
      boolean more = tailer.moveToIndex(CYCLE.toIndex(cycle, 0));
      while (more) {
        try (DocumentContext document = tailer.readingDocument()) {
          more = document.isPresent() && cycle(document.index()) == cycle;
          if (more) {
            each.accept(bytes(document), document.index());
          }
        }
      }
    }
  }

  /** Gives each record of a queue in order, and changes nothing. */
  static void readAll(Path directory, Consumer<Buffer> each) {
    try (SingleChronicleQueue queue =
            SingleChronicleQueueBuilder.binary(directory)
                .rollCycle(CYCLE)
                .blockSize(BLOCK_BYTES)
                .readOnly(true)
                .build();
        ExcerptTailer tailer = queue.createTailer()) {
      readAll(queue, tailer, (record, index) -> each.accept(record));
    }
  }

  private static Buffer bytes(DocumentContext document) {
    var wire = document.wire();
    if (wire == null) {
      return Buffer.buffer();
    }
    Bytes<?> in = wire.bytes();
    byte[] copy = new byte[Math.toIntExact(in.readRemaining())];
    in.read(copy);
    return Buffer.buffer(copy);
  }

  /** How many bytes of the disk are free. */
  long freeBytes() {
    try {
      return disk.getUsableSpace();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** Appends a record and gives its index. */
  long append(Buffer record) {
    if (failed) {
      appender.close();
      // It may have seen a directory that was away.
      queue.refreshDirectoryListing();
      appender = queue.createAppender();
    }
    failed = true;
    long index = write(record);
    failed = false;
    if (cycle(index) != restricted) {
      restrict(cycle(index));
    }
    return index;
  }

  /** Chronicle makes files that everybody may read, if it were not for the directory. */
  private void restrict(int cycle) {
    try {
      LogDirectory.restrict(file(cycle));
      restricted = cycle;
    } catch (IOException e) {
      LOG.warn("who may read {} could not be said: {}", file(cycle), e.toString());
    }
  }

  private long write(Buffer record) {
    try (DocumentContext document = appender.writingDocument()) {
      try {
        var wire = document.wire();
        if (wire == null) {
          throw new IllegalStateException("a record could not be begun");
        }
        wire.bytes().write(record.getBytes());
        return document.index();
      } catch (Throwable thrown) {
        document.rollbackOnClose();
        throw thrown;
      }
    }
  }

  /** Brings all records to the disk. */
  void force() throws IOException {
    int cycle = queue.lastCycle();
    FileChannel channel = current;
    if (channel == null || forced != cycle) {
      if (channel != null) {
        channel.force(false);
        channel.close();
      }
      LogDirectory.sync(directory);
      // Chronicle's own sync covers less than the whole file, and needs a native library.
      channel = FileChannel.open(file(cycle), StandardOpenOption.READ, StandardOpenOption.WRITE);
      current = channel;
      forced = cycle;
    }
    channel.force(false);
  }

  private Path file(int cycle) {
    Instant begin = Instant.ofEpochMilli((long) cycle * CYCLE.lengthInMillis());
    return directory.resolve(
        DateTimeFormatter.ofPattern(CYCLE.format(), Locale.ROOT)
                .withZone(ZoneOffset.UTC)
                .format(begin)
            + SingleChronicleQueue.SUFFIX);
  }

  /** Takes away a file whose records nobody needs. Never the last one. */
  void deleteCycle(int cycle) throws IOException {
    Files.deleteIfExists(file(cycle));
    queue.refreshDirectoryListing();
  }

  /**
   * Whether the queue itself takes that record for its last one. If not, its last file was cut
   * short: what is appended there would be written behind a hole, and never read.
   *
   * @param index of the last record that could be read; negative if none could
   */
  boolean endsWith(long index) {
    try {
      return Math.max(-1, queue.lastIndex()) == Math.max(-1, index);
    } catch (RuntimeException | AssertionError unreadable) {
      return false;
    }
  }

  /** When the first file begins that does not exist yet, in milliseconds since 1970. */
  long nextCycleMillis() {
    return (queue.lastCycle() + 1L) * CYCLE.lengthInMillis();
  }

  /** Which file a record is in; later ones are in files of larger numbers. */
  static int cycle(long index) {
    return CYCLE.toCycle(index);
  }

  @Override
  public void close() {
    try {
      if (current != null) {
        current.close();
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    } finally {
      appender.close();
      queue.close();
    }
  }

  /** Reads records from now on. */
  Reader reader() {
    return new Reader();
  }

  /** Reads records. Each belongs to the thread that uses it first. */
  final class Reader implements AutoCloseable {
    private final ExcerptTailer tailer = queue.createTailer();

    /** All records from the first one, in order. */
    void all(ObjLongConsumer<Buffer> each) {
      readAll(queue, tailer, each);
    }

    /** The record at that index; null if its file is not there any more. */
    @Nullable Buffer at(long index) {
      if (!tailer.moveToIndex(index)) {
        return null;
      }
      try (DocumentContext document = tailer.readingDocument()) {
        return document.isPresent() && document.index() == index ? bytes(document) : null;
      }
    }

    @Override
    public void close() {
      tailer.close();
    }
  }
}
