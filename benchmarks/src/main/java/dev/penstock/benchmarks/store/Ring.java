package dev.penstock.benchmarks.store;

import dev.penstock.Blob;
import dev.penstock.store.ObjectStore;
import dev.penstock.store.ObjectWriter;
import dev.penstock.store.StoredObject;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;

/**
 * A number of copies of which each new one takes the place of the oldest. Confined to one thread.
 */
abstract class Ring implements Runnable, AutoCloseable {
  private final int size;
  private int at;

  private Ring(int size) {
    this.size = size;
  }

  @Override
  public final void run() {
    replace(at);
    at = (at + 1) % size;
  }

  /** Makes the copy of that place anew. */
  abstract void replace(int place);

  @Override
  public void close() {}

  /** Native buffers that are written to again and again. */
  static Ring ofBuffers(int size, ByteBuffer source) {
    List<ByteBuffer> targets = new ArrayList<>();
    for (int i = 0; i < size; i++) {
      targets.add(ByteBuffer.allocateDirect(source.capacity()));
    }
    return new Ring(size) {
      @Override
      void replace(int place) {
        targets.get(place).clear().put(source.clear());
      }
    };
  }

  /** Objects: the oldest is recycled, then one is created, filled and sealed. */
  static Ring ofObjects(int size, ObjectStore store, ByteBuffer source) {
    return new StoreRing(size, store) {
      @Override
      void fill(ObjectWriter writer) {
        writer.buffer().put(source.clear());
      }

      @Override
      int length() {
        return source.capacity();
      }
    };
  }

  /** Objects that nobody writes to. */
  static Ring ofEmptyObjects(int size, ObjectStore store, int length) {
    return new StoreRing(size, store) {
      @Override
      void fill(ObjectWriter writer) {}

      @Override
      int length() {
        return length;
      }
    };
  }

  /** Blobs, as users make them: the oldest is closed, then one is made. */
  static Ring ofBlobs(int size, ByteBuffer source) {
    Blob[] blobs = new Blob[size];
    return new Ring(size) {
      @Override
      void replace(int place) {
        if (blobs[place] != null) {
          blobs[place].close();
        }
        blobs[place] = Blob.overwrite(source.capacity(), out -> out.put(source.clear()));
      }

      @Override
      public void close() {
        for (Blob blob : blobs) {
          blob.close();
        }
      }
    };
  }

  private abstract static class StoreRing extends Ring {
    private final ObjectStore store;
    private final StoredObject[] objects;

    StoreRing(int size, ObjectStore store) {
      super(size);
      this.store = store;
      this.objects = new StoredObject[size];
    }

    abstract void fill(ObjectWriter writer);

    abstract int length();

    @Override
    final void replace(int place) {
      if (objects[place] != null) {
        objects[place].release();
      }
      ObjectWriter writer = store.create(length());
      fill(writer);
      objects[place] = writer.seal();
    }

    @Override
    public final void close() {
      for (StoredObject object : objects) {
        object.release();
      }
    }
  }
}
