package dev.penstock.cli;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.PrintWriter;
import java.util.Map;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** {@code penstock status}: what a running node tells its operators. */
@Command(
    name = "status",
    description =
        "Show what a running node does. Its admin.token, if it has one, is taken from the"
            + " environment variable PENSTOCK_ADMIN_TOKEN.")
final class StatusCommand implements Callable<Integer> {
  private final Map<String, String> environment;
  @Spec private CommandSpec spec = CommandSpec.create();

  @Option(
      names = "--admin",
      paramLabel = "URL",
      description = "Its admin listener, ${DEFAULT-VALUE} if not given.",
      defaultValue = "http://127.0.0.1:8001")
  private String admin = "http://127.0.0.1:8001";

  @Option(
      names = "--format",
      paramLabel = "FORMAT",
      description = "text (default): tables for people; json: all there is.")
  private StatusFormat format = StatusFormat.TEXT;

  StatusCommand(Map<String, String> environment) {
    this.environment = environment;
  }

  @Override
  public Integer call() throws InterruptedException {
    PrintWriter out = spec.commandLine().getOut();
    AdminClient client = new AdminClient(admin, environment, spec.commandLine());
    String json;
    try {
      AdminClient.Answer answer = client.get("/api/status");
      if (answer.status() != 200) {
        return fail(client.tell(answer));
      }
      json = answer.body();
    } catch (AdminClient.NoAnswerException e) {
      return fail(e.getMessage());
    }
    if (format == StatusFormat.JSON) {
      out.println(json);
      return ExitCode.DONE.status();
    }
    try {
      JsonNode status = new ObjectMapper().readTree(json);
      if (!status.has("applications")) {
        return fail(client.notPenstock());
      }
      out.print(new StatusTables(status).text());
      out.flush();
    } catch (JsonProcessingException e) {
      return fail(client.notPenstock());
    }
    return ExitCode.DONE.status();
  }

  private int fail(@Nullable String why) {
    spec.commandLine().getErr().println("error: " + why);
    return ExitCode.FAILED.status();
  }
}
