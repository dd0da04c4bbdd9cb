package dev.penstock.benchmarks.share;

import dev.penstock.benchmarks.StoreFolder;
import dev.penstock.store.ObjectStore;
import dev.penstock.store.ObjectWriter;
import dev.penstock.store.StoredObject;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.ByteBuffer;
import java.nio.channels.ServerSocketChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.concurrent.TimeUnit;
import org.HdrHistogram.Histogram;

/** Sends payloads to a {@link Receiver} that it starts, and checks the answers. */
final class Sender implements AutoCloseable {
  private static final int SEGMENTS = 2;

  private final StoreFolder folder = new StoreFolder();
  private final ObjectStore store;
  private final Process process;
  private final PrintStream commands;
  private final Link link;

  /** Starts the other process. */
  Sender() throws IOException {
    store = ObjectStore.open(folder.settings(SEGMENTS));
    try (ServerSocketChannel server = Link.listen(folder.path())) {
      process = start(folder.path());
      commands = new PrintStream(process.getOutputStream(), true, StandardCharsets.US_ASCII);
      link = Link.ofSender(folder.path(), server);
    }
  }

  private static Process start(Path folder) throws IOException {
    return new ProcessBuilder(
            Path.of(System.getProperty("java.home"), "bin", "java").toString(),
            "-Dlogback.configurationFile=" + System.getProperty("logback.configurationFile"),
            "-cp",
            System.getProperty("java.class.path"),
            Receiver.class.getName(),
            folder.toString())
        .redirectError(ProcessBuilder.Redirect.INHERIT)
        .start();
  }

  /**
   * Sends so many payloads, one at a time.
   *
   * @return from the first byte written until the answer, nanoseconds
   */
  Histogram send(Way way, int bytes, int count) throws IOException {
    commands.println(way + " " + bytes + " " + count);
    link.use(way);
    ByteBuffer source = ByteBuffer.allocateDirect(bytes);
    for (int at = 0; at < bytes; at += Long.BYTES) {
      source.putLong(at, at);
    }
    // By turns two payloads, so that what was left of the last one is not taken for the next.
    long[] expected = new long[2];
    for (int i = 0; i < expected.length; i++) {
      expected[i] = Receiver.checksum(source.putLong(0, i).clear());
    }
    Histogram nanos = new Histogram(TimeUnit.MINUTES.toNanos(1), 3);
    for (int i = 0; i < count; i++) {
      source.putLong(0, i % expected.length).clear();
      long start = System.nanoTime();
      long answer = way.stored() ? throughStore(source) : throughSocket(source);
      nanos.recordValue(System.nanoTime() - start);
      if (answer != expected[i % expected.length]) {
        throw new IOException(way + ": payload " + i + " did not arrive as it was sent");
      }
    }
    return nanos;
  }

  private long throughStore(ByteBuffer source) throws IOException {
    ObjectWriter writer = store.create(source.remaining());
    writer.buffer().put(source);
    StoredObject object = writer.seal();
    try {
      link.sendReference(object.ref());
      return link.receiveAnswer();
    } finally {
      object.release();
    }
  }

  private long throughSocket(ByteBuffer source) throws IOException {
    link.sendBytes(source);
    return link.receiveAnswer();
  }

  /**
   * What it costs the other process to acquire an object of this one and to release it.
   *
   * @return median and 99th percentile, nanoseconds
   */
  long[] hold() throws IOException {
    commands.println("hold");
    link.use(Way.STORE_SLEEPING);
    StoredObject object = store.create(1 << 20).seal();
    try {
      link.sendReference(object.ref());
      return new long[] {link.receiveAnswer(), link.receiveAnswer()};
    } finally {
      object.release();
    }
  }

  @Override
  public void close() throws IOException {
    commands.close();
    try {
      if (!process.waitFor(30, TimeUnit.SECONDS)) {
        process.destroyForcibly();
      }
    } catch (InterruptedException e) {
      process.destroyForcibly();
      Thread.currentThread().interrupt();
    }
    link.close();
    store.close();
    folder.close();
  }
}
