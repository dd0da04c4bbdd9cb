package dev.penstock.store;

import java.io.IOException;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;

/**
 * Kills writers and readers of one store at random points: a writer puts objects and lets go of
 * some early, two readers check each word when they get an object and again before they let it go.
 * Their lines pass through here, so that a process can die with lines under way. A process that
 * does not answer for a minute, or dies by itself, ends the torture with an error.
 */
final class StoreTorture implements AutoCloseable {
  private static final int READERS = 2;
  private static final int MOST_UNREAD = 32;
  private static final int MOST_BATCHES = 24;
  private static final long CLEAN_WITHIN_NANOS = TimeUnit.SECONDS.toNanos(5);

  private final Path directory;
  private final Random random;
  private final List<Reader> readers = new ArrayList<>();
  private ChildJvm writer;
  private final Counts counts = new Counts();

  /** What came of it. */
  static final class Counts {
    int writersKilled;
    int readersKilled;
    long puts;
    long verified;
    long stale;
    long torn;
    long full;
    long leakedBytes;

    @Override
    public String toString() {
      return ("writers killed %d, readers killed %d: puts %d, verified %d, torn %d, clean stale %d,"
              + " store full %d, bytes leaked %d, hangs 0")
          .formatted(writersKilled, readersKilled, puts, verified, torn, stale, full, leakedBytes);
    }
  }

  private static final class Reader {
    ChildJvm process;
    int unread;

    Reader(ChildJvm process) {
      this.process = process;
    }
  }

  StoreTorture(Path directory, long seed) throws IOException, InterruptedException {
    this.directory = directory;
    this.random = new Random(seed);
    this.writer = start();
    for (int i = 0; i < READERS; i++) {
      readers.add(new Reader(start()));
    }
  }

  private ChildJvm start() throws IOException, InterruptedException {
    ChildJvm process = ChildJvm.start(TortureProcess.class, directory, random.nextLong());
    process.line();
    return process;
  }

  /** So many rounds of each kind, in turn. */
  Counts run(int rounds) throws IOException, InterruptedException {
    for (int i = 0; i < rounds; i++) {
      killWriter();
      killReader();
    }
    drain();
    for (Reader each : readers) {
      each.process.end();
    }
    writer.end();
    counts.leakedBytes += used(StoreInspection.of(directory, Instant.now()));
    return counts;
  }

  private static long used(StoreInspection store) {
    return store.segments().stream().mapToLong(StoreInspection.Segment::size).sum();
  }

  private void killWriter() throws IOException, InterruptedException {
    workUntilRandomPoint();
    writer.kill();
    counts.writersKilled++;
    forwardRest();
    for (Reader each : readers) {
      readAll(each);
      drain(each);
    }
    awaitNoSegments();
    writer = start();
  }

  private void killReader() throws IOException, InterruptedException {
    workUntilRandomPoint();
    Reader victim = readers.get(random.nextInt(READERS));
    victim.process.kill();
    counts.readersKilled++;
    victim.process.rest().forEach(this::count);
    victim.process = start();
    victim.unread = 0;
    forwardUntilDone();
    drain();
  }

  /** Leaves the writer within a batch, and the readers within what they were told so far. */
  private void workUntilRandomPoint() throws InterruptedException {
    int batches = random.nextInt(MOST_BATCHES);
    for (int i = 0; i < batches; i++) {
      writer.say("go");
      forwardUntilDone();
    }
    writer.say("go");
    for (int i = random.nextInt(TortureProcess.BATCH); i > 0; i--) {
      forward(writer.line());
    }
    LockSupport.parkNanos(random.nextInt(2_000_000));
  }

  private void forwardUntilDone() throws InterruptedException {
    String line = writer.line();
    while (!line.equals("done")) {
      forward(line);
      line = writer.line();
    }
  }

  private void forwardRest() throws InterruptedException {
    for (String line : writer.rest()) {
      // The last line may be half a line.
      if (line.length() == 2 * ObjectRef.BYTES + 1 + 2 * Long.BYTES) {
        forward(line);
      }
    }
  }

  private void forward(String line) throws InterruptedException {
    if (line.startsWith("full")) {
      counts.full++;
      return;
    }
    counts.puts++;
    for (Reader each : readers) {
      each.process.say(line);
      each.unread++;
      while (each.unread > MOST_UNREAD) {
        count(each);
      }
    }
  }

  private void readAll(Reader reader) throws InterruptedException {
    while (reader.unread > 0) {
      count(reader);
    }
  }

  private void count(Reader reader) throws InterruptedException {
    String line = reader.process.line();
    count(line);
    if (!line.equals("verified") && !line.startsWith("torn while")) {
      reader.unread--;
    }
  }

  private void count(String line) {
    switch (line) {
      case "verified" -> counts.verified++;
      case "stale" -> counts.stale++;
      case "read" -> {}
      default -> {
        if (line.startsWith("torn")) {
          counts.torn++;
          System.out.println(line);
        }
      }
    }
  }

  /** Readers first: the writer waits until they hold nothing. */
  private void drain() throws InterruptedException {
    for (Reader each : readers) {
      readAll(each);
      drain(each);
    }
    writer.say("drain");
    counts.leakedBytes += left(writer.line());
  }

  private void drain(Reader reader) throws InterruptedException {
    reader.process.say("drain");
    String line = reader.process.line();
    while (!line.startsWith("drained")) {
      count(line);
      line = reader.process.line();
    }
  }

  private static long left(String drained) {
    return Long.parseLong(drained.substring("drained ".length()));
  }

  /** Only the writer has segments. */
  private void awaitNoSegments() throws IOException {
    long end = System.nanoTime() + CLEAN_WITHIN_NANOS;
    while (StoreDirectory.files(directory).stream().anyMatch(each -> each.startsWith("seg-"))) {
      if (System.nanoTime() > end) {
        counts.leakedBytes += used(StoreInspection.of(directory, Instant.now()));
        return;
      }
      LockSupport.parkNanos(TimeUnit.MILLISECONDS.toNanos(2));
    }
  }

  @Override
  public void close() {
    writer.close();
    readers.forEach(each -> each.process.close());
  }
}
