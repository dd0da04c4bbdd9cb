package dev.penstock.durable;

import static org.assertj.core.api.Assertions.assertThat;

import dev.penstock.durable.LogEntry.Accepted;
import dev.penstock.durable.LogEntry.Ended;
import io.vertx.core.buffer.Buffer;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;

class LedgerTest {
  private static final Message NOTHING = new Message(List.of(), Body.empty());
  private static final int COUNT = 5 * Ledger.SLICE / 2;

  private final Ledger ledger = new Ledger(7);

  private void accept(long number) {
    Work work = new Work.Http("POST", "/");
    Duration hour = Duration.ofHours(1);
    Message message = new Message(List.of(), new Body.Inline(Buffer.buffer("body")));
    ledger.onAccepted(
        new Accepted(number, 1_000, number, "app", work, "key " + number, hour, message),
        number + 1);
  }

  private void end(long number, long timeMillis) {
    ledger.onEnded(
        new Ended(number, timeMillis, RequestState.SUCCEEDED, 1, 200, null, NOTHING),
        COUNT + number + 1);
  }

  @Test
  void manyAreForgottenInSlicesAndThoseInBetweenAreKept() {
    long pending = Ledger.SLICE + 3;
    long late = 2 * Ledger.SLICE + 1;
    for (long number = 0; number < COUNT; number++) {
      accept(number);
    }
    for (long number = 0; number < COUNT; number++) {
      if (number != pending) {
        end(number, number == late ? 5_000 : 2_000);
      }
    }

    List<Long> forgotten = ledger.forget(application -> 3_000);

    assertThat(forgotten).hasSize(COUNT - 2).doesNotContain(pending, late);
    assertThat(ledger.kept()).as("from the first one on").isEqualTo(COUNT - pending);
    assertThat(ledger.known(pending)).isPresent();
    assertThat(ledger.known(late)).isPresent();
    assertThat(ledger.withKey("app", "key " + late)).isPresent();
    assertThat(ledger.withKey("app", "key 0")).isEmpty();
    assertThat(ledger.forget(application -> 6_000)).containsExactly(late);
    assertThat(ledger.forget(application -> 6_000)).isEmpty();
    end(pending, 2_000);
    assertThat(ledger.forget(application -> 6_000)).containsExactly(pending);
    assertThat(ledger.kept()).isZero();
  }
}
