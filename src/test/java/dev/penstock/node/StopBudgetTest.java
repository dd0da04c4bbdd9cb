package dev.penstock.node;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;

class StopBudgetTest {
  private final AtomicLong clock = new AtomicLong(-5);
  private final StopBudget budget = new StopBudget(clock::get);

  @Test
  void isWithoutLimitUntilTheNodeIsClosed() {
    assertThat(budget.atMost(Duration.ofHours(1))).isEqualTo(Duration.ofHours(1));
  }

  @Test
  void whatTheListenerHasUsedUpIsNotThereForReplicas() {
    budget.start(Duration.ofSeconds(20));
    clock.addAndGet(Duration.ofSeconds(15).toNanos());

    assertThat(budget.atMost(Duration.ofSeconds(20))).isEqualTo(Duration.ofSeconds(5));
    assertThat(budget.atMost(Duration.ofSeconds(2))).isEqualTo(Duration.ofSeconds(2));
  }

  @Test
  void isNeverNegative() {
    budget.start(Duration.ofSeconds(1));
    clock.addAndGet(Duration.ofSeconds(3).toNanos());

    assertThat(budget.atMost(Duration.ofSeconds(20))).isZero();
  }
}
