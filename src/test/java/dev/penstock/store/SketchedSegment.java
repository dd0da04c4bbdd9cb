package dev.penstock.store;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;

/** A segment file of a process that is only imagined, with each word as a test wants it. */
final class SketchedSegment {
  static final int SLOTS = 64;
  static final int DATA = 1 << 20;

  final SegmentName name;
  final Path file;
  final Memory headers;
  private final Memory data;

  SketchedSegment(Path directory, long owner, int number) throws IOException {
    name = new SegmentName(owner, number);
    file = directory.resolve(name.file());
    long dataAt = SegmentLayout.dataAt(SLOTS);
    Files.write(file, new byte[(int) dataAt + DATA]);
    headers = ChronicleMemory.map(file, 0, dataAt, FileChannel.MapMode.READ_WRITE);
    data = ChronicleMemory.map(file, dataAt, DATA, FileChannel.MapMode.READ_WRITE);
    headers.writeOrdered(SegmentLayout.OWNER_AT, owner);
    headers.writeOrdered(SegmentLayout.SLOTS_AT, SLOTS);
    headers.writeOrdered(SegmentLayout.DATA_AT, dataAt);
    headers.writeOrdered(SegmentLayout.DATA_LENGTH_AT, DATA);
    headers.writeOrdered(SegmentLayout.MAGIC_AT, SegmentLayout.MAGIC);
  }

  /** Puts an object that nobody holds into a slot; all of its bytes are the same. */
  ObjectRef seal(int slot, long generation, int offset, int length, int value) {
    ByteBuffer bytes = data.view(offset, length, this);
    while (bytes.hasRemaining()) {
      bytes.put((byte) value);
    }
    headers.writeOrdered(SegmentLayout.offset(slot), offset);
    headers.writeOrdered(SegmentLayout.length(slot), length);
    headers.writeOrdered(SegmentLayout.lease(slot), 0);
    headers.writeOrdered(SegmentLayout.created(slot), 1_000);
    setState(slot, generation, SegmentLayout.SEALED);
    return new ObjectRef(name.owner(), name.number(), slot, generation, length);
  }

  void setState(int slot, long generation, int state) {
    headers.writeOrdered(SegmentLayout.word(slot), SegmentLayout.word(generation, state));
  }

  void setHolders(int slot, long holders) {
    headers.writeOrdered(SegmentLayout.holders(slot), holders);
  }

  long holders(int slot) {
    return headers.readVolatile(SegmentLayout.holders(slot));
  }
}
