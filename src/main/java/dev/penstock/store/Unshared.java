package dev.penstock.store;

/** The objects of other processes, for a store that nobody shares: there are none. */
final class Unshared implements ForeignObjects {
  @Override
  public StoredObject acquire(ObjectRef ref) {
    throw new StaleObjectException(ref, "its owner is unknown");
  }

  @Override
  public void sweep() {}

  @Override
  public void close() {}
}
