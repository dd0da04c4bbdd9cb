package dev.penstock.store;

/** Objects that other processes of the host own. Thread-safe. */
interface ForeignObjects {
  /**
   * The object of a reference, with a hold of this process on it.
   *
   * @throws StaleObjectException if there is no such object; whatever the reference says
   */
  StoredObject acquire(ObjectRef ref);

  /** Lets go what owners have given up and nobody here holds; to be called now and then. */
  void sweep();

  /** Gives all holds back. */
  void close();
}
