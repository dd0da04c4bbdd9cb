package dev.penstock.store;

import java.io.IOException;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Method;
import java.nio.Buffer;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.MappedByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.Objects;
import net.openhft.chronicle.core.UnsafeMemory;

/**
 * Memory by way of Chronicle: ordered access and compare-and-set on plain addresses.
 *
 * <p>The JDK maps, so that an address is valid as long as a buffer over it is reachable, and no JVM
 * flag is needed. A view keeps its {@code keep} in the field in which the JDK keeps what a slice
 * was cut from; slices of the view inherit it.
 */
final class ChronicleMemory implements Memory {
  private static final UnsafeMemory RAW;
  private static final long ADDRESS;
  private static final long ATTACHMENT;

  static {
    // Read when the first class of Chronicle loads: no banner, no usage analytics, no thread.
    System.getProperties().putIfAbsent("chronicle.announcer.disable", "true");
    System.getProperties().putIfAbsent("chronicle.analytics.disable", "true");
    System.getProperties().putIfAbsent("chronicle.disk.monitor.disable", "true");
    try {
      RAW = UnsafeMemory.INSTANCE;
      ADDRESS = RAW.objectFieldOffset(Buffer.class.getDeclaredField("address"));
      ATTACHMENT =
          RAW.objectFieldOffset(Class.forName("java.nio.DirectByteBuffer").getDeclaredField("att"));
    } catch (ReflectiveOperationException e) {
      throw new ExceptionInInitializerError(e);
    }
  }

  private final MappedByteBuffer mapping;
  private final long address;
  private final long size;

  private ChronicleMemory(MappedByteBuffer mapping) {
    this.mapping = mapping;
    this.address = UnsafeMemory.unsafeGetLong(mapping, ADDRESS);
    this.size = mapping.capacity();
  }

  /** Maps by {@link FileChannel#map}. */
  static Memory map(Path file, long offset, long length, FileChannel.MapMode mode)
      throws IOException {
    StandardOpenOption[] options =
        mode == FileChannel.MapMode.READ_ONLY
            ? new StandardOpenOption[] {StandardOpenOption.READ}
            : new StandardOpenOption[] {StandardOpenOption.READ, StandardOpenOption.WRITE};
    try (FileChannel channel = FileChannel.open(file, options)) {
      if (channel.size() < offset + length) {
        throw new IOException(
            file + " has " + channel.size() + " bytes, expected " + (offset + length));
      }
      return new ChronicleMemory(channel.map(mode, offset, length));
    }
  }

  @Override
  public long size() {
    return size;
  }

  @Override
  public long readVolatile(long offset) {
    return RAW.readVolatileLong(address + word(offset));
  }

  @Override
  public void writeOrdered(long offset, long value) {
    RAW.writeOrderedLong(address + word(offset), value);
  }

  @Override
  public boolean compareAndSet(long offset, long expected, long value) {
    return RAW.compareAndSwapLong(address + word(offset), expected, value);
  }

  private long word(long offset) {
    return Objects.checkIndex(offset, size - Long.BYTES + 1);
  }

  @Override
  public ByteBuffer view(long offset, int length, Object keep) {
    ByteBuffer view = mapping.slice(Math.toIntExact(offset), length).order(ByteOrder.nativeOrder());
    RAW.putObject(view, ATTACHMENT, new Kept(mapping, keep));
    return view;
  }

  /** What a view keeps reachable. */
  private record Kept(MappedByteBuffer mapping, Object keep) {}

  @Override
  public void unmap() {
    try {
      Unmapper.INVOKE_CLEANER.invoke(Unmapper.UNSAFE, mapping);
    } catch (IllegalAccessException | InvocationTargetException e) {
      throw new IllegalStateException("a mapping could not be given back", e);
    }
  }

  /** The one method of the JDK that unmaps; not needed where nothing is unmapped early. */
  private static final class Unmapper {
    static final Object UNSAFE;
    static final Method INVOKE_CLEANER;

    static {
      try {
        Class<?> type = Class.forName("sun.misc.Unsafe");
        var instance = type.getDeclaredField("theUnsafe");
        instance.setAccessible(true);
        UNSAFE = instance.get(null);
        INVOKE_CLEANER = type.getMethod("invokeCleaner", ByteBuffer.class);
      } catch (ReflectiveOperationException e) {
        throw new ExceptionInInitializerError(e);
      }
    }

    private Unmapper() {}
  }
}
