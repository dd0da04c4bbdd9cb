package dev.penstock.store;

import static java.nio.file.StandardOpenOption.CREATE_NEW;
import static java.nio.file.StandardOpenOption.WRITE;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.channels.FileChannel.MapMode;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.FileAttribute;
import java.util.Set;

/**
 * Makes segment files in a directory. A file is written with zeros, never left sparse: where the
 * file system is full that is an {@link IOException} here, and no fault in a thread that fills an
 * object later. Every page is touched as well, so that no thread but the one that makes the file
 * pays for it. Until it is whole, a file has another name.
 */
final class SegmentFiles implements SegmentMaker {
  private static final int ZEROS = 1 << 20;

  private final Path directory;
  private final Client client;
  private final Memory.Mapper mapper;
  private final FileAttribute<?>[] attributes;

  /**
   * A maker of segments that belong to a client.
   *
   * @param attributes that the files have from the beginning
   */
  SegmentFiles(
      Path directory, Client client, Memory.Mapper mapper, FileAttribute<?>... attributes) {
    this.directory = directory;
    this.client = client;
    this.mapper = mapper;
    this.attributes = attributes;
  }

  @Override
  public SegmentFile make(int number, long dataLength) throws IOException {
    SegmentName name = new SegmentName(client.ownerId(), number);
    Path temporary = directory.resolve(name.temporary());
    Path path = directory.resolve(name.file());
    try {
      int slots = SegmentLayout.slotsFor(dataLength);
      long dataAt = SegmentLayout.dataAt(slots);
      writeZeros(temporary, dataAt + dataLength);
      Memory headers = mapper.map(temporary, 0, dataAt, MapMode.READ_WRITE);
      Memory data = mapper.map(temporary, dataAt, dataLength, MapMode.READ_WRITE);
      touch(headers);
      touch(data);
      describe(headers, dataLength, slots, dataAt);
      Files.move(temporary, path, StandardCopyOption.ATOMIC_MOVE);
      return new SegmentFile(path, number, slots, headers, data);
    } catch (IOException | RuntimeException e) {
      Files.deleteIfExists(temporary);
      throw e;
    }
  }

  private void writeZeros(Path file, long length) throws IOException {
    ByteBuffer zeros = ByteBuffer.allocateDirect((int) Math.min(ZEROS, length));
    try (FileChannel channel = FileChannel.open(file, Set.of(CREATE_NEW, WRITE), attributes)) {
      for (long left = length; left > 0; ) {
        zeros.clear().limit((int) Math.min(zeros.capacity(), left));
        left -= channel.write(zeros);
      }
    }
  }

  private static void touch(Memory memory) {
    ByteBuffer bytes = memory.view(0, Math.toIntExact(memory.size()), memory);
    for (long at = 0; at < bytes.capacity(); at += SegmentLayout.PAGE) {
      bytes.put((int) at, (byte) 0);
    }
  }

  private void describe(Memory headers, long dataLength, int slots, long dataAt) {
    headers.writeOrdered(SegmentLayout.DATA_LENGTH_AT, dataLength);
    headers.writeOrdered(SegmentLayout.PID_AT, client.pid());
    headers.writeOrdered(SegmentLayout.STARTED_AT, client.startTicks());
    headers.writeOrdered(SegmentLayout.OWNER_AT, client.ownerId());
    headers.writeOrdered(SegmentLayout.SLOTS_AT, slots);
    headers.writeOrdered(SegmentLayout.DATA_AT, dataAt);
    headers.writeOrdered(SegmentLayout.MAGIC_AT, SegmentLayout.MAGIC);
  }
}
