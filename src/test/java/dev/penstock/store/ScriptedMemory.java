package dev.penstock.store;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.ArrayDeque;
import java.util.HashMap;
import java.util.Map;
import java.util.Queue;

/** Memory of no file, in which other processes do what the test says between two steps. */
final class ScriptedMemory implements Memory {
  private static final VarHandle WORDS =
      MethodHandles.byteBufferViewVarHandle(long[].class, ByteOrder.nativeOrder());

  private final ByteBuffer bytes;
  private final Map<Long, Queue<Runnable>> beforeReads = new HashMap<>();

  ScriptedMemory(long size) {
    this.bytes = ByteBuffer.allocateDirect((int) size).order(ByteOrder.nativeOrder());
  }

  /** Something happens just before the next read of a word, or just before the one after that. */
  void beforeRead(long offset, Runnable event) {
    beforeReads.computeIfAbsent(offset, at -> new ArrayDeque<>()).add(event);
  }

  /** Another process does something, or nobody does anything. */
  void set(long offset, long value) {
    WORDS.setVolatile(bytes, (int) offset, value);
  }

  long get(long offset) {
    return (long) WORDS.getVolatile(bytes, (int) offset);
  }

  @Override
  public long size() {
    return bytes.capacity();
  }

  @Override
  public long readVolatile(long offset) {
    Queue<Runnable> events = beforeReads.get(offset);
    if (events != null && !events.isEmpty()) {
      events.remove().run();
    }
    return get(offset);
  }

  @Override
  public void writeOrdered(long offset, long value) {
    set(offset, value);
  }

  @Override
  public boolean compareAndSet(long offset, long expected, long value) {
    return WORDS.compareAndSet(bytes, (int) offset, expected, value);
  }

  @Override
  public ByteBuffer view(long offset, int length, Object keep) {
    return bytes.slice((int) offset, length).order(ByteOrder.nativeOrder());
  }

  @Override
  public void unmap() {
    throw new UnsupportedOperationException("nobody may unmap early");
  }
}
