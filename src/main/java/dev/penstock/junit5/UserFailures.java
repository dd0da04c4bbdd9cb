package dev.penstock.junit5;

import dev.penstock.UserFailure;
import java.util.ArrayList;
import java.util.List;

/**
 * The failures of user code during one test, or outside of any test where a method with
 * {@code @BeforeAll} asks for it. A test that expects failures takes them; what it does not take
 * fails it. A failure is here before the caller hears of it. Thread-safe: guarded by itself.
 */
public final class UserFailures {
  private final List<UserFailure> all = new ArrayList<>();
  private final List<UserFailure> open = new ArrayList<>();

  UserFailures() {}

  synchronized void add(UserFailure failure) {
    all.add(failure);
    open.add(failure);
  }

  /** The failures that were not taken yet, in the order in which they happened; none if so. */
  public synchronized List<UserFailure> take() {
    List<UserFailure> taken = List.copyOf(open);
    open.clear();
    return taken;
  }

  /**
   * The only failure that was not taken yet.
   *
   * @throws AssertionError if there is none, or more than one
   */
  public synchronized UserFailure takeOne() {
    if (open.size() != 1) {
      AssertionError error =
          new AssertionError(
              open.isEmpty()
                  ? "user code was to fail, and did not"
                  : "user code was to fail once, and failed " + open.size() + " times");
      open.forEach(failure -> error.addSuppressed(new UserCodeFailedError(failure)));
      throw error;
    }
    return open.remove(0);
  }

  /** All, taken or not. */
  synchronized List<UserFailure> all() {
    return List.copyOf(all);
  }

  /** Those that nobody took. */
  synchronized List<UserFailure> unexpected() {
    return List.copyOf(open);
  }
}
