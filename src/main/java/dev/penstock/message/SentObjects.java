package dev.penstock.message;

import dev.penstock.store.ObjectRef;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * The stored objects whose references stand in a message that was written: a hold on each, so that
 * none is recycled before the other side has its own.
 *
 * <p>Who sends a request keeps them until the reply, or until the call has finally failed, and then
 * {@link #release}s them. Who sends a result {@link #lend}s them, and need not wait for the caller.
 * Not thread-safe: of one call, on one thread at a time.
 */
public final class SentObjects {
  private final List<ObjectContent> held = new ArrayList<>();

  /** What the other side must fetch; null if it maps what it is told. */
  private final @Nullable Set<ObjectRef> listed;

  /** Without anything so far, for who can map the objects of this node. */
  public SentObjects() {
    this(null);
  }

  private SentObjects(@Nullable Set<ObjectRef> listed) {
    this.listed = listed;
  }

  /** Without anything so far, for a node that must fetch the objects: its message lists them. */
  public static SentObjects toFetch() {
    return new SentObjects(new LinkedHashSet<>());
  }

  /** What the other side must fetch before it can read the message; each once. */
  List<ObjectRef> references() {
    return listed == null ? List.of() : List.copyOf(listed);
  }

  /** One more object, of which this takes over one hold. */
  void add(ObjectContent object) {
    held.add(object);
    if (listed != null) {
      listed.add(object.object().ref());
    }
  }

  /** Whether nothing is held. */
  public boolean isEmpty() {
    return held.isEmpty();
  }

  /**
   * Leaves the objects to who was told the references, for at most {@code time}.
   *
   * <p>Only the process that owns an object can lend it. Objects of other processes, which were
   * received and sent on, stay held here: unless {@link #isEmpty} says afterwards that there are
   * none, {@link #release} must follow when the other side has confirmed, or {@code time} has
   * passed.
   */
  public void lend(Duration time) {
    held.removeIf(
        object -> {
          if (!object.lend(time)) {
            return false;
          }
          object.release(false);
          return true;
        });
  }

  /** Lets go what is held. */
  public void release() {
    held.forEach(object -> object.release(false));
    held.clear();
  }
}
