package dev.penstock.jar;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.vertx.core.json.JsonObject;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.io.UncheckedIOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Penstock as a user starts it, in a process of its own on the JDK that runs the tests. What it
 * prints is read by two threads, one for each stream, that end with it.
 */
final class PenstockProcess implements AutoCloseable {
  /** For an admin listener that is not on loopback. */
  static final String ADMIN_TOKEN = "token-of-the-tests";

  private static final Pattern ADMIN = Pattern.compile("Admin at (http://\\S+)");
  private static final Pattern URL = Pattern.compile("ready at (http://\\S+)");

  /** Longer than anything takes on a busy machine; nothing waits that long when all is well. */
  private static final Duration PATIENCE = Duration.ofSeconds(60);

  /** An object store of the tests' own, since some processes are killed. */
  private static final List<String> STORE =
      List.of(
          "--set",
          "store.initial=0",
          "--set",
          "store.directory=" + Path.of("target", "test-store").toAbsolutePath());

  private final HttpClient client =
      HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();
  private final CompletableFuture<String> url = new CompletableFuture<>();
  private final Printed printed = new Printed();
  private final Printed complaints = new Printed();
  private final Process process;
  private final CompletableFuture<List<String>> stdout;
  private final CompletableFuture<List<String>> stderr;

  private PenstockProcess(List<String> command) {
    var builder = new ProcessBuilder(command);
    builder.environment().put("JAVA_HOME", System.getProperty("java.home"));
    try {
      process = builder.start();
    } catch (IOException e) {
      throw new UncheckedIOException(String.join(" ", command), e);
    }
    stdout = lines("stdout", process.getInputStream());
    stderr = lines("stderr", process.getErrorStream());
  }

  /** Starts {@code java -jar penstock.jar} with those arguments. */
  static PenstockProcess java(String... arguments) {
    return javaBehind(List.of(), arguments);
  }

  /** Starts {@link #java} by a command that becomes the process, such as {@code env A=B}. */
  static PenstockProcess javaBehind(List<String> first, String... arguments) {
    List<String> command = new ArrayList<>(first);
    command.add(System.getProperty("java.home") + "/bin/java");
    command.add("-jar");
    command.add(System.getProperty("penstock.jar"));
    List<String> own = new ArrayList<>(Arrays.asList(arguments));
    if (own.get(0).equals("run")) {
      own.addAll(1, STORE); // the last --set of a key counts
    }
    command.addAll(own);
    return new PenstockProcess(command);
  }

  /** Starts {@code scripts/run} with those arguments. */
  static PenstockProcess script(String... arguments) {
    List<String> command = new ArrayList<>();
    command.add("scripts/run");
    command.addAll(Arrays.asList(arguments));
    command.addAll(STORE);
    return new PenstockProcess(command);
  }

  /** Waits until it is ready; where it listens. */
  String url() {
    return await(url);
  }

  /** Waits until it is ready; where its admin listener listens. */
  String adminUrl() {
    Matcher admin = ADMIN.matcher(line("Admin at"));
    if (!admin.find()) {
      throw new IllegalStateException("no address stands there");
    }
    return admin.group(1);
  }

  /** Posts to a path of it. */
  HttpResponse<String> post(String path, byte[] body) throws IOException, InterruptedException {
    return send(request(path).POST(BodyPublishers.ofByteArray(body)));
  }

  /** Posts to a path of it that answers with no text. */
  HttpResponse<byte[]> postForBytes(String path, byte[] body)
      throws IOException, InterruptedException {
    return client.send(
        request(path).POST(BodyPublishers.ofByteArray(body)).build(), BodyHandlers.ofByteArray());
  }

  /** A request to a path of it; a GET if nothing else is said. */
  HttpRequest.Builder request(String path) {
    return HttpRequest.newBuilder(URI.create(url() + path)).timeout(PATIENCE);
  }

  /** Gets what is at an address, maybe of another listener. */
  HttpResponse<String> get(String address) throws IOException, InterruptedException {
    return send(HttpRequest.newBuilder(URI.create(address)).timeout(PATIENCE));
  }

  /** What its admin listener tells of it, if it has no other token than that of the tests. */
  JsonObject status() throws IOException, InterruptedException {
    HttpRequest.Builder request =
        HttpRequest.newBuilder(URI.create(adminUrl() + "/api/status"))
            .timeout(PATIENCE)
            .header("Authorization", "Bearer " + ADMIN_TOKEN);
    return new JsonObject(send(request).body());
  }

  HttpResponse<String> send(HttpRequest.Builder request) throws IOException, InterruptedException {
    return client.send(request.build(), BodyHandlers.ofString(UTF_8));
  }

  /** Sends a request and does not wait. */
  CompletableFuture<HttpResponse<String>> start(HttpRequest.Builder request) {
    return client.sendAsync(request.build(), BodyHandlers.ofString(UTF_8));
  }

  /** Waits until it has printed a line with that text to stdout; the line. */
  String line(String text) {
    return await(printed.first(text));
  }

  /** Waits until so many lines with that text were printed to stdout. */
  void lines(String text, int count) {
    await(printed.nth(text, count));
  }

  /** Waits until it has printed a line with that text to stderr; the line. */
  String errorLine(String text) {
    return await(complaints.first(text));
  }

  /** What it has printed to stdout so far. */
  List<String> printed() {
    return printed.lines();
  }

  /** Its number in the operating system. */
  long pid() {
    return process.pid();
  }

  /** Whether it has not ended. */
  boolean runs() {
    return process.isAlive();
  }

  /** Sends it a signal, such as INT. */
  void signal(String name) throws IOException, InterruptedException {
    int status =
        new ProcessBuilder("kill", "-" + name, String.valueOf(process.pid()))
            .inheritIO()
            .start()
            .waitFor();
    if (status != 0) {
      throw new IOException("kill -" + name + " ended with " + status);
    }
  }

  /** Asks it to end, as SIGTERM does. */
  void terminate() {
    // Process.destroy() would also close its streams, with the last lines still in them.
    if (!process.toHandle().destroy()) {
      throw new IllegalStateException("could not be asked to end");
    }
  }

  /** Waits until it has ended; its exit code. */
  int exitCode() {
    try {
      if (!process.waitFor(PATIENCE.toSeconds(), TimeUnit.SECONDS)) {
        throw new IllegalStateException("still runs after " + PATIENCE);
      }
    } catch (InterruptedException e) {
      throw new IllegalStateException(e);
    }
    return process.exitValue();
  }

  /** Waits until it has ended; what it printed to stdout. */
  List<String> stdout() {
    return await(stdout);
  }

  /** Waits until it has ended; what it printed to stderr. */
  List<String> stderr() {
    return await(stderr);
  }

  /** What it printed to stderr, but for what the JVM says itself on 24 and later. */
  List<String> problems() {
    return stderr().stream().filter(line -> !line.startsWith("WARNING: ")).toList();
  }

  @Override
  public void close() {
    process.destroyForcibly().onExit().join();
  }

  private CompletableFuture<List<String>> lines(String name, InputStream stream) {
    var all = new CompletableFuture<List<String>>();
    var thread =
        new Thread(
            () -> {
              List<String> lines = new ArrayList<>();
              try (var reader = new BufferedReader(new InputStreamReader(stream, UTF_8))) {
                for (String line = reader.readLine(); line != null; line = reader.readLine()) {
                  lines.add(line);
                  (name.equals("stdout") ? printed : complaints).add(line);
                  Matcher ready = URL.matcher(line);
                  if (ready.find()) {
                    url.complete(ready.group(1));
                  }
                }
                if (name.equals("stdout")) {
                  url.completeExceptionally(
                      new IllegalStateException("ended before it was ready: " + lines));
                }
                all.complete(lines);
              } catch (IOException e) {
                all.completeExceptionally(e);
              }
            },
            "penstock-process-" + name);
    thread.setDaemon(true);
    thread.start();
    return all;
  }

  private static <T> T await(CompletableFuture<T> future) {
    try {
      return future.get(PATIENCE.toSeconds(), TimeUnit.SECONDS);
    } catch (InterruptedException | ExecutionException | TimeoutException e) {
      throw new IllegalStateException(e);
    }
  }
}
