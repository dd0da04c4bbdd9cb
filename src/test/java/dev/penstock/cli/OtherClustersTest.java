package dev.penstock.cli;

import static org.assertj.core.api.Assertions.assertThat;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.classic.spi.LoggingEvent;
import ch.qos.logback.core.read.ListAppender;
import org.junit.jupiter.api.Test;
import org.slf4j.LoggerFactory;

class OtherClustersTest {
  private static ILoggingEvent said(Level level, String words) {
    LoggingEvent event = new LoggingEvent();
    event.setLevel(level);
    event.setMessage("[127.0.0.1]:5702 [penstock-12] [5.7.0] " + words);
    return event;
  }

  private static ILoggingEvent mismatch(String node) {
    return said(
        Level.WARN,
        "Node could not join cluster at node: "
            + node
            + " Cause: the target cluster has a different cluster-name");
  }

  @Test
  void tellsOnceOfEachNodeWithAnotherNameOrSecretAndPassesErrorsOn() {
    Logger log = (Logger) LoggerFactory.getLogger("dev.penstock.cluster.OtherClusters");
    ListAppender<ILoggingEvent> lines = new ListAppender<>();
    lines.start();
    log.addAppender(lines);
    try {
      OtherClusters others = new OtherClusters();
      others.start();
      others.doAppend(mismatch("[127.0.0.1]:5701"));
      others.doAppend(mismatch("[127.0.0.1]:5701"));
      others.doAppend(said(Level.WARN, "Some step on the way"));
      others.doAppend(said(Level.ERROR, "Node could not join, for another reason"));
    } finally {
      log.detachAppender(lines);
    }

    assertThat(lines.list).hasSize(2);
    assertThat(lines.list.get(0).getFormattedMessage())
        .contains("[127.0.0.1]:5701 is of another cluster", "cluster.secret");
    assertThat(lines.list.get(1).getFormattedMessage()).contains("for another reason");
  }
}
