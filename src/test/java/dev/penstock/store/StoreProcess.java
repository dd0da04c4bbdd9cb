package dev.penstock.store;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.HexFormat;
import java.util.Scanner;

/**
 * A process with a store of its own in a shared directory, which does what it is told by lines.
 * Objects hold {@code int}s that count up from a seed, so each byte can be checked.
 */
public final class StoreProcess {
  private static final long MIB = 1 << 20;

  private final ObjectStore store;
  private final Deque<StoredObject> held = new ArrayDeque<>();

  private StoreProcess(ObjectStore store) {
    this.store = store;
  }

  /** Starts one and waits until it has its store. */
  public static ChildJvm start(Path directory) throws IOException, InterruptedException {
    ChildJvm child = ChildJvm.start(StoreProcess.class, directory);
    child.line();
    return child;
  }

  /** Segments of 8 MiB, 24 MiB at most. */
  static ObjectStore open(Path directory) {
    return ObjectStore.open(
        new StoreSettings(
            directory,
            24 * MIB,
            8 * MIB,
            1,
            true,
            () -> {
              System.gc();
              return false;
            },
            System::currentTimeMillis));
  }

  /** With the directory; ends at the end of its input. */
  public static void main(String[] arguments) {
    try (ObjectStore store = open(Path.of(arguments[0]))) {
      System.out.println("open");
      StoreProcess process = new StoreProcess(store);
      Scanner in = new Scanner(System.in, "UTF-8");
      while (in.hasNextLine()) {
        System.out.println(process.answer(in.nextLine().split(" ", -1)));
      }
    }
  }

  private String answer(String[] words) {
    try {
      return switch (words[0]) {
        case "put" -> put(Integer.parseInt(words[1]), Integer.parseInt(words[2]));
        case "acquire" -> acquire(words[1]);
        case "seed" -> "seed " + seed(held.getLast().view(this));
        case "lend" -> lend(Long.parseLong(words[1]));
        case "release" -> release();
        case "objects" -> "objects " + store.status().objects();
        case "close" -> close();
        default -> "?";
      };
    } catch (StaleObjectException e) {
      return "stale";
    }
  }

  private String put(int length, int seed) {
    held.addLast(put(store, length, seed));
    return inWords(held.getLast().ref());
  }

  private String acquire(String ref) {
    held.addLast(store.acquire(ref(ref)));
    return "seed " + seed(held.getLast().view(this));
  }

  private String lend(long millis) {
    held.getLast().lend(Duration.ofMillis(millis));
    return "lent";
  }

  private String release() {
    held.removeLast().release();
    return "released";
  }

  private String close() {
    store.close();
    return "closed";
  }

  static StoredObject put(ObjectStore store, int length, int seed) {
    ObjectWriter writer = store.create(length);
    ByteBuffer bytes = writer.buffer();
    for (int i = 0; i + Integer.BYTES <= length; i += Integer.BYTES) {
      bytes.putInt(i, seed + i);
    }
    return writer.seal();
  }

  /** What all of the bytes were made from; -1 if some were made from something else. */
  static int seed(ByteBuffer bytes) {
    ByteBuffer words = bytes.duplicate().order(ByteOrder.nativeOrder());
    int seed = words.getInt(0);
    for (int i = 0; i + Integer.BYTES <= words.limit(); i += Integer.BYTES) {
      if (words.getInt(i) != seed + i) {
        return -1;
      }
    }
    return seed;
  }

  static String inWords(ObjectRef ref) {
    return HexFormat.of().formatHex(ref.encoded());
  }

  static ObjectRef ref(String words) {
    return ObjectRef.decode(HexFormat.of().parseHex(words));
  }
}
