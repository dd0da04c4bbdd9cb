package dev.penstock.benchmarks.share;

import dev.penstock.benchmarks.StoreFolder;
import dev.penstock.store.ObjectRef;
import dev.penstock.store.ObjectStore;
import dev.penstock.store.StoredObject;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.concurrent.TimeUnit;
import java.util.zip.CRC32C;
import org.HdrHistogram.Histogram;

/**
 * The second process: takes payloads and answers each with its checksum. Commands come on the
 * standard input, a line each: {@code WAY BYTES COUNT} for so many payloads, {@code hold} for what
 * it costs to acquire an object and release it. Argument: the folder.
 */
public final class Receiver {
  private static final int WARM_HOLDS = 20_000;
  private static final int HOLDS = 100_000;

  private final ObjectStore store;
  private final Link link;

  private Receiver(ObjectStore store, Link link) {
    this.store = store;
    this.link = link;
  }

  /** Receives until the input ends. */
  public static void main(String[] args) throws IOException {
    Path folder = Path.of(args[0]);
    BufferedReader commands =
        new BufferedReader(new InputStreamReader(System.in, StandardCharsets.US_ASCII));
    try (ObjectStore store = ObjectStore.open(StoreFolder.settings(folder, 1, 0));
        Link link = Link.ofReceiver(folder)) {
      Receiver receiver = new Receiver(store, link);
      for (String line = commands.readLine(); line != null; line = commands.readLine()) {
        receiver.run(line.split(" ", -1));
      }
    }
  }

  private void run(String[] command) throws IOException {
    if (command[0].equals("hold")) {
      link.use(Way.STORE_SLEEPING);
      hold(link.receiveReference());
      return;
    }
    Way way = Way.valueOf(command[0]);
    ByteBuffer room = ByteBuffer.allocateDirect(Integer.parseInt(command[1]));
    int count = Integer.parseInt(command[2]);
    link.use(way);
    for (int i = 0; i < count; i++) {
      link.sendAnswer(way.stored() ? checksumOfObject() : checksumOfBytes(room.clear()));
    }
  }

  private long checksumOfObject() throws IOException {
    StoredObject object = store.acquire(link.receiveReference());
    try {
      return checksum(object.view(object));
    } finally {
      object.release();
    }
  }

  private long checksumOfBytes(ByteBuffer room) throws IOException {
    link.receiveBytes(room);
    return checksum(room.flip());
  }

  /** Reads all bytes, as fast as the processor can. */
  static long checksum(ByteBuffer bytes) {
    CRC32C checksum = new CRC32C();
    checksum.update(bytes);
    return checksum.getValue();
  }

  /** Answers with the median and the 99th percentile, nanoseconds. */
  private void hold(ObjectRef ref) throws IOException {
    Histogram nanos = new Histogram(TimeUnit.SECONDS.toNanos(1), 3);
    for (int i = 0; i < WARM_HOLDS + HOLDS; i++) {
      long start = System.nanoTime();
      store.acquire(ref).release();
      if (i >= WARM_HOLDS) {
        nanos.recordValue(Math.min(System.nanoTime() - start, nanos.getHighestTrackableValue()));
      }
    }
    link.sendAnswer(nanos.getValueAtPercentile(50));
    link.sendAnswer(nanos.getValueAtPercentile(99));
  }
}
