package dev.penstock.cli;

import io.vertx.core.json.JsonObject;
import java.io.IOException;
import java.net.ConnectException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.net.http.HttpTimeoutException;
import java.nio.channels.UnresolvedAddressException;
import java.time.Duration;
import java.util.Map;
import picocli.CommandLine;
import picocli.CommandLine.ParameterException;

/** Asks the admin listener of a running node, and says in words why it does not answer. */
final class AdminClient {
  private static final String TOKEN = "PENSTOCK_ADMIN_TOKEN";
  private static final Duration PATIENCE = Duration.ofSeconds(10);

  private final String admin;
  private final Map<String, String> environment;
  private final CommandLine line;

  /** What was answered. */
  record Answer(int status, String body) {}

  /** There was no answer; the message says why. */
  static final class NoAnswerException extends Exception {
    private static final long serialVersionUID = 1;

    NoAnswerException(String why, Throwable cause) {
      super(why, cause);
    }
  }

  /**
   * Asks nothing yet.
   *
   * @param admin address of the listener, as option {@code --admin} has it
   * @param environment where its token is
   * @param line of the command that asks
   */
  AdminClient(String admin, Map<String, String> environment, CommandLine line) {
    this.admin = admin;
    this.environment = environment;
    this.line = line;
  }

  /** Asks for what is at a path. */
  Answer get(String path) throws NoAnswerException, InterruptedException {
    return send(request(path, PATIENCE), PATIENCE);
  }

  /** Sends something to a path, which may take that long. */
  Answer post(String path, JsonObject body, Duration patience)
      throws NoAnswerException, InterruptedException {
    return send(
        request(path, patience)
            .header("Content-Type", "application/json")
            .POST(BodyPublishers.ofString(body.encode())),
        patience);
  }

  private Answer send(HttpRequest.Builder builder, Duration patience)
      throws NoAnswerException, InterruptedException {
    HttpRequest request = builder.build();
    try {
      HttpResponse<String> response =
          HttpClient.newBuilder()
              .version(HttpClient.Version.HTTP_1_1)
              .connectTimeout(PATIENCE)
              .build()
              .send(request, BodyHandlers.ofString());
      return new Answer(response.statusCode(), response.body());
    } catch (ConnectException e) {
      throw new NoAnswerException(
          isUnresolved(e)
              ? "there is no host '" + request.uri().getHost() + "'; see --admin"
              : "nothing listens at " + admin + "; is the node running, with its admin listener?",
          e);
    } catch (HttpTimeoutException e) {
      throw new NoAnswerException(
          admin + " did not answer within " + patience.toSeconds() + " s", e);
    } catch (IOException e) {
      throw new NoAnswerException(admin + " did not answer: " + e.getMessage(), e);
    }
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

  private HttpRequest.Builder request(String path, Duration patience) {
    try {
      String base = admin.endsWith("/") ? admin.substring(0, admin.length() - 1) : admin;
      HttpRequest.Builder request =
          HttpRequest.newBuilder(URI.create(base + path)).timeout(patience);
      String token = environment.get(TOKEN);
      if (token != null && !token.isEmpty()) {
        request.header("Authorization", "Bearer " + token);
      }
      return request;
    } catch (IllegalArgumentException e) {
      throw new ParameterException(
          line, "--admin takes an address such as http://127.0.0.1:8001, was '" + admin + "'", e);
    }
  }

  /** Why that answer is none that was hoped for. */
  String tell(Answer answer) {
    return switch (answer.status()) {
      case 401 ->
          environment.getOrDefault(TOKEN, "").isEmpty()
              ? admin + " wants a token: put its admin.token into " + TOKEN
              : admin + " does not know the token in " + TOKEN;
      case 403 -> admin + " refuses: without a token it answers to loopback addresses only";
      case 404 -> notPenstock();
      default -> admin + " answered with status " + answer.status();
    };
  }

  /** That something else listens there. */
  String notPenstock() {
    return admin + " is not an admin listener of Penstock; see the line 'Admin at' of its start";
  }
}
