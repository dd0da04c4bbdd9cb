package dev.penstock.store;

import java.io.IOException;
import java.io.RandomAccessFile;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The file that lists the clients of a directory; nobody else knows an offset. All numbers are
 * 64-bit words in native order.
 *
 * <pre>
 *   64 entries of 64 bytes; the entry of client i at i * 64
 *     +0   1 client, anything else: free     +8   owner id
 *     +16  pid                               +24  start ticks of that process
 *     +32  joined, milliseconds              +40  reserved
 * </pre>
 *
 * <p>An entry is written by whoever has the lease of its index. Others may read it half written,
 * which does no harm: it is complete before its owner makes the first file, and free only after the
 * last one is gone, so who lists files first and reads entries then never misses an owner.
 *
 * <p>It is read and written, not mapped: nothing that is done to the file can bring down a JVM.
 */
record RegistryFile(Path path) {
  static final String NAME = "clients.reg";

  private static final int ENTRY_BYTES = 64;
  private static final int STATE_AT = 0;
  private static final int OWNER_AT = 8;
  private static final int PID_AT = 16;
  private static final int STARTED_AT = 24;
  private static final int JOINED_AT = 32;

  /** "CLIENT" and the version of the layout, so that bytes of anything else are no entry. */
  private static final long TAKEN = 0x434C_4945_4E54_0001L;

  /** A client and when it joined. */
  record Entry(Client client, long joinedMillis) {}

  static RegistryFile of(Path directory) {
    return new RegistryFile(directory.resolve(NAME));
  }

  /** Makes it as long as it must be; by who has the lock of the directory. */
  void prepare() throws IOException {
    byte[] bytes = bytes();
    if (bytes.length < Client.MOST * ENTRY_BYTES) {
      Files.newByteChannel(path, StoreDirectory.CREATE, StoreDirectory.ofFiles()).close();
      write(bytes.length, new byte[Client.MOST * ENTRY_BYTES - bytes.length]);
    }
  }

  /** All clients, the dead ones that nobody cleaned up after included. */
  List<Entry> entries() throws IOException {
    ByteBuffer words = ByteBuffer.wrap(bytes()).order(ByteOrder.nativeOrder());
    List<Entry> entries = new ArrayList<>();
    for (int i = 0; i < Client.MOST && (i + 1) * ENTRY_BYTES <= words.capacity(); i++) {
      Entry entry = entry(words.slice(i * ENTRY_BYTES, ENTRY_BYTES).order(words.order()), i);
      if (entry != null) {
        entries.add(entry);
      }
    }
    return entries;
  }

  /** The client of an index, if there is one. */
  @Nullable Entry entry(int index) throws IOException {
    for (Entry each : entries()) {
      if (each.client().index() == index) {
        return each;
      }
    }
    return null;
  }

  private static @Nullable Entry entry(ByteBuffer words, int index) {
    if (words.getLong(STATE_AT) != TAKEN) {
      return null;
    }
    long owner = words.getLong(OWNER_AT);
    Client client = new Client(index, owner, words.getLong(PID_AT), words.getLong(STARTED_AT));
    return new Entry(client, words.getLong(JOINED_AT));
  }

  /** Lists a client; by who has the lease of its index. */
  void add(Entry entry) throws IOException {
    Client client = entry.client();
    ByteBuffer words = ByteBuffer.allocate(ENTRY_BYTES).order(ByteOrder.nativeOrder());
    words.putLong(STATE_AT, TAKEN);
    words.putLong(OWNER_AT, client.ownerId());
    words.putLong(PID_AT, client.pid());
    words.putLong(STARTED_AT, client.startTicks());
    words.putLong(JOINED_AT, entry.joinedMillis());
    write((long) client.index() * ENTRY_BYTES, words.array());
  }

  /** Frees the entry of an index; by who has the lease of it. */
  void remove(int index) throws IOException {
    if (!Files.exists(path)) {
      return; // somebody has removed it: there is no entry either
    }
    write((long) index * ENTRY_BYTES, new byte[ENTRY_BYTES]);
  }

  private byte[] bytes() throws IOException {
    try {
      return Files.readAllBytes(path);
    } catch (NoSuchFileException e) {
      return new byte[0];
    }
  }

  private void write(long offset, byte[] bytes) throws IOException {
    // Not a channel: an interrupted thread can still write.
    try (RandomAccessFile out = new RandomAccessFile(path.toFile(), "rw")) {
      out.seek(offset);
      out.write(bytes);
    }
  }
}
