package dev.penstock.junit5;

import static org.assertj.core.api.Assertions.assertThat;

import dev.penstock.UserFailure;
import java.time.Instant;
import org.junit.jupiter.api.Test;

/** Which tests hear of a failure. */
class FailureWatchTest {
  private final FailureWatch watch = new FailureWatch();

  private static UserFailure failure(String message) {
    return new UserFailure(
        Instant.EPOCH, "app/Model", "app/Model#0", "process", "r-1", "e-1", message, null);
  }

  @Test
  void testsThatRunAtTheSameTimeAllHearOfAFailure() {
    UserFailures one = watch.begin();
    UserFailures other = watch.begin();
    watch.accept(failure("both"));
    watch.end(one);
    watch.accept(failure("other"));

    assertThat(one.take()).extracting(UserFailure::message).containsExactly("both");
    assertThat(other.take()).extracting(UserFailure::message).containsExactly("both", "other");
    assertThat(watch.outside().take()).isEmpty();
  }

  @Test
  void failureBetweenTestsBelongsToNoneOfThem() {
    UserFailures before = watch.begin();
    watch.end(before);
    watch.accept(failure("between"));
    UserFailures after = watch.begin();

    assertThat(before.take()).isEmpty();
    assertThat(after.take()).isEmpty();
    assertThat(watch.outside().take()).extracting(UserFailure::message).containsExactly("between");
  }
}
