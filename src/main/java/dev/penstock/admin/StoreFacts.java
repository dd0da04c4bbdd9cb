package dev.penstock.admin;

import java.time.Duration;
import java.util.Map;

/**
 * What is in the object store of the node's JVM. Objects of other processes do not count.
 *
 * @param directory of the store
 * @param capacity bytes that the process may own at most
 * @param reserved bytes of its segments
 * @param used bytes of its objects, whole pages
 * @param segments number of segments
 * @param objects number of objects
 * @param waiting objects that the process has let go and others still hold
 * @param keptByViews objects that only views keep, after the end of their calls
 * @param leases open instances by deployment; the empty name is everything outside of calls
 * @param oldest age of the oldest object; zero if there is none
 * @param created objects since the start
 * @param recycled objects since the start
 */
public record StoreFacts(
    String directory,
    long capacity,
    long reserved,
    long used,
    int segments,
    int objects,
    int waiting,
    long keptByViews,
    Map<String, Long> leases,
    Duration oldest,
    long created,
    long recycled) {}
