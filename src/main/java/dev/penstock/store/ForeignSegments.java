package dev.penstock.store;

import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;

/**
 * The segments of other processes that this one has mapped, each of them once: two mappings would
 * count holds apart and share one holder bit. So one that was let go is never mapped again; it goes
 * only when its owner has given it up or its file is gone, and then no new mapping passes.
 *
 * <p>Memory of a segment that was let go comes back when no view of it is reachable any more.
 */
final class ForeignSegments implements ForeignObjects {
  private final Map<SegmentName, ForeignSegment> mapped = new ConcurrentHashMap<>();
  private final Path directory;
  private final Memory.Mapper mapper;
  private final long bit;
  private volatile boolean closed;

  ForeignSegments(Path directory, Memory.Mapper mapper, Client self) {
    this.directory = directory;
    this.mapper = mapper;
    this.bit = self.bit();
  }

  @Override
  public StoredObject acquire(ObjectRef ref) {
    if (ref.segment() < 0) {
      throw new StaleObjectException(ref, "there is no such segment");
    }
    SegmentName name = new SegmentName(ref.owner(), ref.segment());
    ForeignSegment segment = mapped.get(name);
    return (segment == null ? map(name, ref) : segment).acquire(ref);
  }

  private synchronized ForeignSegment map(SegmentName name, ObjectRef ref) {
    if (closed) {
      throw new StaleObjectException(ref, "the store is closed");
    }
    ForeignSegment segment = mapped.get(name);
    if (segment != null) {
      return segment;
    }
    Path file = directory.resolve(name.file());
    if (!Files.exists(file)) {
      throw new StaleObjectException(ref, "its owner has removed the segment, or has ended");
    }
    try {
      SegmentHeader header = SegmentHeader.read(file, name);
      Memory headers = mapper.map(file, 0, header.dataAt(), FileChannel.MapMode.READ_WRITE);
      Memory data =
          mapper.map(file, header.dataAt(), header.dataLength(), FileChannel.MapMode.READ_ONLY);
      segment = new ForeignSegment(header, headers, data, bit);
      mapped.put(name, segment);
      return segment;
    } catch (IOException e) {
      throw new StaleObjectException(ref, "its segment " + file + " is no good: " + e.getMessage());
    }
  }

  @Override
  public synchronized void sweep() {
    mapped
        .entrySet()
        .removeIf(
            each ->
                (each.getValue().isGivenUp()
                        || !Files.exists(directory.resolve(each.getKey().file())))
                    && each.getValue().holds() == 0);
  }

  /** How many are mapped. */
  int count() {
    return mapped.size();
  }

  @Override
  public synchronized void close() {
    closed = true;
    mapped.values().forEach(ForeignSegment::close);
    mapped.clear();
  }
}
