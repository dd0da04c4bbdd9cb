package dev.penstock.batch;

import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.penstock.BatchPolicy;
import dev.penstock.Batcher;
import io.vertx.core.Future;
import java.time.Duration;
import org.junit.jupiter.api.Test;

class BatchPolicyTest {
  private static final Batcher.Builder<String, String> BUILDER =
      Batcher.of(Future::succeededFuture);

  @Test
  void refusesWhatMakesNoSenseWithWhatToGive() {
    assertThatThrownBy(() -> BUILDER.maxSize(0))
        .hasMessage("maxSize is 0; give a number from 1 to 1048576");
    assertThatThrownBy(() -> BUILDER.inFlight(-1)).hasMessageContaining("inFlight is -1");
    assertThatThrownBy(() -> BUILDER.maxWait(Duration.ofMillis(-1)))
        .hasMessage("maxWait is PT-0.001S; give a time from 0 to 1 h, such as 5 ms");
    assertThatThrownBy(() -> BUILDER.latencyTarget(Duration.ZERO))
        .hasMessage("latencyTarget is PT0S; give a time above 0, up to 1 h, such as 20 ms");
    assertThatThrownBy(() -> new BatchPolicy(-5, null, null, null, null))
        .hasMessageContaining("maxSize is -5");
  }
}
