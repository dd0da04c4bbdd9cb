package dev.penstock.durable;

import java.nio.file.Path;

/** A log's disk has no room; nothing was written. */
public final class DiskFullException extends RuntimeException {
  private static final long serialVersionUID = 1;

  DiskFullException(Path directory) {
    super(
        "the disk of the log of requests "
            + directory
            + " is full: free some room, or lower async.retention");
  }
}
