package dev.penstock.cli;

import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.AppenderBase;
import java.util.HashSet;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Tells in a line, once for each address, that somebody who is no node has sent something to {@code
 * cluster.port}. Takes the place of what Hazelcast says, a stack for each connection. Logback
 * appends one event at a time.
 */
final class StrangersAtCluster extends AppenderBase<ILoggingEvent> {
  /** Whose warnings it gets. */
  static final String LOGGER = "com.hazelcast.internal.server.tcp.TcpServerConnection";

  /** Addresses that are remembered: whoever has more of them is told of no more. */
  private static final int MOST = 100;

  private static final Pattern REFUSED =
      Pattern.compile(
          "Connection\\[id=\\d+, \\S+->/(\\S+):\\d+, .*connectionType=NONE.*Reason: Exception in");

  private static final Logger LOG = LoggerFactory.getLogger("dev.penstock.cluster.Strangers");

  private final Set<String> told = new HashSet<>();

  @Override
  protected void append(ILoggingEvent event) {
    Matcher refused = REFUSED.matcher(event.getFormattedMessage());
    if (refused.find() && told.size() < MOST && told.add(refused.group(1))) {
      LOG.warn(
          "{} has connected to cluster.port and was refused: it does not speak the protocol of nodes;"
              + " it is refused again without a word",
          refused.group(1));
    }
  }
}
