package dev.penstock.benchmarks.durable;

import dev.penstock.benchmarks.ServerProcess;
import dev.penstock.benchmarks.Table;
import dev.penstock.benchmarks.load.LoadClient;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Random;

/**
 * Accepts requests while none can end, and prints after each part of them what the server holds in
 * memory and how fast it tells of one of them; then starts it again. Arguments: the fat jar, the
 * configuration, a directory for the log, how many requests.
 */
public final class PendingTable {
  private static final int CONNECTIONS = 64;
  private static final int PARTS = 4;
  private static final int ASKED = 1000;

  private final HttpClient client = HttpClient.newHttpClient();
  private final Random random = new Random(7);
  private final List<String> ids = new ArrayList<>();
  private final Table table =
      new Table("pending", "status p50, p99, max ms", "live heap MiB", "resident MiB");

  private PendingTable() {}

  /** Runs. */
  public static void main(String[] args) throws IOException, InterruptedException {
    List<String> command =
        ServerMeters.command(
            args[0],
            args[1],
            Path.of(args[2]).resolve("pending"),
            "applications[0].async.backoff=1h",
            "applications[0].deployments.NoOp.class=" + Never.class.getName());
    new PendingTable().run(command, Integer.parseInt(args[3]));
  }

  private void run(List<String> command, int count) throws IOException, InterruptedException {
    try (ServerProcess server = ServerProcess.start(command)) {
      ServerMeters meters = new ServerMeters(server);
      ask(server, "one");
      for (int part = 1; part <= PARTS; part++) {
        try (LoadClient load = LoadClient.accepted(server.port(), CONNECTIONS)) {
          while (meters.waiting() < (double) count * part / PARTS) {
            load.saturate(Duration.ofSeconds(1));
            ids.add(submit(server));
          }
        }
        ask(server, String.format(Locale.ROOT, "%,.0f", meters.waiting()));
      }
    }
    try (ServerProcess server = ServerProcess.start(command)) {
      double waiting = new ServerMeters(server).waiting();
      ask(
          server,
          String.format(
              Locale.ROOT,
              "%,.0f, after a start of %,d ms",
              waiting,
              server.startTime().toMillis()));
    }
    table.print();
  }

  private String submit(ServerProcess server) throws IOException, InterruptedException {
    HttpResponse<String> accepted =
        client.send(
            HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + server.port() + "/"))
                .header("Prefer", "respond-async")
                .header("Content-Type", "text/plain")
                .POST(HttpRequest.BodyPublishers.ofString("text", StandardCharsets.UTF_8))
                .build(),
            BodyHandlers.ofString());
    return accepted.headers().firstValue("location").orElseThrow();
  }

  private void ask(ServerProcess server, String what) throws IOException, InterruptedException {
    if (ids.isEmpty()) {
      ids.add(submit(server));
    }
    List<Double> millis = new ArrayList<>();
    for (int i = 0; i < ASKED; i++) {
      String id = ids.get(random.nextInt(ids.size()));
      long before = System.nanoTime();
      HttpResponse<String> answer =
          client.send(
              HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + server.port() + id)).build(),
              BodyHandlers.ofString());
      millis.add((System.nanoTime() - before) / 1e6);
      if (answer.statusCode() != 200) {
        throw new IOException(answer.statusCode() + ": " + answer.body());
      }
    }
    millis.sort(null);
    table.row(
        what,
        String.format(
            Locale.ROOT,
            "%.1f, %.1f, %.1f",
            millis.get(ASKED / 2),
            millis.get(ASKED * 99 / 100),
            millis.get(ASKED - 1)),
        String.format(Locale.ROOT, "%.1f", server.liveHeapBytes() / 1048576.0),
        String.format(Locale.ROOT, "%.1f", server.residentKibibytes() / 1024.0));
  }
}
