package dev.penstock.cli;

import ch.qos.logback.classic.LoggerContext;
import com.fasterxml.jackson.databind.node.TextNode;
import dev.penstock.Penstock;
import dev.penstock.StartFailedException;
import dev.penstock.replica.ReplicaStartException;
import java.io.IOException;
import java.io.PrintWriter;
import java.lang.management.ManagementFactory;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutionException;
import org.jspecify.annotations.Nullable;
import org.slf4j.LoggerFactory;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** {@code penstock run FILE}: serves the applications of a configuration until it is stopped. */
@Command(
    name = "run",
    description =
        "Serve the applications of a configuration. Ctrl-C and SIGTERM finish requests in flight.")
final class RunCommand implements Callable<Integer> {
  private final FileChecker checker;
  private final NodeStarter starter;
  @Mixin private final ConfigurationArguments configuration = new ConfigurationArguments();
  @Spec private CommandSpec spec = CommandSpec.create();

  @Option(
      names = "--host",
      paramLabel = "HOST",
      description = "Address to listen on, for http.host.")
  private @Nullable String host;

  @Option(
      names = "--port",
      paramLabel = "PORT",
      description = "Port to listen on, for http.port; 0 takes a free one.")
  private @Nullable Integer port;

  @Option(
      names = "--admin-port",
      paramLabel = "PORT",
      description = "Port of the admin listener, for admin.port; 0 takes a free one.")
  private @Nullable Integer adminPort;

  @Option(
      names = "--log-format",
      paramLabel = "FORMAT",
      description = "text (default), or json: an object per line.")
  private LogFormat logFormat = LogFormat.TEXT;

  RunCommand(FileChecker checker, NodeStarter starter) {
    this.checker = checker;
    this.starter = starter;
  }

  @Override
  public Integer call() throws IOException, InterruptedException {
    logFormat.choose();
    PrintWriter out = spec.commandLine().getOut();
    PrintWriter err = spec.commandLine().getErr();
    CheckedFile checked = configuration.check(checker, overrides(), ", nothing was started", err);
    if (!checked.isSound()) {
      checked.close();
      return ExitCode.REFUSED.status();
    }
    Penstock node;
    try {
      node = started(checked);
    } catch (StartFailedException e) {
      checked.close();
      logStackOfUserCode(e);
      err.println("error: " + e.getMessage());
      return ExitCode.FAILED.status();
    }
    Runtime.getRuntime().addShutdownHook(new Thread(() -> stop(node, err), "penstock-stop"));
    Instant now = Instant.now();
    long millis = now.toEpochMilli() - ManagementFactory.getRuntimeMXBean().getStartTime();
    node.adminUrl().ifPresent(url -> out.println(new AdminLine(url, now).in(logFormat)));
    out.println(ReadyLine.of(node.url(), now, millis, checked.graphs()).in(logFormat));
    out.flush();
    node.awaitShutdown();
    return ExitCode.DONE.status();
  }

  private Penstock started(CheckedFile checked) throws InterruptedException {
    try {
      return starter
          .start(checked.config(), checked.graphs())
          .toCompletionStage()
          .toCompletableFuture()
          .get();
    } catch (ExecutionException e) {
      if (e.getCause() instanceof StartFailedException failure) {
        throw failure;
      }
      throw new IllegalStateException("the node could not start", e.getCause());
    }
  }

  /** A replica that could not start has its reason in user code: its stack helps there. */
  private static void logStackOfUserCode(StartFailedException e) {
    for (Throwable cause = e.getCause(); cause != null; cause = cause.getCause()) {
      if (cause instanceof ReplicaStartException failed) {
        LoggerFactory.getLogger(RunCommand.class).error(failed.getMessage(), failed.getCause());
        return;
      }
    }
  }

  /**
   * Runs when the JVM goes down, by a signal or because the node was closed. Ends it itself, since
   * a JVM that got a signal would otherwise report that and not how stopping went.
   */
  private static void stop(Penstock node, PrintWriter err) {
    ExitCode code = ExitCode.DONE;
    try {
      node.close();
    } catch (RuntimeException e) {
      code = ExitCode.FAILED;
      err.println("error: stopping failed");
      e.printStackTrace(err);
      err.flush();
    }
    if (LoggerFactory.getILoggerFactory() instanceof LoggerContext log) {
      log.stop();
    }
    Runtime.getRuntime().halt(code.status());
  }

  private List<String> overrides() {
    List<String> overrides = new ArrayList<>();
    if (host != null) {
      overrides.add("http.host=" + TextNode.valueOf(host)); // as JSON, in quotes
    }
    if (port != null) {
      overrides.add("http.port=" + port);
    }
    if (adminPort != null) {
      overrides.add("admin.port=" + adminPort);
    }
    return overrides;
  }
}
