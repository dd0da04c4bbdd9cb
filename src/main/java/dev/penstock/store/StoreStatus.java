package dev.penstock.store;

import java.nio.file.Path;
import java.time.Duration;

/**
 * What a process has in its store, at one moment.
 *
 * @param directory of the store
 * @param capacity bytes that the process may own
 * @param reserved bytes of segments that it owns
 * @param used bytes of objects in them, whole pages
 * @param segments how many
 * @param objects that somebody holds
 * @param waiting objects that this process has let go and others still hold
 * @param oldest age of the oldest object; zero if there is none
 * @param created objects since the start
 * @param recycled objects since the start
 */
public record StoreStatus(
    Path directory,
    long capacity,
    long reserved,
    long used,
    int segments,
    int objects,
    int waiting,
    Duration oldest,
    long created,
    long recycled) {}
