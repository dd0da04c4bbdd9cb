package dev.penstock.cli;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.io.PrintWriter;
import java.net.ConnectException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.net.http.HttpTimeoutException;
import java.nio.channels.UnresolvedAddressException;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** {@code penstock status}: what a running node tells its operators. */
@Command(
    name = "status",
    description =
        "Show what a running node does. Its admin.token, if it has one, is taken from the"
            + " environment variable PENSTOCK_ADMIN_TOKEN.")
final class StatusCommand implements Callable<Integer> {
  private static final String TOKEN = "PENSTOCK_ADMIN_TOKEN";
  private static final Duration PATIENCE = Duration.ofSeconds(10);

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
    HttpRequest request = request();
    String json;
    try {
      HttpResponse<String> response =
          HttpClient.newBuilder()
              .version(HttpClient.Version.HTTP_1_1)
              .connectTimeout(PATIENCE)
              .build()
              .send(request, BodyHandlers.ofString());
      if (response.statusCode() != 200) {
        return fail(tell(response.statusCode()));
      }
      json = response.body();
    } catch (ConnectException e) {
      return fail(
          isUnresolved(e)
              ? "there is no host '" + request.uri().getHost() + "'; see --admin"
              : "nothing listens at " + admin + "; is the node running, with its admin listener?");
    } catch (HttpTimeoutException e) {
      return fail(admin + " did not answer within " + PATIENCE.toSeconds() + " s");
    } catch (IOException e) {
      return fail(admin + " did not answer: " + e.getMessage());
    }
    if (format == StatusFormat.JSON) {
      out.println(json);
      return ExitCode.DONE.status();
    }
    try {
      JsonNode status = new ObjectMapper().readTree(json);
      if (!status.has("applications")) {
        return fail(notPenstock());
      }
      out.print(new StatusTables(status).text());
      out.flush();
    } catch (JsonProcessingException e) {
      return fail(notPenstock());
    }
    return ExitCode.DONE.status();
  }

  /** The client tells of a host without an address as of one that does not listen. */
  private static boolean isUnresolved(ConnectException e) {
    for (Throwable cause = e; cause != null; cause = cause.getCause()) {
      if (cause instanceof UnresolvedAddressException) {
        return true;
      }
    }
    return false;
  }

  private HttpRequest request() {
    URI uri;
    try {
      String base = admin.endsWith("/") ? admin.substring(0, admin.length() - 1) : admin;
      uri = URI.create(base + "/api/status");
      HttpRequest.Builder request = HttpRequest.newBuilder(uri).timeout(PATIENCE);
      String token = environment.get(TOKEN);
      if (token != null && !token.isEmpty()) {
        request.header("Authorization", "Bearer " + token);
      }
      return request.build();
    } catch (IllegalArgumentException e) {
      throw new ParameterException(
          spec.commandLine(),
          "--admin takes an address such as http://127.0.0.1:8001, was '" + admin + "'",
          e);
    }
  }

  private String tell(int status) {
    return switch (status) {
      case 401 ->
          environment.getOrDefault(TOKEN, "").isEmpty()
              ? admin + " wants a token: put its admin.token into " + TOKEN
              : admin + " does not know the token in " + TOKEN;
      case 403 -> admin + " refuses: without a token it answers to loopback addresses only";
      case 404 -> notPenstock();
      default -> admin + " answered with status " + status;
    };
  }

  private String notPenstock() {
    return admin + " is not an admin listener of Penstock; see the line 'Admin at' of its start";
  }

  private int fail(String why) {
    spec.commandLine().getErr().println("error: " + why);
    return ExitCode.FAILED.status();
  }
}
