package dev.penstock.junit5;

import dev.penstock.UserFailure;
import java.util.List;

/** A failure of user code as a failure of a test: what was thrown is its cause. */
final class UserCodeFailedError extends AssertionError {
  private static final String ADVICE =
      "; a test that expects this takes it from a parameter of type UserFailures";

  UserCodeFailedError(UserFailure failure) {
    this(describe(failure), failure);
  }

  private UserCodeFailedError(String message, UserFailure failure) {
    super(message, failure.cause());
    // Where the test noticed it is of no interest, where it happened is in the cause.
    setStackTrace(new StackTraceElement[0]);
  }

  /** Several failures, at least one, that nobody expected; the first one's cause is the cause. */
  static UserCodeFailedError unexpected(List<UserFailure> failures) {
    UserFailure first = failures.get(0);
    String count = failures.size() == 1 ? "" : failures.size() + " times, first: ";
    UserCodeFailedError error =
        new UserCodeFailedError("user code failed: " + count + describe(first) + ADVICE, first);
    failures.stream().skip(1).map(UserCodeFailedError::new).forEach(error::addSuppressed);
    return error;
  }

  private static String describe(UserFailure failure) {
    return failure.deployment()
        + (failure.replica() == null ? " at " : ".")
        + failure.method()
        + ": "
        + failure.message()
        + " (requestId="
        + failure.requestId()
        + ", errorId="
        + failure.errorId()
        + ")";
  }
}
