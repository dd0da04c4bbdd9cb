package dev.penstock.jar;

import io.vertx.core.json.JsonObject;
import java.io.IOException;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * A process that takes durable requests, and another one after it that has the same log. Its root
 * writes a line for each call.
 */
final class DurableProcess implements AutoCloseable {
  private final List<String> first;
  private final Path folder;
  private final String file;
  private final List<String> settings;
  private PenstockProcess process;

  /**
   * Starts it.
   *
   * @param folder where its files are
   * @param millis that a call takes
   * @param async further keys of {@code async}, as JSON
   */
  DurableProcess(Path folder, int millis, String async, String... settings) throws IOException {
    this(List.of(), folder, millis, async, settings);
  }

  /** Starts it by a command that becomes the process. */
  static DurableProcess behind(List<String> first, Path folder, int millis, String async)
      throws IOException {
    return new DurableProcess(first, folder, millis, async);
  }

  private DurableProcess(
      List<String> first, Path folder, int millis, String async, String... settings)
      throws IOException {
    this.first = first;
    this.folder = folder;
    UserProject.in(folder);
    this.file =
        Files.writeString(
                folder.resolve("durable.json"),
                """
                { "applications": [{ "name": "app", "root": "Root", "classpath": ["classes"],
                    "async": { "directory": "requests"%s },
                    "deployments": {
                      "Root": { "class": "acme.Written", "maxOngoing": 8,
                                "args": { "file": "%s", "millis": %d } } } }] }
                """
                    .formatted(
                        async.isEmpty() ? "" : ", " + async, folder.resolve("calls"), millis))
            .toString();
    this.settings = List.of(settings);
    this.process = begin();
    process.url();
  }

  private PenstockProcess begin() {
    List<String> arguments = new ArrayList<>(List.of("run", file, "--port", "0"));
    settings.forEach(each -> arguments.addAll(List.of("--set", each)));
    return PenstockProcess.javaBehind(first, arguments.toArray(new String[0]));
  }

  /** Another process with the same file and log, which is not waited for. */
  PenstockProcess beside() {
    return begin();
  }

  /** The process that runs, or ran last. */
  PenstockProcess process() {
    return process;
  }

  /** Ends it as kill -9 does. */
  void kill() throws IOException, InterruptedException {
    process.signal("KILL");
    process.exitCode();
  }

  /** Starts it again. */
  void restart() {
    process.close();
    process = begin();
    process.url();
  }

  /** Asks for an answer later. */
  HttpResponse<String> submit(String body, String... headers)
      throws IOException, InterruptedException {
    return process.send(asking(body, headers));
  }

  /** A request that asks for an answer later. */
  HttpRequest.Builder asking(String body, String... headers) {
    HttpRequest.Builder request = process.request("/").header("Prefer", "respond-async");
    if (headers.length > 0) {
      request.headers(headers);
    }
    return request.POST(BodyPublishers.ofString(body));
  }

  /** The path of a request that was accepted. */
  static String location(HttpResponse<String> accepted) {
    return accepted.headers().firstValue("location").orElseThrow();
  }

  /** What is told of a request, as soon as it has ended. */
  JsonObject ended(String location) throws IOException, InterruptedException {
    JsonObject told = report(location + "?wait=60s");
    if (!told.containsKey("endedAt")) {
      throw new AssertionError("has not ended: " + told);
    }
    return told;
  }

  /** What is told of a request now. */
  JsonObject report(String path) throws IOException, InterruptedException {
    return new JsonObject(process.get(process.url() + path).body());
  }

  /** How often each text was called with, in all processes so far. */
  Map<String, Long> calls() throws IOException {
    Path lines = folder.resolve("calls");
    if (!Files.exists(lines)) {
      return Map.of();
    }
    try (Stream<String> all = Files.lines(lines)) {
      return all.collect(Collectors.groupingBy(Function.identity(), Collectors.counting()));
    }
  }

  @Override
  public void close() {
    process.close();
  }
}
