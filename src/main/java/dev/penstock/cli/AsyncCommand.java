package dev.penstock.cli;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.SerializationFeature;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.penstock.durable.LogInspection;
import dev.penstock.durable.LogInspection.Listed;
import dev.penstock.durable.LogUnusableException;
import dev.penstock.durable.RequestState;
import java.nio.file.Path;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** {@code penstock async}: the logs of durable requests. */
@Command(
    name = "async",
    description = "Look at the log of durable requests, or let a node take one over.")
final class AsyncCommand implements Callable<Integer> {
  @Spec private CommandSpec spec = CommandSpec.create();

  /** Without one of its parts it says what they are. */
  @Override
  public Integer call() {
    spec.commandLine().usage(spec.commandLine().getErr());
    return ExitCode.REFUSED.status();
  }

  /** {@code penstock async show}: the requests of a log. */
  @Command(
      name = "show",
      description =
          "Show the durable requests of a log, also while a process has it open. Nothing is"
              + " changed.")
  static final class Show implements Callable<Integer> {
    @Spec private CommandSpec spec = CommandSpec.create();

    @Parameters(paramLabel = "DIRECTORY", description = "The directory of the log.")
    private Path directory = Path.of("");

    @Option(
        names = "--state",
        paramLabel = "STATE",
        description = "Only those that are pending, running, succeeded, failed or cancelled.")
    private @Nullable RequestState state;

    @Option(
        names = "--format",
        paramLabel = "FORMAT",
        description = "text (default): a table for people; json: a line for each request.")
    private StatusFormat format = StatusFormat.TEXT;

    @Override
    public Integer call() throws JsonProcessingException {
      LogInspection log;
      try {
        log = LogInspection.of(directory);
      } catch (LogUnusableException e) {
        spec.commandLine().getErr().println("error: " + e.getMessage());
        return ExitCode.REFUSED.status();
      }
      List<Listed> wanted =
          log.requests().stream().filter(each -> state == null || each.state() == state).toList();
      spec.commandLine()
          .getOut()
          .print(format == StatusFormat.JSON ? json(wanted) : text(log, wanted));
      spec.commandLine().getOut().flush();
      return ExitCode.DONE.status();
    }

    private static String text(LogInspection log, List<Listed> wanted) {
      Map<RequestState, Integer> counts = new EnumMap<>(RequestState.class);
      log.requests().forEach(each -> counts.merge(each.state(), 1, Integer::sum));
      StringBuilder text = new StringBuilder("Log " + log.directory() + ": ");
      text.append(Counted.of(log.requests().size(), "request"));
      counts.forEach(
          (each, count) -> text.append(", ").append(count).append(' ').append(each.label()));
      log.process().ifPresent(pid -> text.append("; open by process ").append(pid));
      log.owner().ifPresent(owner -> text.append("; taken over by ").append(owner));
      if (log.damaged() > 0) {
        text.append("; ").append(Counted.of((int) log.damaged(), "damaged record"));
      }
      text.append('\n');
      TextTable table =
          new TextTable(
              6, "REQUEST", "APPLICATION", "STATE", "ACCEPTED", "ENDED", "TARGET", "ATTEMPTS");
      for (Listed each : wanted) {
        table.row(
            each.id().toString(),
            each.application(),
            each.state().label(),
            each.accepted().toString(),
            each.ended() == null ? "-" : each.ended().toString(),
            each.method() + " " + each.target(),
            String.valueOf(each.attempts()));
      }
      if (!table.isEmpty()) {
        text.append('\n').append(table.text());
      }
      return text.toString();
    }

    private static String json(List<Listed> wanted) throws JsonProcessingException {
      JsonMapper mapper =
          JsonMapper.builder().disable(SerializationFeature.WRITE_DATES_AS_TIMESTAMPS).build();
      StringBuilder lines = new StringBuilder();
      for (Listed each : wanted) {
        ObjectNode line =
            mapper
                .createObjectNode()
                .put("id", each.id().toString())
                .put("application", each.application())
                .put("state", each.state().label())
                .put("attempts", each.attempts())
                .put("method", each.method())
                .put("target", each.target())
                .put("acceptedAt", each.accepted().toString());
        Optional.ofNullable(each.ended()).ifPresent(end -> line.put("endedAt", end.toString()));
        Optional.ofNullable(each.reason()).ifPresent(reason -> line.put("reason", reason));
        lines.append(mapper.writeValueAsString(line)).append('\n');
      }
      return lines.toString();
    }
  }
}
