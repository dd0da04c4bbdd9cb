package dev.penstock.cli;

import ch.qos.logback.classic.LoggerContext;
import dev.penstock.Penstock;
import dev.penstock.StartFailedException;
import dev.penstock.config.PenstockConfig;
import dev.penstock.node.Node;
import dev.penstock.replica.ReplicaStartException;
import java.io.PrintWriter;
import java.net.URI;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import java.util.concurrent.ExecutionException;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import org.slf4j.LoggerFactory;

/**
 * The node that serves now, if one does: at most one at a time, one after the other, on the same
 * ports. One thread starts and stops; the JVM's end may close the node at any time.
 */
final class ServingNode {
  private final NodeStarter starter;
  private final LogFormat format;
  private final PrintWriter out;
  private final PrintWriter err;
  private final Consumer<Runnable> atExit;
  private boolean closesAtExit;

  /** Guarded by this, as the JVM's end reads it. */
  private @Nullable Penstock node;

  private int port;
  private int adminPort;

  /**
   * No node yet.
   *
   * @param atExit makes what it gets run at the JVM's end
   */
  ServingNode(
      NodeStarter starter,
      LogFormat format,
      PrintWriter out,
      PrintWriter err,
      Consumer<Runnable> atExit) {
    this.starter = starter;
    this.format = format;
    this.out = out;
    this.err = err;
    this.atExit = atExit;
  }

  /**
   * Starts a node and prints that it is ready, or why it could not start.
   *
   * @param since when this began
   * @return whether it serves
   */
  boolean start(CheckedFile checked, Instant since) throws InterruptedException {
    PenstockConfig config = checked.config().onPorts(port, adminPort);
    Penstock started;
    try {
      started = await(config, checked);
    } catch (StartFailedException e) {
      checked.close();
      logStackOfUserCode(e);
      err.println("error: " + e.getMessage());
      err.flush();
      return false;
    }
    put(started);
    // Before anybody is told: who reads that it is ready may end it at once.
    closeAtExit();
    Optional<String> http = config.http().enabled() ? Optional.of(started.url()) : Optional.empty();
    port = http.map(address -> URI.create(address).getPort()).orElse(0);
    adminPort = started.adminUrl().map(url -> URI.create(url).getPort()).orElse(0);
    Instant now = Instant.now();
    long millis = Duration.between(since, now).toMillis();
    started.adminUrl().ifPresent(url -> out.println(new AdminLine(url, now).in(format)));
    ReadyLine line = ReadyLine.of(http, now, millis, checked.graphs());
    out.println((started instanceof Node node ? line.with(node.overview()) : line).in(format));
    out.flush();
    return true;
  }

  private Penstock await(PenstockConfig config, CheckedFile checked) throws InterruptedException {
    try {
      return starter
          .start(config, checked.graphs())
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

  /** Whether a node serves. */
  boolean isServing() {
    return current() != null;
  }

  /** Waits until the node was closed, if one serves. */
  void awaitShutdown() {
    Penstock now = current();
    if (now != null) {
      now.awaitShutdown();
    }
  }

  /** Lets requests in flight finish and closes the node, if one serves. */
  void stop() {
    Penstock now = current();
    if (now != null) {
      now.close();
      put(null);
    }
  }

  private void closeAtExit() {
    if (!closesAtExit) {
      closesAtExit = true;
      atExit.accept(this::end);
    }
  }

  /**
   * Runs when the JVM goes down, by a signal or because the node was closed. Ends it itself, since
   * a JVM that got a signal would otherwise report that and not how stopping went.
   */
  private void end() {
    ExitCode code = ExitCode.DONE;
    try {
      stop();
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

  /** A replica that could not start has its reason in user code: its stack helps there. */
  private static void logStackOfUserCode(StartFailedException e) {
    for (Throwable cause = e.getCause(); cause != null; cause = cause.getCause()) {
      if (cause instanceof ReplicaStartException failed) {
        LoggerFactory.getLogger(ServingNode.class).error(failed.getMessage(), failed.getCause());
        return;
      }
    }
  }

  private synchronized @Nullable Penstock current() {
    return node;
  }

  private synchronized void put(@Nullable Penstock next) {
    node = next;
  }
}
