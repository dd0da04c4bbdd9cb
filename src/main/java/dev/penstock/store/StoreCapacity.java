package dev.penstock.store;

import com.sun.management.OperatingSystemMXBean;
import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.nio.file.FileStore;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Locale;

/** How much a store may take of the machine and of the file system it is in. */
final class StoreCapacity {
  private static final long MIB = 1 << 20;

  private StoreCapacity() {}

  /**
   * The capacity in the settings, or the default one; whole pages.
   *
   * @throws StoreException if the settings ask for more than there is; says what to do
   */
  static long of(StoreSettings settings, Path directory) {
    Disk disk = disk(directory);
    boolean given = settings.capacity() > 0;
    long capacity = given ? settings.capacity() : Math.min(memory() / 10 * 3, disk.usable() / 2);
    capacity = capacity / SegmentLayout.PAGE * SegmentLayout.PAGE;
    return check(settings, capacity, given, disk);
  }

  /** What the file system of a directory has, in bytes. */
  record Disk(Path directory, long total, long usable) {}

  /** Checks a capacity against what is there. */
  static long check(StoreSettings settings, long capacity, boolean given, Disk disk) {
    long segment = Rooms.sizeOf(settings.segment());
    if (capacity < segment) {
      String what =
          "store.capacity is %s, less than one segment (store.segment is %s)"
              .formatted(mib(capacity), mib(segment));
      throw given
          ? new StoreException(what + ": raise the one or lower the other", null)
          : tooSmall(what + "; it was not set and half of what is free is no more", disk);
    }
    if (given && disk.total() < capacity) {
      throw tooSmall("store.capacity is %s".formatted(mib(capacity)), disk);
    }
    long initial = settings.initial() * segment;
    if (initial > capacity) {
      throw new StoreException(
          "store.initial of %d segments is %s, but store.capacity is %s: lower store.initial"
              .formatted(settings.initial(), mib(initial), mib(capacity)),
          null);
    }
    long slots = SegmentLayout.dataAt(SegmentLayout.slotsFor(segment));
    long needed = initial + settings.initial() * slots;
    if (disk.usable() < needed) {
      throw tooSmall("the segments made at the start take %s".formatted(mib(needed)), disk);
    }
    return capacity;
  }

  private static StoreException tooSmall(String what, Disk disk) {
    return new StoreException(
        "%s, but the file system of %s has %s, of which %s are free. "
                .formatted(what, disk.directory(), mib(disk.total()), mib(disk.usable()))
            + "In a container shared memory has 64 MiB unless started with docker run"
            + " --shm-size=2g (Kubernetes: an emptyDir with medium Memory at /dev/shm)."
            + " Or put store.directory where there is more, or lower store.capacity"
            + " and store.segment.",
        null);
  }

  private static Disk disk(Path directory) {
    try {
      FileStore store = Files.getFileStore(directory);
      return new Disk(directory, store.getTotalSpace(), store.getUsableSpace());
    } catch (IOException e) {
      throw new StoreException("cannot see how much room there is in " + directory + ": " + e, e);
    }
  }

  private static long memory() {
    return ManagementFactory.getPlatformMXBean(OperatingSystemMXBean.class).getTotalMemorySize();
  }

  private static String mib(long bytes) {
    return bytes < MIB
        ? bytes + " bytes"
        : String.format(Locale.ROOT, "%.1f", (double) bytes / MIB).replaceFirst("\\.0$", "")
            + " MiB";
  }
}
