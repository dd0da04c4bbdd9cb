package dev.penstock.store;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.ByteBuffer;
import java.nio.file.Path;

/** Settings and objects for tests of a store. */
final class OpenStore {
  static final long KIB = 1024;
  static final long MIB = 1024 * KIB;

  private OpenStore() {}

  /** Two segments of 1 MiB fit; one is made at once. */
  static StoreSettings settings(Path directory) {
    return settings(directory, 2 * MIB);
  }

  static StoreSettings settings(Path directory, long capacity) {
    return new StoreSettings(
        directory,
        capacity,
        MIB,
        1,
        true,
        () -> {
          System.gc();
          return false;
        },
        System::currentTimeMillis);
  }

  /** A store whose client knows of no other. */
  static ObjectStore open(
      StoreSettings settings, Path directory, Client client, SegmentMaker maker) {
    return open(settings, directory, client, maker, () -> {});
  }

  /** The same, which tells when it looks for what others have let go of. */
  static ObjectStore open(
      StoreSettings settings, Path directory, Client client, SegmentMaker maker, Runnable onSweep) {
    ForeignObjects none =
        new ForeignObjects() {
          @Override
          public StoredObject acquire(ObjectRef ref) {
            throw new StaleObjectException(ref, "its owner is unknown");
          }

          @Override
          public void sweep() {
            onSweep.run();
          }

          @Override
          public void close() {}
        };
    return ObjectStore.open(settings, directory, new ObjectStore.Shared(client, none), maker);
  }

  /** An object whose bytes follow from a seed. */
  static StoredObject put(ObjectStore store, int length, int seed) {
    ObjectWriter writer = store.create(length);
    fill(writer.buffer(), seed);
    return writer.seal();
  }

  static void fill(ByteBuffer bytes, int seed) {
    for (int i = 0; i < bytes.capacity(); i++) {
      bytes.put(i, (byte) (seed + i * 7));
    }
  }

  static void assertFilled(ByteBuffer bytes, int seed) {
    for (int i = 0; i < bytes.capacity(); i++) {
      if (bytes.get(i) != (byte) (seed + i * 7)) {
        assertThat(bytes.get(i)).as("byte %d", i).isEqualTo((byte) (seed + i * 7));
      }
    }
  }
}
