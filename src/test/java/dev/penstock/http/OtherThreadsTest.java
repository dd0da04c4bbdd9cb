package dev.penstock.http;

import static org.assertj.core.api.Assertions.assertThat;

import dev.penstock.CallContext;
import io.vertx.ext.web.Router;
import io.vertx.ext.web.RoutingContext;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

/** Routes that end their responses on threads of their own. */
class OtherThreadsTest {
  private static final int REQUESTS = 80;
  private final ExecutorService threads = Executors.newFixedThreadPool(4);
  private final BlockingQueue<CallContext> late = new LinkedBlockingQueue<>();

  private void routes(Router router) {
    router.get("/end").handler(ctx -> threads.execute(() -> ctx.end("ended")));
    router
        .get("/fail")
        .handler(ctx -> threads.execute(() -> ctx.fail(new IllegalStateException("no"))));
    router.get("/never").handler(ctx -> {});
    // The answer meets the deadline.
    router.get("/race").handler(this::answerAtTheDeadline);
  }

  private void answerAtTheDeadline(RoutingContext ctx) {
    CallContext call = CallContext.current();
    late.add(call);
    ctx.vertx()
        .setTimer(60 + late.size() % 80, fired -> threads.execute(() -> ctx.end("just in time")));
  }

  @Test
  void requestsAreCountedAndWatchedOnTheirEventLoop() throws Exception {
    CapturedLog log = new CapturedLog();
    Site site = new Site();
    try (log) {
      site.mount("threads", "/", this::routes);
      for (int i = 0; i < REQUESTS; i++) {
        assertThat(site.get("/end").body()).isEqualTo("ended");
      }
      assertThat(site.get("/fail").statusCode()).isEqualTo(500);
      List<Thread> clients = new ArrayList<>();
      List<Integer> statuses = new ArrayList<>();
      for (int i = 0; i < 4; i++) {
        Thread client = new Thread(() -> race(site, statuses));
        client.start();
        clients.add(client);
      }
      for (Thread client : clients) {
        client.join();
      }

      assertThat(statuses).hasSize(REQUESTS).allMatch(s -> s == 200 || s == 504);
      // The request of the timeout is answered by the sweep, which still runs.
      assertThat(site.get("/never", "X-Request-Timeout-Ms", "1").statusCode()).isEqualTo(504);
    } finally {
      site.close();
      threads.shutdown();
      assertThat(threads.awaitTermination(20, TimeUnit.SECONDS)).isTrue();
    }
    OpenStore.await(() -> site.listener.inFlight() == 0);
    assertThat(log.warnings()).allMatch(line -> line.getFormattedMessage().contains("/fail"));
  }

  private static void race(Site site, List<Integer> statuses) {
    for (int i = 0; i < REQUESTS / 4; i++) {
      int status = site.get("/race", "X-Request-Timeout-Ms", "30").statusCode();
      synchronized (statuses) {
        statuses.add(status);
      }
    }
  }
}
