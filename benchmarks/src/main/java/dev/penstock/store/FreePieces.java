package dev.penstock.store;

import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.List;
import java.util.TreeMap;
import java.util.stream.Stream;

/**
 * What is free in the segments of a directory, read from the files while nobody changes them.
 *
 * @param segments number of them
 * @param bytes that are free in all of them
 * @param largest bytes of the largest free piece
 */
public record FreePieces(int segments, long bytes, long largest) {
  /** Looks. */
  public static FreePieces in(Path directory) throws IOException {
    List<Path> files;
    try (Stream<Path> all = Files.list(directory)) {
      files =
          all.filter(file -> SegmentName.of(file.getFileName().toString()) != null)
              .filter(file -> SegmentName.isFinished(file.getFileName().toString()))
              .sorted(Comparator.naturalOrder())
              .toList();
    }
    long bytes = 0;
    long largest = 0;
    for (Path file : files) {
      FreePieces one = ofSegment(file);
      bytes += one.bytes;
      largest = Math.max(largest, one.largest);
    }
    return new FreePieces(files.size(), bytes, largest);
  }

  private static FreePieces ofSegment(Path file) throws IOException {
    SegmentName name = SegmentName.of(file.getFileName().toString());
    if (name == null) {
      throw new IOException(file + " is no segment");
    }
    SegmentHeader header = SegmentHeader.read(file, name);
    Memory headers = ChronicleMemory.map(file, 0, header.dataAt(), FileChannel.MapMode.READ_ONLY);
    TreeMap<Long, Long> taken = new TreeMap<>();
    for (int slot = 0; slot < header.slots(); slot++) {
      long word = headers.readVolatile(SegmentLayout.word(slot));
      if (SegmentLayout.state(word) != SegmentLayout.FREE) {
        taken.put(
            headers.readVolatile(SegmentLayout.offset(slot)),
            SegmentLayout.pages(headers.readVolatile(SegmentLayout.length(slot))));
      }
    }
    headers.unmap();
    long at = 0;
    long bytes = 0;
    long largest = 0;
    taken.put(header.dataLength(), 0L);
    for (var each : taken.entrySet()) {
      long piece = each.getKey() - at;
      bytes += piece;
      largest = Math.max(largest, piece);
      at = each.getKey() + each.getValue();
    }
    return new FreePieces(1, bytes, largest);
  }
}
