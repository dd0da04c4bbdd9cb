package dev.penstock.cli;

import io.vertx.core.json.DecodeException;
import io.vertx.core.json.JsonObject;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** {@code penstock async adopt}: a running node takes over the log of one that is gone. */
@Command(
    name = "adopt",
    description =
        "Let a running node take over the log of one that is gone for good: it runs what has not"
            + " ended, and answers for the rest. Its admin.token, if it has one, is taken from the"
            + " environment variable PENSTOCK_ADMIN_TOKEN.")
final class AdoptCommand implements Callable<Integer> {
  /** A log of millions of requests takes so long to be read. */
  private static final Duration PATIENCE = Duration.ofSeconds(55);

  private final Map<String, String> environment;
  @Spec private CommandSpec spec = CommandSpec.create();

  @Parameters(
      paramLabel = "DIRECTORY",
      description = "The directory of the log, as the node that takes it over sees it.")
  private Path directory = Path.of("");

  @Option(
      names = "--admin",
      paramLabel = "URL",
      description = "Admin listener of the node that takes it over, ${DEFAULT-VALUE} if not given.",
      defaultValue = "http://127.0.0.1:8001")
  private String admin = "http://127.0.0.1:8001";

  AdoptCommand(Map<String, String> environment) {
    this.environment = environment;
  }

  @Override
  public Integer call() throws InterruptedException {
    AdminClient client = new AdminClient(admin, environment, spec.commandLine());
    Path path = directory.toAbsolutePath().normalize();
    try {
      AdminClient.Answer answer =
          client.post(
              "/api/logs/adopt", new JsonObject().put("directory", path.toString()), PATIENCE);
      JsonObject body = json(answer.body());
      if (answer.status() == 200 && body != null) {
        print(body);
        return ExitCode.DONE.status();
      }
      return fail(
          answer.status() == 409 && body != null ? body.getString("detail") : client.tell(answer));
    } catch (AdminClient.NoAnswerException e) {
      return fail(e.getMessage());
    }
  }

  private static @Nullable JsonObject json(String body) {
    try {
      return new JsonObject(body);
    } catch (DecodeException e) {
      return null;
    }
  }

  private void print(JsonObject told) {
    PrintWriter out = spec.commandLine().getOut();
    JsonObject pending = told.getJsonObject("pending");
    int all = pending.stream().mapToInt(each -> ((Number) each.getValue()).intValue()).sum();
    out.printf(
        "%s %s: %s, %d pending%n",
        told.getBoolean("before") ? "Had adopted before" : "Adopted",
        told.getString("directory"),
        Counted.of(told.getInteger("requests"), "request"),
        all);
    for (Object application : told.getJsonArray("notRun")) {
      out.printf(
          "%d of them are of application %s, which takes no durable requests there: they are kept,"
              + " and do not run%n",
          pending.getInteger((String) application), application);
    }
    out.flush();
    for (Object left : told.getJsonArray("left")) {
      spec.commandLine().getErr().println("warning: not adopted with it: " + left);
    }
  }

  private int fail(@Nullable String why) {
    spec.commandLine().getErr().println("error: " + why);
    return ExitCode.FAILED.status();
  }
}
