package dev.penstock.cli;

import com.fasterxml.jackson.databind.node.TextNode;
import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
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

  @Option(
      names = "--watch",
      description =
          "Restart when the file or anything on its class paths has changed. What is wrong is told,"
              + " and the old version goes on serving. Between two versions, for about a second,"
              + " clients are refused.")
  private boolean watch;

  RunCommand(FileChecker checker, NodeStarter starter) {
    this.checker = checker;
    this.starter = starter;
  }

  @Override
  public Integer call() throws IOException, InterruptedException {
    logFormat.choose();
    var commandLine = spec.commandLine();
    var node =
        new ServingNode(
            starter,
            logFormat,
            commandLine.getOut(),
            commandLine.getErr(),
            end -> Runtime.getRuntime().addShutdownHook(new Thread(end, "penstock-stop")));
    var file = new ServedFile(node, FileChanges.onDisk(), this::check, configuration.file());
    Instant jvmStart = Instant.ofEpochMilli(ManagementFactory.getRuntimeMXBean().getStartTime());
    ExitCode started = file.start(jvmStart);
    if (started != ExitCode.DONE) {
      return started.status();
    }
    if (watch) {
      file.restartOnChange();
    }
    node.awaitShutdown();
    return ExitCode.DONE.status();
  }

  private CheckedFile check(String consequence) {
    return configuration.check(checker, overrides(), consequence, spec.commandLine().getErr());
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
