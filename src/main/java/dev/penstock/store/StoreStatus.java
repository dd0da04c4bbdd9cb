package dev.penstock.store;

import java.nio.file.Path;
import java.time.Duration;

/**
 * What a store of this process holds now; objects of other processes do not count.
 *
 * @param directory of the store
 * @param capacity bytes of segments that this process may own
 * @param objectBytes bytes that its objects take, whole pages
 * @param segmentBytes bytes of its segments' data
 * @param segments number of its segments
 * @param objects number of its objects, those that are being written included
 * @param waitingBytes part of {@code objectBytes} that nobody holds in this process, but in another
 *     one
 * @param waitingObjects number of those objects
 * @param oldest age of the oldest object; zero if there is none
 * @param puts how many objects were sealed
 * @param recycled how many objects were given back
 */
public record StoreStatus(
    Path directory,
    long capacity,
    long objectBytes,
    long segmentBytes,
    int segments,
    int objects,
    long waitingBytes,
    int waitingObjects,
    Duration oldest,
    long puts,
    long recycled) {}
