package dev.penstock.store;

import java.io.IOException;
import java.io.RandomAccessFile;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** What is in a segment file, read as bytes: it is not mapped, so nothing can go wrong with it. */
final class SegmentContents {
  private final ByteBuffer words;
  private final SegmentHeader header;

  private SegmentContents(ByteBuffer words, SegmentHeader header) {
    this.words = words;
    this.header = header;
  }

  /**
   * Reads all but the data.
   *
   * @throws IOException if it is no whole segment; says why
   */
  static StoreInspection.Segment read(Path file, SegmentName name, List<Client> clients)
      throws IOException {
    SegmentHeader header = SegmentHeader.read(file, name);
    byte[] bytes = new byte[(int) header.dataAt()];
    try (RandomAccessFile in = new RandomAccessFile(file.toFile(), "r")) {
      in.readFully(bytes);
    }
    ByteBuffer words = ByteBuffer.wrap(bytes).order(ByteOrder.nativeOrder());
    return new SegmentContents(words, header).segment(name, indexOf(header.owner(), clients));
  }

  private static @Nullable Integer indexOf(long owner, List<Client> clients) {
    for (Client client : clients) {
      if (client.ownerId() == owner) {
        return client.index();
      }
    }
    return null;
  }

  private StoreInspection.Segment segment(SegmentName name, @Nullable Integer process) {
    List<StoreInspection.Stored> objects = new ArrayList<>();
    long used = 0;
    int writing = 0;
    for (int slot = 0; slot < header.slots(); slot++) {
      int state = SegmentLayout.state(at(SegmentLayout.word(slot)));
      if (state == SegmentLayout.WRITING) {
        writing++;
      } else if (state == SegmentLayout.SEALED) {
        StoreInspection.Stored object = object(slot);
        objects.add(object);
        used += SegmentLayout.pages(object.bytes());
      }
    }
    return new StoreInspection.Segment(
        name.file(),
        ownerInWords(header.owner()),
        name.number(),
        process,
        header.dataLength(),
        used,
        header.dataLength() - used,
        writing,
        at(SegmentLayout.GIVEN_UP_AT) != 0,
        List.copyOf(objects));
  }

  private StoreInspection.Stored object(int slot) {
    long lease = at(SegmentLayout.lease(slot));
    int leases = SegmentLayout.leaseCount(lease);
    List<Integer> heldBy = new ArrayList<>();
    long holders = at(SegmentLayout.holders(slot));
    for (int index = 0; index < Client.MOST; index++) {
      if ((holders & 1L << index) != 0) {
        heldBy.add(index);
      }
    }
    return new StoreInspection.Stored(
        slot,
        SegmentLayout.generation(at(SegmentLayout.word(slot))),
        at(SegmentLayout.length(slot)),
        Instant.ofEpochMilli(at(SegmentLayout.created(slot))),
        List.copyOf(heldBy),
        leases,
        leases == 0 ? null : Instant.ofEpochMilli(SegmentLayout.leaseUntilMillis(lease)));
  }

  private long at(long offset) {
    return words.getLong((int) offset);
  }

  /** An owner as it stands in names of files. */
  static String ownerInWords(long owner) {
    return HexFormat.of().toHexDigits(owner);
  }
}
