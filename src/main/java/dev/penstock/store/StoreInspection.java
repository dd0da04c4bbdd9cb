package dev.penstock.store;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What is in a store's directory, seen from outside: read without joining it and without changing
 * anything, also when the processes that used it are dead. While they work it is only roughly what
 * was there at one moment.
 *
 * @param directory its real path
 * @param at when it was looked at
 * @param processes that have joined and did not leave, by index
 * @param segments whole ones, by owner and number
 * @param otherFiles those that are neither segments nor part of every store
 */
public record StoreInspection(
    String directory,
    Instant at,
    List<Member> processes,
    List<Segment> segments,
    List<OtherFile> otherFiles) {

  /**
   * A process that shares the store.
   *
   * @param index by which objects tell who holds them
   * @param pid as it was; the number may be another process's now if this one is dead
   * @param alive whether the kernel still has its lock
   * @param since when it joined
   * @param owner names its segments
   */
  public record Member(int index, long pid, boolean alive, Instant since, String owner) {}

  /**
   * A segment file.
   *
   * @param process index of its owner; null if that is none of the processes
   * @param size bytes of data
   * @param used bytes that its objects take, in whole pages
   * @param free bytes that are left
   * @param writing how many objects are being written
   * @param givenUp whether nobody takes objects from it any more
   * @param objects those that are sealed
   */
  public record Segment(
      String file,
      String owner,
      int number,
      @Nullable Integer process,
      long size,
      long used,
      long free,
      int writing,
      boolean givenUp,
      List<Stored> objects) {}

  /**
   * A sealed object.
   *
   * @param bytes its length
   * @param created when it was sealed
   * @param heldBy indexes of the processes that hold it; if empty, it is about to be recycled or
   *     waits for those it was lent to
   * @param leases how many processes may still come for it
   * @param leasesUntil when those lapse; null if there are none
   */
  public record Stored(
      int slot,
      long generation,
      long bytes,
      Instant created,
      List<Integer> heldBy,
      int leases,
      @Nullable Instant leasesUntil) {}

  /** A file and why it is no segment. */
  public record OtherFile(String file, long bytes, String why) {}

  /**
   * Looks at a directory.
   *
   * @throws StoreException if it is none, holds no store, or cannot be read
   */
  public static StoreInspection of(Path directory, Instant at) {
    if (!Files.isDirectory(directory)) {
      String what = Files.exists(directory) ? " is no directory" : " does not exist";
      throw new StoreException(directory + what, null);
    }
    try {
      Path real = directory.toRealPath();
      // Before the clients, so that the owner of each file is among them.
      List<String> files = StoreDirectory.files(real);
      files.sort(Comparator.naturalOrder());
      if (!files.contains(RegistryFile.NAME)
          && files.stream().allMatch(file -> SegmentName.of(file) == null)) {
        throw new StoreException(
            directory + " holds no store: it has no " + RegistryFile.NAME, null);
      }
      return look(real, files, at);
    } catch (IOException e) {
      throw new StoreException(directory + " cannot be read: " + e.getMessage(), e);
    }
  }

  private static StoreInspection look(Path directory, List<String> files, Instant at)
      throws IOException {
    List<Member> processes = new ArrayList<>();
    List<Client> clients = new ArrayList<>();
    for (RegistryFile.Entry entry : RegistryFile.of(directory).entries()) {
      Client client = entry.client();
      clients.add(client);
      processes.add(
          new Member(
              client.index(),
              client.pid(),
              Lease.isTaken(directory, client.index()),
              Instant.ofEpochMilli(entry.joinedMillis()),
              SegmentContents.ownerInWords(client.ownerId())));
    }
    List<Segment> segments = new ArrayList<>();
    List<OtherFile> others = new ArrayList<>();
    for (String file : files) {
      if (!StoreDirectory.isKnown(file)) {
        sort(directory.resolve(file), file, clients, segments, others);
      }
    }
    segments.sort(Comparator.comparing(Segment::owner).thenComparing(Segment::number));
    return new StoreInspection(
        directory.toString(), at, processes, List.copyOf(segments), List.copyOf(others));
  }

  private static void sort(
      Path path, String file, List<Client> clients, List<Segment> segments, List<OtherFile> others)
      throws IOException {
    SegmentName name = SegmentName.of(file);
    String why;
    if (name == null) {
      why = "no file of a store";
    } else if (!SegmentName.isFinished(file)) {
      why = "a segment that is not finished";
    } else {
      try {
        segments.add(SegmentContents.read(path, name, clients));
        return;
      } catch (IOException e) {
        why = "no whole segment: " + e.getMessage();
      }
    }
    if (Files.exists(path)) {
      others.add(new OtherFile(file, Files.size(path), why));
    }
  }
}
