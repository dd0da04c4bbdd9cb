package dev.penstock.cli;

import ch.qos.logback.classic.ClassicConstants;
import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.LoggerContext;
import ch.qos.logback.classic.spi.Configurator;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.Appender;
import ch.qos.logback.core.ConsoleAppender;
import ch.qos.logback.core.encoder.Encoder;
import ch.qos.logback.core.spi.ContextAwareBase;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Sets Logback up where nobody else does: to stdout, libraries from WARN on, everything else from
 * INFO on or from what {@code PENSTOCK_LOG_LEVEL} says. A {@code logback.xml} on the class path or
 * {@code -Dlogback.configurationFile} takes precedence. Found by Logback as a service; in code, and
 * not a file of its own, since reading that would take a tenth of the start.
 */
public final class LogConfigurator extends ContextAwareBase implements Configurator {
  private static final String HAZELCAST = "hazelcast.logging.type";

  private static final List<String> LIBRARIES =
      List.of("io.vertx", "io.netty", "com.fasterxml", "ch.qos.logback", "net.openhft");

  @Override
  public ExecutionStatus configure(LoggerContext context) {
    if (System.getProperty(HAZELCAST) == null) {
      // It reads a file of its own before it knows its settings, and would tell that on stderr.
      System.setProperty(HAZELCAST, "slf4j");
    }
    if (hasConfigurationOfItsOwn()) {
      return ExecutionStatus.INVOKE_NEXT_IF_ANY;
    }
    Encoder<ILoggingEvent> encoder = LogFormat.chosen().encoder();
    encoder.setContext(context);
    encoder.start();
    var stdout = new ConsoleAppender<ILoggingEvent>();
    stdout.setContext(context);
    stdout.setName("stdout");
    stdout.setEncoder(encoder);
    stdout.start();
    Logger root = context.getLogger(org.slf4j.Logger.ROOT_LOGGER_NAME);
    root.setLevel(level(System.getenv("PENSTOCK_LOG_LEVEL")));
    root.addAppender(stdout);
    LIBRARIES.forEach(library -> context.getLogger(library).setLevel(Level.WARN));
    // It warns of each step on the way to what a node says in one line: another one has gone.
    context.getLogger("com.hazelcast").setLevel(Level.ERROR);
    // But for why a node is missed that has not ended.
    context
        .getLogger("com.hazelcast.internal.cluster.impl.ClusterHeartbeatManager")
        .setLevel(Level.WARN);
    retell(StrangersAtCluster.LOGGER, new StrangersAtCluster(), context);
    retell(OtherClusters.LOGGER, new OtherClusters(), context);
    // Stacks for what the node says in one line: it cannot take its place in the cluster.
    context.getLogger("com.hazelcast.instance.AddressPicker").setLevel(Level.OFF);
    context.getLogger("io.vertx.core.impl.VertxImpl").setLevel(Level.OFF);
    // Errors with stack traces for what is ordinary when a node comes back that was thought lost.
    context
        .getLogger("com.hazelcast.spi.impl.operationservice.impl.operations")
        .setLevel(Level.OFF);
    // It would rather bind threads to processors, which nobody asks for.
    context.getLogger("net.openhft.affinity").setLevel(Level.ERROR);
    // Whoever sends to a node that has gone is told, and sends elsewhere.
    context
        .getLogger("io.vertx.core.eventbus.impl.clustered.ClusteredEventBus")
        .setLevel(Level.ERROR);
    // A connection that broke, such as to a node that was killed: who used it tells what follows.
    context.getLogger("io.vertx.core.net.impl.ConnectionBase").setLevel(Level.OFF);
    return ExecutionStatus.DO_NOT_INVOKE_NEXT_IF_ANY;
  }

  /** What is logged there from WARN on goes to an appender that says it in other words. */
  private static void retell(String name, Appender<ILoggingEvent> appender, LoggerContext context) {
    Logger logger = context.getLogger(name);
    logger.setLevel(Level.WARN);
    logger.setAdditive(false);
    appender.setContext(context);
    appender.start();
    logger.addAppender(appender);
  }

  private static boolean hasConfigurationOfItsOwn() {
    ClassLoader loader = LogConfigurator.class.getClassLoader();
    return System.getProperty(ClassicConstants.CONFIG_FILE_PROPERTY) != null
        || loader.getResource(ClassicConstants.AUTOCONFIG_FILE) != null
        || loader.getResource(ClassicConstants.TEST_AUTOCONFIG_FILE) != null;
  }

  /** The level of that name; INFO if it is none. */
  static Level level(@Nullable String name) {
    return Level.toLevel(name, Level.INFO);
  }
}
