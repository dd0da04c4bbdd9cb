package dev.penstock.benchmarks.durable;

import dev.penstock.benchmarks.ServerProcess;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** What a server's admin listener tells in numbers. */
final class ServerMeters {
  private static final Pattern WAITING =
      line("penstock_durable_requests\\{.*state=\"(?:pending|running)\".*}");
  private static final Pattern LATE_TIMERS = line("penstock_event_loop_delay_seconds_count\\{.*}");
  private static final Pattern TIMERS_IN_TIME =
      line("penstock_event_loop_delay_seconds_bucket\\{.*le=\"0.005\".*}");

  private final HttpClient client = HttpClient.newHttpClient();
  private final URI metrics;

  ServerMeters(ServerProcess server) {
    this.metrics = URI.create(server.adminUrl() + "/metrics");
  }

  /**
   * What starts a server that has them.
   *
   * @param log directory of its log
   * @param settings more of them
   */
  static List<String> command(String jar, String configuration, Path log, String... settings) {
    List<String> command = new ArrayList<>(List.of("-Xms512m", "-Xmx512m", "-jar", jar));
    command.addAll(List.of("run", configuration, "--port", "0", "--admin-port", "0"));
    command.addAll(List.of("--set", "applications[0].async.directory=" + log));
    for (String setting : settings) {
      command.addAll(List.of("--set", setting));
    }
    return command;
  }

  private static Pattern line(String name) {
    return Pattern.compile("(?m)^" + name + " (\\S+)$");
  }

  /** How many timers of event loops ran more than 5 ms late so far. */
  double lateTimers() throws IOException, InterruptedException {
    String all = read();
    return sum(LATE_TIMERS, all) - sum(TIMERS_IN_TIME, all);
  }

  /** Durable requests that have not ended. */
  double waiting() throws IOException, InterruptedException {
    return sum(WAITING, read());
  }

  /** Waits until all durable requests have ended. */
  void awaitNoneWaiting() throws IOException, InterruptedException {
    while (waiting() > 0) {
      TimeUnit.MILLISECONDS.sleep(200);
    }
  }

  private String read() throws IOException, InterruptedException {
    return client.send(HttpRequest.newBuilder(metrics).build(), BodyHandlers.ofString()).body();
  }

  private static double sum(Pattern of, String all) throws IOException {
    Matcher found = of.matcher(all);
    if (!found.find()) {
      throw new IOException("the server does not tell " + of);
    }
    double sum = 0;
    do {
      sum += Double.parseDouble(found.group(1));
    } while (found.find());
    return sum;
  }
}
