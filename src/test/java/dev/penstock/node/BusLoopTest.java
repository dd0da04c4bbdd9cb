package dev.penstock.node;

import static org.assertj.core.api.Assertions.assertThat;

import com.hazelcast.config.Config;
import dev.penstock.cluster.HazelcastSettings;
import dev.penstock.config.ConfigReader;
import io.netty.channel.EventLoop;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.VertxOptions;
import io.vertx.core.internal.ContextInternal;
import io.vertx.core.metrics.MetricsOptions;
import io.vertx.core.spi.VertxMetricsFactory;
import io.vertx.core.spi.metrics.EventBusMetrics;
import io.vertx.core.spi.metrics.VertxMetrics;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

class BusLoopTest {
  private final CompletableFuture<EventLoop> reads = new CompletableFuture<>();

  /** The only one who hears on which thread the bus reads. */
  private final VertxMetricsFactory metrics =
      options ->
          new VertxMetrics() {
            @Override
            public EventBusMetrics<?> createEventBusMetrics() {
              return new EventBusMetrics<Object>() {
                @Override
                public void messageRead(String address, int bytes) {
                  reads.complete(ContextInternal.current().nettyEventLoop());
                }
              };
            }
          };

  private static Config settings(String name, List<String> members) {
    String text =
        "{\"cluster\": {\"name\": \"%s\", \"port\": 0, \"members\": [%s]}, \"applications\": []}"
            .formatted(name, String.join(",", members));
    return HazelcastSettings.of(
        new ConfigReader(Map.of())
            .read(text, "test", Path.of("").toAbsolutePath(), List.of())
            .config()
            .cluster());
  }

  private Vertx join(BusLoop manager) {
    VertxOptions options =
        new VertxOptions()
            .setEventLoopPoolSize(8)
            .setMetricsOptions(new MetricsOptions().setEnabled(true));
    options.getEventBusOptions().setHost("127.0.0.1");
    return await(
        Vertx.builder()
            .with(options)
            .withMetrics(metrics)
            .withClusterManager(manager)
            .buildClustered());
  }

  private static <T> T await(Future<T> future) {
    return future.toCompletionStage().toCompletableFuture().orTimeout(20, TimeUnit.SECONDS).join();
  }

  @Test
  void isTheLoopOnWhichMessagesOfOtherNodesAreRead() throws Exception {
    String name = "bus-loop-" + UUID.randomUUID();
    BusLoop receiver = new BusLoop(settings(name, List.of()));
    Vertx receives = join(receiver);
    try {
      var address = receiver.getHazelcastInstance().getCluster().getLocalMember().getAddress();
      String member = "\"" + address.getHost() + ":" + address.getPort() + "\"";
      Vertx sends = join(new BusLoop(settings(name, List.of(member))));
      try {
        await(receives.eventBus().consumer("here", message -> {}).completion());
        sends.eventBus().send("here", "a message");

        assertThat(receiver.loop()).isSameAs(reads.get(20, TimeUnit.SECONDS));
      } finally {
        await(sends.close());
      }
    } finally {
      await(receives.close());
    }
  }
}
