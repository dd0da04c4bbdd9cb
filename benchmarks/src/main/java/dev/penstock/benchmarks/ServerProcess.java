package dev.penstock.benchmarks;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** A server in a JVM of its own, from its start to a line that tells where it is ready. */
public final class ServerProcess implements AutoCloseable {
  private static final Pattern READY = Pattern.compile(" ready at http://127\\.0\\.0\\.1:(\\d+)");

  private static final Pattern ADMIN = Pattern.compile("^Admin at (\\S+)");

  private static final Pattern TOTAL = Pattern.compile("(?m)^Total\\s+\\d+\\s+(\\d+)");

  private final Process process;
  private final BufferedReader output;
  private final int port;
  private final String adminUrl;
  private final Duration startTime;

  private ServerProcess(
      Process process, BufferedReader output, int port, String adminUrl, Duration startTime) {
    this.process = process;
    this.output = output;
    this.port = port;
    this.adminUrl = adminUrl;
    this.startTime = startTime;
  }

  /**
   * Starts {@code java} of this JVM with those arguments and waits until it is ready.
   *
   * @throws IOException if it ended instead
   */
  public static ServerProcess start(List<String> arguments) throws IOException {
    List<String> command = new ArrayList<>();
    command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
    command.addAll(arguments);
    long before = System.nanoTime();
    Process process =
        new ProcessBuilder(command).redirectError(ProcessBuilder.Redirect.DISCARD).start();
    BufferedReader output =
        new BufferedReader(new InputStreamReader(process.getInputStream(), StandardCharsets.UTF_8));
    String admin = "";
    for (String line = output.readLine(); line != null; line = output.readLine()) {
      Matcher told = ADMIN.matcher(line);
      if (told.find()) {
        admin = told.group(1);
      }
      Matcher ready = READY.matcher(line);
      if (ready.find()) {
        Duration time = Duration.ofNanos(System.nanoTime() - before);
        drain(output);
        return new ServerProcess(process, output, Integer.parseInt(ready.group(1)), admin, time);
      }
    }
    process.destroy();
    throw new IOException("it ended before it was ready: " + String.join(" ", command));
  }

  /** Reads what it prints further on: a server whose output nobody reads stands still. */
  private static void drain(BufferedReader output) {
    Thread reader =
        new Thread(
            () -> {
              try {
                while (output.readLine() != null) {
                  // Nobody wants it.
                }
              } catch (IOException closed) {
                // The process has ended.
              }
            },
            "server-output");
    reader.setDaemon(true);
    reader.start();
  }

  /** Where it listens, on 127.0.0.1. */
  public int port() {
    return port;
  }

  /** Where its admin listener listens; empty if it has none. */
  public String adminUrl() {
    return adminUrl;
  }

  /** From the start of the process to its ready line. */
  public Duration startTime() {
    return startTime;
  }

  /** CPU time that the process has used, to a hundredth of a second. */
  public Duration cpuTime() {
    return process.toHandle().info().totalCpuDuration().orElseThrow();
  }

  /** Memory of the process that is in RAM, in KiB. Linux only. */
  public long residentKibibytes() throws IOException {
    for (String line : Files.readAllLines(Path.of("/proc", "" + process.pid(), "status"))) {
      if (line.startsWith("VmRSS:")) {
        return Long.parseLong(line.replaceAll("\\D", ""));
      }
    }
    throw new IOException("the system does not tell the memory of process " + process.pid());
  }

  /** Bytes of the objects that are reachable, after a collection that this asks for. */
  public long liveHeapBytes() throws IOException, InterruptedException {
    Process jcmd =
        new ProcessBuilder(
                Path.of(System.getProperty("java.home"), "bin", "jcmd").toString(),
                "" + process.pid(),
                "GC.class_histogram")
            .redirectErrorStream(true)
            .start();
    String said = new String(jcmd.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    Matcher total = TOTAL.matcher(said);
    if (jcmd.waitFor() != 0 || !total.find()) {
      throw new IOException("jcmd tells nothing of process " + process.pid() + ": " + said);
    }
    return Long.parseLong(total.group(1));
  }

  /** Stops it, with SIGTERM, and waits for its end. */
  @Override
  public void close() throws IOException {
    process.destroy();
    try {
      if (!process.waitFor(30, TimeUnit.SECONDS)) {
        process.destroyForcibly();
      }
    } catch (InterruptedException e) {
      process.destroyForcibly();
      Thread.currentThread().interrupt();
    }
    output.close();
  }
}
