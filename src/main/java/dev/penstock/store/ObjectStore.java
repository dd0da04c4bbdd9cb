package dev.penstock.store;

import java.util.concurrent.CompletableFuture;
import org.jspecify.annotations.Nullable;

/** Placeholder until the store is merged. */
public final class ObjectStore implements AutoCloseable {
  private ObjectStore() {}

  public static ObjectStore open(StoreSettings settings) {
    throw new StoreException("not merged", null);
  }

  public ObjectWriter create(long length) {
    throw new UnsupportedOperationException();
  }

  public @Nullable ObjectWriter tryCreate(long length) {
    throw new UnsupportedOperationException();
  }

  public CompletableFuture<ObjectWriter> createAsync(long length) {
    throw new UnsupportedOperationException();
  }

  public StoredObject acquire(ObjectRef ref) {
    throw new UnsupportedOperationException();
  }

  public StoreStatus status() {
    throw new UnsupportedOperationException();
  }

  @Override
  public void close() {}
}
