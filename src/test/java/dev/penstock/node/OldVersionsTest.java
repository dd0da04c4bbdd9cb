package dev.penstock.node;

import static dev.penstock.node.RunningNode.await;
import static org.assertj.core.api.Assertions.assertThat;

import dev.penstock.Penstock;
import dev.penstock.config.ConfigReader;
import dev.penstock.graph.ApplicationGraph;
import dev.penstock.graph.GraphCompiler;
import dev.penstock.message.Contract;
import java.io.IOException;
import java.lang.ref.ReferenceQueue;
import java.lang.ref.WeakReference;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A node that was closed leaves nothing behind that keeps its applications' classes. */
class OldVersionsTest {
  private static final String SOURCE =
      """
      package user;

      import io.vertx.core.Future;

      interface Adder {
        Future<Sum> add(Sum sum);
      }

      record Sum(int left, int right) {}

      record Step(int size) {}

      public class Counter implements Adder {
        private final Step step;

        public Counter(Step step) {
          this.step = step;
        }

        public Future<Sum> add(Sum sum) {
          return Future.succeededFuture(new Sum(sum.left() + step.size(), sum.right()));
        }
      }

      class Desk implements Adder {
        private final Adder next;

        Desk(Adder next) {
          this.next = next;
        }

        public Future<Sum> add(Sum sum) {
          return next.add(sum);
        }
      }
      """;

  private static final String CONFIG =
      """
      { "http": { "port": 0, "eventLoops": 1 }, "store": { "directory": "store", "initial": 0 },
        "applications": [{ "name": "app", "root": "Desk", "classpath": ["classes/"],
          "deployments": {
            "Counter": { "class": "user.Counter", "args": { "step": { "size": 2 } },
              "threading": "worker" },
            "Desk": { "class": "user.Desk", "args": { "next": { "$handle": "Counter" } } } } }] }
      """;

  @Test
  void classesOfAClosedNodeAreCollected(@TempDir Path folder) throws Exception {
    compile(folder);
    var collected = new ReferenceQueue<ClassLoader>();
    WeakReference<ClassLoader> loader = useAndClose(folder, collected);

    // A collection at a time, each followed by waiting for what it has found.
    for (int i = 0; i < 60 && loader.get() != null; i++) {
      System.gc();
      collected.remove(500);
    }
    assertThat(loader.get()).isNull();
  }

  private static WeakReference<ClassLoader> useAndClose(
      Path folder, ReferenceQueue<ClassLoader> collected) throws Exception {
    ConfigReader.Result read = new ConfigReader(Map.of()).read(CONFIG, "test", folder, List.of());
    List<ApplicationGraph> graphs =
        new GraphCompiler(Contract::problems).compile(read).orThrow("test");
    ClassLoader loader = graphs.get(0).loader();
    try (Penstock node = await(Node.start(read.config(), graphs, failure -> {}))) {
      var request =
          HttpRequest.newBuilder(URI.create(node.url()))
              .header("Content-Type", "application/json")
              .POST(BodyPublishers.ofString("{\"left\":1,\"right\":2}"))
              .build();
      assertThat(HttpClient.newHttpClient().send(request, BodyHandlers.ofString()).body())
          .isEqualTo("{\"left\":3,\"right\":2}");
    }
    return new WeakReference<>(loader, collected);
  }

  private static void compile(Path folder) throws IOException {
    CompiledClass.in(folder, "Counter", SOURCE);
  }
}
