package dev.penstock.jar;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.junit.jupiter.api.Assumptions.abort;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Objects;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Separate hosts on this machine, as {@code scripts/hosts} makes them. Those of one checkout have
 * names of their own: what a run has left behind is taken away by the next one, and runs in other
 * checkouts are let alone.
 */
final class Hosts implements AutoCloseable {
  private static final Pattern LINE =
      Pattern.compile("host (\\d+) at (\\S+), from this machine at (\\S+)");

  private static final String PREFIX =
      Objects.requireNonNullElseGet(
          System.getenv("PENSTOCK_HOSTS"),
          () -> "p%04xh".formatted(Path.of("").toAbsolutePath().hashCode() & 0xffff));

  /**
   * A host, numbered from 1.
   *
   * @param address where the others reach it unless it is cut off
   * @param door where the tests reach it, cut off or not
   */
  record Host(int number, String address, String door) {
    /** What a command follows that is to run there. */
    List<String> runs() {
      return command("run", String.valueOf(number));
    }

    void cut() {
      script("cut", String.valueOf(number)).orThrow();
    }

    void heal() {
      script("heal", String.valueOf(number)).orThrow();
    }
  }

  private record Ended(int status, String output) {
    String orThrow() {
      if (status != 0) {
        throw new IllegalStateException("scripts/hosts ended with " + status + ": " + output);
      }
      return output;
    }
  }

  private final List<Host> all = new ArrayList<>();

  /** Makes so many. A test that asks for them where they cannot be made is skipped. */
  Hosts(int count) {
    // Says what is missing, and changes nothing where nothing is left.
    Ended before = script("down");
    if (before.status() != 0) {
      skip(before);
    }
    // Also where the tests are interrupted.
    Runtime.getRuntime().addShutdownHook(new Thread(this::close));
    Ended made = script("up", String.valueOf(count));
    if (made.output().contains("Operation not permitted")) {
      close();
      skip(made);
    }
    Matcher lines = LINE.matcher(made.orThrow());
    while (lines.find()) {
      all.add(new Host(Integer.parseInt(lines.group(1)), lines.group(2), lines.group(3)));
    }
  }

  /** Surefire does not tell why a whole class is skipped. */
  private static void skip(Ended ended) {
    String why = "skipped, since separate hosts cannot be made here: " + ended.output();
    System.out.println(why);
    abort(why);
  }

  List<Host> all() {
    return all;
  }

  private static List<String> command(String... arguments) {
    List<String> command =
        new ArrayList<>(List.of("env", "PENSTOCK_HOSTS=" + PREFIX, "scripts/hosts"));
    command.addAll(Arrays.asList(arguments));
    return command;
  }

  private static Ended script(String... arguments) {
    try {
      Process process = new ProcessBuilder(command(arguments)).redirectErrorStream(true).start();
      String output = new String(process.getInputStream().readAllBytes(), UTF_8).strip();
      return new Ended(process.waitFor(), output);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    } catch (InterruptedException e) {
      throw new IllegalStateException(e);
    }
  }

  @Override
  public void close() {
    script("down").orThrow();
  }
}
