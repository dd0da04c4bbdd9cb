package dev.penstock.node;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import ch.qos.logback.classic.spi.ILoggingEvent;
import dev.penstock.Application;
import dev.penstock.Blob;
import dev.penstock.Deployment;
import dev.penstock.StartFailedException;
import io.vertx.core.Future;
import io.vertx.core.json.JsonObject;
import java.io.IOException;
import java.lang.ref.ReferenceQueue;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;

/** A node opens the object store of its JVM, tells what is in it, and leaves nothing behind. */
class StoreLifeTest {
  private static final int LARGE = 1 << 20;

  /** Keeps blobs until it is told to forget them. */
  public interface Shelf {
    Future<Integer> add(int size);

    Future<Integer> clear();
  }

  /** As its contract says. */
  public static final class Keeping implements Shelf {
    private final List<Blob> kept = new ArrayList<>();

    @Override
    public Future<Integer> add(int size) {
      kept.add(Blob.of(new byte[size]).retain());
      return Future.succeededFuture(kept.size());
    }

    @Override
    public Future<Integer> clear() {
      kept.forEach(Blob::close);
      kept.clear();
      return Future.succeededFuture(0);
    }
  }

  @TempDir Path folder;

  private Path directory() {
    return folder.resolve("store");
  }

  private RunningNode node(JsonObject store) {
    return RunningNode.with(
        new JsonObject()
            .put("admin", new JsonObject().put("port", 0))
            .put(
                "store",
                new JsonObject()
                    .put("directory", directory().toString())
                    .put("segment", "4MiB")
                    .mergeIn(store)),
        Application.of("app", Deployment.of("Shelf", Keeping.class).bind()));
  }

  private static Shelf shelf(RunningNode node) {
    return node.handle("app", "Shelf", Shelf.class);
  }

  private List<Path> segments() throws IOException {
    try (Stream<Path> files = Files.list(directory())) {
      return files.filter(file -> file.toString().endsWith(".pss")).toList();
    }
  }

  private boolean deletedSegmentsAreMapped() throws IOException {
    return Files.readString(Path.of("/proc/self/maps"))
        .lines()
        .anyMatch(line -> line.contains(directory().toString()) && line.endsWith("(deleted)"));
  }

  @Test
  @EnabledOnOs(OS.LINUX)
  void nextNodeOfTheJvmGivesBackTheMemoryOfTheLastOne() throws Exception {
    JsonObject settings = new JsonObject().put("initial", 1);
    node(settings).close();

    try (RunningNode next = node(settings)) {
      assertThat(next.penstock.url()).isNotEmpty();
      var never = new ReferenceQueue<Object>();
      for (int i = 0; i < 200 && deletedSegmentsAreMapped(); i++) {
        never.remove(50);
      }
      assertThat(deletedSegmentsAreMapped()).isFalse();
    }
  }

  private static String admin(RunningNode node, String path)
      throws IOException, InterruptedException {
    URI uri = URI.create(node.penstock.adminUrl().orElseThrow() + path);
    return HttpClient.newHttpClient()
        .send(HttpRequest.newBuilder(uri).build(), HttpResponse.BodyHandlers.ofString())
        .body();
  }

  @Test
  void hasItsFirstSegmentsWhenItIsReadyAndDeletesThemWhenItIsClosed() throws IOException {
    try (RunningNode node = node(new JsonObject().put("initial", 2).put("segment", "1MiB"))) {
      assertThat(node.penstock.url()).isNotEmpty();
      assertThat(segments()).hasSize(2);
    }
    assertThat(segments()).isEmpty();
  }

  @Test
  void tellsWhatIsInItAndWhoHoldsIt() throws Exception {
    try (RunningNode node = node(new JsonObject().put("capacity", "128MiB"))) {
      RunningNode.await(shelf(node).add(LARGE));
      RunningNode.await(shelf(node).add(LARGE));

      JsonObject store = new JsonObject(admin(node, "/api/status")).getJsonObject("store");
      assertThat(store.getString("directory")).isEqualTo(directory().toRealPath().toString());
      assertThat(store.getLong("capacity")).isEqualTo(128L << 20);
      assertThat(store.getLong("used")).isEqualTo(2L * LARGE);
      assertThat(store.getInteger("segments")).isEqualTo(1);
      assertThat(store.getInteger("objects")).isEqualTo(2);
      assertThat(store.getLong("created")).isEqualTo(2);
      assertThat(store.getJsonObject("leases").getMap()).containsEntry("app/Shelf", 2);
      assertThat(admin(node, "/metrics"))
          .contains("penstock_store_objects 2.0")
          .contains("penstock_store_bytes{kind=\"used\"} 2097152.0")
          .contains("penstock_store_capacity_bytes 1.34217728E8")
          .contains("penstock_store_leases{deployment=\"app/Shelf\"} 2.0")
          .contains("penstock_store_objects_created_total 2.0");

      RunningNode.await(shelf(node).clear());
      assertThat(new JsonObject(admin(node, "/api/status")).getJsonObject("store").getMap())
          .containsEntry("objects", 0)
          .containsEntry("recycled", 2);
    }
  }

  private List<String> saidAtTheEnd(boolean clear) {
    try (RunningNode.Log log = new RunningNode.Log()) {
      try (RunningNode node = node(new JsonObject())) {
        RunningNode.await(shelf(node).add(LARGE));
        if (clear) {
          RunningNode.await(shelf(node).clear());
        }
      }
      return log.with("object store").stream().map(ILoggingEvent::getFormattedMessage).toList();
    }
  }

  @Test
  void saysWhatIsLeftInItWhenItIsClosed() {
    assertThat(saidAtTheEnd(false))
        .singleElement()
        .asString()
        .startsWith("left in the object store: 1 object of 1048576 bytes in 1 segment, the oldest")
        .contains("open leases: 1 of app/Shelf;");
    assertThat(saidAtTheEnd(true))
        .containsExactly("the object store is empty; 1 object made since it was opened");
  }

  @Test
  void staysOpenUntilTheLastNodeOfTheJvmIsClosed() {
    try (RunningNode first = node(new JsonObject())) {
      RunningNode second = node(new JsonObject());
      RunningNode.await(shelf(second).add(LARGE));
      RunningNode.await(shelf(second).clear());
      second.close();

      assertThat(RunningNode.await(shelf(first).add(LARGE))).isEqualTo(1);
      assertThat(NodeStore.facts().orElseThrow().created()).isEqualTo(2);
      RunningNode.await(shelf(first).clear());
    }
    assertThat(NodeStore.facts()).isEmpty();
  }

  @Test
  void cannotStartWithoutAndSaysWhatToDo() throws IOException {
    Files.createFile(directory());

    assertThatThrownBy(() -> node(new JsonObject()))
        .isInstanceOf(StartFailedException.class)
        .hasMessageContaining(directory().toString())
        .hasMessageContaining("is no directory: name another");
    assertThat(NodeStore.facts()).isEmpty();
  }

  @Test
  void isClosedAgainWhereTheNodeCannotStart() throws IOException {
    try (RunningNode other =
        RunningNode.of(Application.of("app", Deployment.of(Keeping.class).bind()))) {
      int taken = URI.create(other.penstock.url()).getPort();
      JsonObject settings =
          new JsonObject()
              .put("http", new JsonObject().put("port", taken))
              .put("store", new JsonObject().put("initial", 1).put("segment", "1MiB"));

      assertThatThrownBy(
              () ->
                  RunningNode.with(
                      settings, Application.of("b", Deployment.of(Keeping.class).bind())))
          .isInstanceOf(StartFailedException.class)
          .hasMessageContaining("in use");
      assertThat(NodeStore.facts()).isPresent();
    }
    assertThat(NodeStore.facts()).isEmpty();
  }
}
