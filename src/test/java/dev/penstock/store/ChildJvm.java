package dev.penstock.store;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;

/** Another JVM, which runs a class of the tests; the two talk by lines over its standard pipes. */
public final class ChildJvm implements AutoCloseable {
  private static final long PATIENCE_SECONDS = 60;
  private static final String END = "(end)";

  private final Process process;
  private final PrintWriter in;
  private final BlockingQueue<String> lines = new LinkedBlockingQueue<>();

  private ChildJvm(Process process) {
    this.process = process;
    this.in = new PrintWriter(process.getOutputStream(), true, UTF_8);
    Thread reader = new Thread(this::read, "lines of " + process.pid());
    reader.setDaemon(true);
    reader.start();
  }

  /** Starts the main method of a class. */
  public static ChildJvm start(Class<?> main, Object... arguments) throws IOException {
    List<String> command = new ArrayList<>();
    command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
    command.addAll(List.of("-XX:TieredStopAtLevel=1", "-Xmx96m", "-cp"));
    command.add(System.getProperty("java.class.path"));
    command.add(main.getName());
    for (Object argument : arguments) {
      command.add(String.valueOf(argument));
    }
    ProcessBuilder builder = new ProcessBuilder(command);
    builder.redirectError(ProcessBuilder.Redirect.INHERIT);
    return new ChildJvm(builder.start());
  }

  private void read() {
    try (BufferedReader out = process.inputReader(UTF_8)) {
      out.lines().forEach(lines::add);
    } catch (IOException | RuntimeException e) {
      // killed
    }
    lines.add(END);
  }

  /** The next line that it prints. */
  public String line() throws InterruptedException {
    String line = lines.poll(PATIENCE_SECONDS, TimeUnit.SECONDS);
    if (line == null) {
      throw new AssertionError("process " + pid() + " says nothing for 60 s");
    }
    if (line.equals(END)) {
      throw new AssertionError("process " + pid() + " ended with " + process.waitFor());
    }
    return line;
  }

  /** The next line, if it has come already; otherwise an empty one. */
  public String lineIfAny() {
    String line = lines.poll();
    return line == null || line.equals(END) ? "" : line;
  }

  /** Sends a line. */
  public void say(String line) {
    in.println(line);
  }

  /** Sends a line and waits for the answer. */
  public String ask(String line) throws InterruptedException {
    say(line);
    return line();
  }

  public long pid() {
    return process.pid();
  }

  /** Kills it as kill -9 does, and waits for its end. */
  public void kill() throws InterruptedException {
    process.destroyForcibly();
    process.waitFor();
  }

  /** Closes its input, at which it ends by itself, and waits for that. */
  public int end() throws InterruptedException {
    in.close();
    if (!process.waitFor(PATIENCE_SECONDS, TimeUnit.SECONDS)) {
      throw new AssertionError("process " + pid() + " does not end");
    }
    return process.exitValue();
  }

  @Override
  public void close() {
    process.destroyForcibly();
    in.close();
  }
}
