package dev.penstock.cluster;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicLong;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

class RememberedDesiredTest {
  /** A map that counts how often it is read. */
  private static final class Counted implements DesiredStates {
    private @Nullable Assignment value;
    private Runnable listener = () -> {};
    private int reads;

    @Override
    public Optional<Assignment> get(String application) {
      reads++;
      return Optional.ofNullable(value);
    }

    @Override
    public boolean compareAndSet(@Nullable Assignment expected, Assignment next) {
      value = next;
      return true;
    }

    @Override
    public void listen(Runnable told) {
      listener = told;
    }
  }

  private final AtomicLong clock = new AtomicLong(1);
  private final Counted map = new Counted();
  private final RememberedDesired desired = new RememberedDesired(map, clock::get);

  private static Assignment version(int version) {
    return new Assignment("app", 1, version, "leader", "hash", List.of());
  }

  private long seen() {
    return desired.get("app").map(Assignment::version).orElse(0L);
  }

  @Test
  void aValueIsReadOnceUntilSomethingMayHaveChangedIt() {
    map.value = version(1);
    for (int i = 0; i < 10; i++) {
      assertThat(seen()).isEqualTo(1);
    }
    assertThat(map.reads).isOne();
  }

  @Test
  void whatTheMapTellsOfIsReadBeforeAnybodyLooks() {
    long[] found = new long[1];
    desired.listen(() -> found[0] = seen());
    assertThat(seen()).isZero();

    map.value = version(2);
    map.listener.run();

    assertThat(found[0]).isEqualTo(2);
  }

  @Test
  void whatThisNodeHasWrittenIsReadBack() {
    assertThat(seen()).isZero();
    assertThat(desired.compareAndSet(null, version(3))).isTrue();
    assertThat(seen()).isEqualTo(3);
  }

  @Test
  void aChangeOfWhichNobodyToldIsSeenInTheEnd() {
    assertThat(seen()).isZero();
    map.value = version(4);
    assertThat(seen()).isZero();

    clock.addAndGet(RememberedDesired.LONGEST.toNanos());

    assertThat(seen()).isEqualTo(4);
  }
}
