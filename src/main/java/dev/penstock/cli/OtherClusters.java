package dev.penstock.cli;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.AppenderBase;
import java.util.HashSet;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Tells in a line, once for each address, that a node which is listed as a member is one of another
 * cluster: by its name or, which looks the same to Hazelcast, by its secret. Takes the place of
 * what Hazelcast says, which names neither. Logback appends one event at a time.
 */
final class OtherClusters extends AppenderBase<ILoggingEvent> {
  /** Whose warnings it gets, and errors, which are passed on. */
  static final String LOGGER = "com.hazelcast.cluster";

  private static final Pattern OTHER =
      Pattern.compile("could not join cluster at node: (\\S+) .*different cluster-name");

  private static final Logger LOG = LoggerFactory.getLogger("dev.penstock.cluster.OtherClusters");

  private final Set<String> told = new HashSet<>();

  @Override
  protected void append(ILoggingEvent event) {
    Matcher other = OTHER.matcher(event.getFormattedMessage());
    if (other.find()) {
      if (told.add(other.group(1))) {
        LOG.warn(
            "the node at {} is of another cluster, and this node does not join it: cluster.name and"
                + " cluster.secret must be the same on all nodes",
            other.group(1));
      }
    } else if (event.getLevel().isGreaterOrEqual(Level.ERROR)) {
      LOG.error("{}", event.getFormattedMessage());
    }
  }
}
