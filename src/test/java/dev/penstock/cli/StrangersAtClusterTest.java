package dev.penstock.cli;

import static org.assertj.core.api.Assertions.assertThat;

import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.classic.spi.LoggingEvent;
import ch.qos.logback.core.read.ListAppender;
import org.junit.jupiter.api.Test;
import org.slf4j.LoggerFactory;

class StrangersAtClusterTest {
  private static ILoggingEvent closed(String from, String type, String reason) {
    LoggingEvent event = new LoggingEvent();
    event.setMessage(
        "[127.0.0.1]:6711 [penstock] [5.7.0] Connection[id=1, /127.0.0.1:6711->/"
            + from
            + ", qualifier=null, endpoint=null, remoteUuid=null, alive=false, connectionType="
            + type
            + ", planeIndex=-1] closed. Reason: "
            + reason);
    return event;
  }

  @Test
  void tellsOnceOfEachAddressThatIsNoNodeAndNothingOfNodesThatGo() {
    Logger log = (Logger) LoggerFactory.getLogger("dev.penstock.cluster.Strangers");
    ListAppender<ILoggingEvent> lines = new ListAppender<>();
    lines.start();
    log.addAppender(lines);
    try {
      StrangersAtCluster strangers = new StrangersAtCluster();
      strangers.start();
      strangers.doAppend(closed("10.0.0.9:44174", "NONE", "Exception in Connection[id=1]"));
      strangers.doAppend(closed("10.0.0.9:44175", "NONE", "Exception in Connection[id=2]"));
      strangers.doAppend(closed("10.0.0.2:5701", "MEMBER", "Exception in Connection[id=3]"));
      strangers.doAppend(closed("10.0.0.7:44176", "NONE", "Exception in Connection[id=4]"));
    } finally {
      log.detachAppender(lines);
    }

    assertThat(lines.list).hasSize(2);
    assertThat(lines.list.get(0).getFormattedMessage()).startsWith("10.0.0.9 has connected");
    assertThat(lines.list.get(1).getFormattedMessage()).startsWith("10.0.0.7 has connected");
  }
}
