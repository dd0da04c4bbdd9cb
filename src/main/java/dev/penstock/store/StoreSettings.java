package dev.penstock.store;

import java.nio.file.Path;
import java.util.function.LongSupplier;

/**
 * How a store is opened.
 *
 * @param directory shared by all processes of a user on the host that want to share objects; made
 *     if it is missing
 * @param capacity bytes of objects that this process may own at most; 0 for 30 % of the machine's
 *     memory, or half of what the file system has free if that is less
 * @param segment bytes of a segment's data
 * @param initial number of segments that are made at once
 * @param poison whether freed memory is filled with 0xDE
 * @param onPressure asks for whatever may release objects that nobody uses; called when an
 *     allocation finds no room, on the thread that allocates, seldom
 * @param clock milliseconds since the epoch
 */
public record StoreSettings(
    Path directory,
    long capacity,
    long segment,
    int initial,
    boolean poison,
    Runnable onPressure,
    LongSupplier clock) {

  /** A copy that does something more under pressure, before what it did. */
  StoreSettings onPressure(Runnable first) {
    Runnable both =
        () -> {
          first.run();
          onPressure.run();
        };
    return new StoreSettings(directory, capacity, segment, initial, poison, both, clock);
  }
}
