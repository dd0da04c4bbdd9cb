package dev.penstock.message;

import dev.penstock.store.ObjectRef;
import dev.penstock.store.StoredObject;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;

/**
 * The objects that a message from another host names, as they are here: a hold on the local copy of
 * each, until {@link #release}. Not thread-safe.
 */
public final class FetchedObjects {
  private final Map<ObjectRef, StoredObject> objects = new HashMap<>();

  /** Without anything so far. */
  public FetchedObjects() {}

  /**
   * One more.
   *
   * @param foreign its name where it was fetched
   * @param local what is here, of which this takes over one hold
   */
  public void add(ObjectRef foreign, StoredObject local) {
    StoredObject before = objects.put(foreign, local);
    if (before != null) {
      before.release();
    }
  }

  /**
   * The local copy, with one more hold.
   *
   * @throws ValueException if the message has not listed the reference
   */
  ObjectContent acquire(ObjectRef foreign) {
    return new ObjectContent(
        local(foreign)
            .orElseThrow(
                () ->
                    new ValueException(
                        "a reference to " + foreign + ", which the message does not list")));
  }

  /** The local copy, with one more hold; nothing if there is none. */
  public Optional<StoredObject> local(ObjectRef foreign) {
    return Optional.ofNullable(objects.get(foreign)).filter(StoredObject::retain);
  }

  /** Lets go of all; what was acquired is held on its own. */
  public void release() {
    objects.values().forEach(StoredObject::release);
    objects.clear();
  }
}
