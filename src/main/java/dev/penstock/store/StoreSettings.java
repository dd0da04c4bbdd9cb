package dev.penstock.store;

import java.nio.file.Path;
import java.util.function.BooleanSupplier;
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
 * @param onPressure asks the garbage collector, or whoever else can, to release objects that nobody
 *     uses and segments that nobody views; called on the store's thread when an allocation finds no
 *     room. What it set free must be released when it returns; tells whether that was anything
 * @param clock milliseconds since the epoch
 */
public record StoreSettings(
    Path directory,
    long capacity,
    long segment,
    int initial,
    boolean poison,
    BooleanSupplier onPressure,
    LongSupplier clock) {

  /** A copy that does something more under pressure, before what it did. */
  StoreSettings onPressure(Runnable first) {
    BooleanSupplier both =
        () -> {
          first.run();
          return onPressure.getAsBoolean();
        };
    return new StoreSettings(directory, capacity, segment, initial, poison, both, clock);
  }
}
