package dev.penstock.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.penstock.Penstock;
import dev.penstock.Problem;
import dev.penstock.StartFailedException;
import dev.penstock.cli.FileStamps.Stamp;
import dev.penstock.config.ConfigReader;
import dev.penstock.config.PenstockConfig;
import dev.penstock.graph.ApplicationGraph;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Queue;
import org.junit.jupiter.api.Test;

/** Restarts, change by change, over checks and nodes that end as each test says. */
class ServedFileTest {
  private static final Path FILE = Path.of("app.json");

  private final List<String> events = new ArrayList<>();
  private final StringWriter out = new StringWriter();
  private final Queue<String> versions = new ArrayDeque<>();
  private int written;
  private int checked;

  @Test
  void startsTheNewVersionWhenTheOldOneHasStopped() {
    serve("one", "two");

    assertThat(events).containsExactly("start one on 0", "stop one", "start two on 4711");
    assertThat(out.toString()).contains("ready at http://127.0.0.1:4711");
  }

  @Test
  void oldVersionGoesOnServingWhenTheNewOneIsBad() {
    serve("one", "bad", "two");

    assertThat(events)
        .containsExactly(
            "start one on 0",
            "bad, the old version goes on serving",
            "stop one",
            "start two on 4711");
  }

  @Test
  void waitsForTheNextChangeWhenTheNewVersionCannotStart() {
    serve("one", "broken", "bad", "two");

    assertThat(events)
        .containsExactly(
            "start one on 0",
            "stop one",
            "start broken on 4711",
            "bad, nothing serves",
            "start two on 4711");
    assertThat(out.toString()).contains("error: broken cannot start");
  }

  @Test
  void waitsForTheNextChangeWhenAHalfWrittenClassFailsTheCheck() {
    serve("one", "torn", "two");

    assertThat(events).containsExactly("start one on 0", "stop one", "start two on 4711");
  }

  @Test
  void startsNothingWhenTheFirstVersionIsBad() throws InterruptedException {
    versions.add("bad");

    assertThat(servedFile().start(Instant.EPOCH)).isEqualTo(ExitCode.REFUSED);
    assertThat(events).containsExactly("bad, nothing was started");
  }

  @Test
  void failsWhenTheFirstVersionCannotStart() throws InterruptedException {
    versions.add("broken");

    assertThat(servedFile().start(Instant.EPOCH)).isEqualTo(ExitCode.FAILED);
  }

  private void serve(String... script) {
    versions.addAll(List.of(script));
    ServedFile file = servedFile();
    assertThatThrownBy(
            () -> {
              assertThat(file.start(Instant.EPOCH)).isEqualTo(ExitCode.DONE);
              file.restartOnChange();
            })
        .isInstanceOf(InterruptedException.class);
    assertThat(versions).isEmpty();
  }

  private ServedFile servedFile() {
    var printer = new PrintWriter(out, true);
    return new ServedFile(
        new ServingNode(this::start, LogFormat.TEXT, printer, printer, end -> {}),
        new FileChanges(files -> stampsNow(), this::pause),
        this::check,
        FILE);
  }

  private FileStamps stampsNow() {
    return new FileStamps(Map.of(FILE, new Stamp(written, FileTime.from(Instant.EPOCH), null)));
  }

  /** The next version is written when the last one was checked. */
  private void pause(Duration time) throws InterruptedException {
    if (written == checked) {
      if (versions.isEmpty()) {
        throw new InterruptedException("the script is over");
      }
      written++;
    }
  }

  private CheckedFile check(String consequence) {
    String version = versions.remove();
    checked = written;
    if (version.equals("torn")) {
      throw new ClassFormatError("Truncated class file");
    }
    List<Problem> problems = new ArrayList<>();
    if (version.equals("bad")) {
      events.add("bad" + consequence);
      problems.add(Problem.error("$", "bad"));
    }
    PenstockConfig config =
        new ConfigReader(Map.of())
            .read("{ \"http\": { \"port\": 0 } }", version, Path.of("/"), List.of())
            .config();
    return new CheckedFile(config, List.of(), problems);
  }

  private Future<Penstock> start(PenstockConfig config, List<ApplicationGraph> graphs) {
    events.add("start " + config.source() + " on " + config.http().port());
    return config.source().equals("broken")
        ? Future.failedFuture(new StartFailedException("broken cannot start", new Exception()))
        : Future.succeededFuture(new FakeNode(config.source()));
  }

  private final class FakeNode implements Penstock {
    private final String version;

    FakeNode(String version) {
      this.version = version;
    }

    @Override
    public String url() {
      return "http://127.0.0.1:4711";
    }

    @Override
    public Optional<String> adminUrl() {
      return Optional.empty();
    }

    @Override
    public Vertx vertx() {
      throw new UnsupportedOperationException();
    }

    @Override
    public <T> T handle(String application, String deployment, Class<T> contract) {
      throw new UnsupportedOperationException();
    }

    @Override
    public <T> T handle(String deployment, Class<T> contract) {
      throw new UnsupportedOperationException();
    }

    @Override
    public void awaitShutdown() {}

    @Override
    public void close() {
      events.add("stop " + version);
    }
  }
}
