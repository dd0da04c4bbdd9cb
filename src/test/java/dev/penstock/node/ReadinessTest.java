package dev.penstock.node;

import static org.assertj.core.api.Assertions.assertThat;

import dev.penstock.cluster.LocalDirectory;
import java.util.List;
import org.junit.jupiter.api.Test;

class ReadinessTest {
  @Test
  void aNodeThatStartsTellsWhatItWaitsForToo() {
    var readiness = new Readiness(new LocalDirectory(), List.of(), true);
    readiness.onRefusing("The node sees 1 of at least 2 nodes of its cluster");

    assertThat(readiness.reasons())
        .containsExactly("starting", "The node sees 1 of at least 2 nodes of its cluster");

    readiness.onLeaving();
    assertThat(readiness.reasons()).containsExactly("shutting down");
  }
}
