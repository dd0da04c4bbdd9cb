package dev.penstock.junit5;

import dev.penstock.UserFailure;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;

/**
 * Knows which tests run, and tells them of failures of user code. Thread-safe: guarded by itself.
 */
final class FailureWatch implements Consumer<UserFailure> {
  private final List<UserFailures> tests = new ArrayList<>();
  private final UserFailures outside = new UserFailures();

  /** Which test a failure belongs to cannot be told where several run: each of them hears of it. */
  @Override
  public synchronized void accept(UserFailure failure) {
    if (tests.isEmpty()) {
      outside.add(failure);
    } else {
      tests.forEach(test -> test.add(failure));
    }
  }

  /** A test begins. */
  synchronized UserFailures begin() {
    UserFailures failures = new UserFailures();
    tests.add(failures);
    return failures;
  }

  /** A test has ended. */
  synchronized void end(UserFailures failures) {
    tests.remove(failures);
  }

  /** What failed while no test ran. */
  UserFailures outside() {
    return outside;
  }
}
