package dev.penstock.node;

import static org.assertj.core.api.Assertions.assertThat;

import io.vertx.core.Vertx;
import io.vertx.core.internal.threadchecker.BlockedThreadEvent;
import io.vertx.junit5.VertxExtension;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/** Which reports of Vert.x's checker, one a second, a user gets to see. */
@ExtendWith(VertxExtension.class)
class BlockedLoopReportsTest {
  private final BlockedLoops loops = new BlockedLoops();

  @Test
  void tellsOfALoopAgainWhenItsTimeHasDoubled() {
    assertThat(tells(10, 2)).isTrue();
    assertThat(tells(11, 3)).isFalse();
    assertThat(tells(12, 4)).isTrue();
    assertThat(tells(15, 7)).isFalse();
    assertThat(tells(16, 8)).isTrue();
  }

  @Test
  void tellsOfEachTimeThatALoopIsBlocked() {
    assertThat(tells(10, 2)).isTrue();
    assertThat(tells(13, 2)).isTrue();
  }

  @Test
  void leavesWorkersAlone(Vertx vertx) {
    boolean told =
        vertx
            .executeBlocking(() -> loops.isWorthTelling(event(Thread.currentThread(), 100), 0))
            .toCompletionStage()
            .toCompletableFuture()
            .join();

    assertThat(told).isFalse();
  }

  private boolean tells(int now, int duration) {
    return loops.isWorthTelling(
        event(Thread.currentThread(), duration), TimeUnit.SECONDS.toNanos(now));
  }

  private static BlockedThreadEvent event(Thread thread, int seconds) {
    return new BlockedThreadEvent(thread, TimeUnit.SECONDS.toNanos(seconds), 0, 0);
  }
}
