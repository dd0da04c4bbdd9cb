package dev.penstock.node;

import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.AppenderBase;
import dev.penstock.Application;
import dev.penstock.CallFailedException;
import dev.penstock.Penstock;
import io.vertx.core.Future;
import io.vertx.core.json.JsonObject;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.Consumer;
import org.slf4j.LoggerFactory;

/** A node on a free port with two event loops, started as a user does, and an HTTP client of it. */
final class RunningNode implements AutoCloseable {
  private static final Duration PATIENCE = Duration.ofSeconds(20);

  final Penstock penstock;
  private final HttpClient client =
      HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();

  private RunningNode(Penstock penstock) {
    this.penstock = penstock;
  }

  static RunningNode of(Application... applications) {
    return with(new JsonObject(), applications);
  }

  /** A node with more settings than the port. */
  static RunningNode with(JsonObject settings, Application... applications) {
    JsonObject all =
        new JsonObject()
            .put("http", new JsonObject().put("port", 0).put("eventLoops", 2))
            .put("store", store())
            .mergeIn(settings, true);
    return new RunningNode(Penstock.settings(all).run(applications));
  }

  /** Where the nodes of the tests have their object store. */
  static Path storeDirectory() {
    return Path.of("target", "test-store").toAbsolutePath();
  }

  /** An object store of the tests' own, which shows what is read too late. */
  static JsonObject store() {
    return new JsonObject()
        .put("directory", storeDirectory().toString())
        .put("initial", 0)
        .put("poison", true);
  }

  /** A node that was started otherwise. */
  static RunningNode of(Penstock penstock) {
    return new RunningNode(penstock);
  }

  /** A node that is started in a way of its own. */
  static RunningNode of(Penstock.Launch launch, Application... applications) {
    return new RunningNode(launch.run(applications));
  }

  static RunningNode of(Path config) {
    return new RunningNode(Penstock.settings(new JsonObject().put("store", store())).run(config));
  }

  <T> T handle(String application, String deployment, Class<T> contract) {
    return penstock.handle(application, deployment, contract);
  }

  HttpResponse<String> get(String path, String... headers) {
    return await(send("GET", path, "", headers));
  }

  HttpResponse<String> post(String path, String body, String... headers) {
    return await(send("POST", path, body, headers));
  }

  CompletableFuture<HttpResponse<String>> send(
      String method, String path, String body, String... headers) {
    HttpRequest.Builder request =
        HttpRequest.newBuilder(URI.create(penstock.url() + path)).timeout(PATIENCE);
    if (headers.length > 0) {
      request.headers(headers);
    }
    return client.sendAsync(
        request.method(method, HttpRequest.BodyPublishers.ofString(body)).build(),
        HttpResponse.BodyHandlers.ofString());
  }

  @Override
  public void close() {
    penstock.close();
  }

  /** The result of a call that must succeed. */
  static <T> T await(Future<T> future) {
    return await(future.toCompletionStage().toCompletableFuture());
  }

  static <T> T await(CompletableFuture<T> future) {
    try {
      return future.get(PATIENCE.toSeconds(), TimeUnit.SECONDS);
    } catch (ExecutionException e) {
      throw new AssertionError("it failed: " + e.getCause(), e.getCause());
    } catch (InterruptedException | TimeoutException e) {
      throw new AssertionError("it did not end", e);
    }
  }

  static void await(CountDownLatch latch) {
    try {
      if (!latch.await(PATIENCE.toSeconds(), TimeUnit.SECONDS)) {
        throw new AssertionError("it did not happen; left: " + latch.getCount());
      }
    } catch (InterruptedException e) {
      throw new AssertionError(e);
    }
  }

  /** The failure of a call that must fail. */
  static CallFailedException failure(Future<?> call) {
    return failure(call.toCompletionStage().toCompletableFuture());
  }

  static CallFailedException failure(CompletableFuture<?> call) {
    try {
      Object result = call.get(PATIENCE.toSeconds(), TimeUnit.SECONDS);
      throw new AssertionError("it succeeded with " + result);
    } catch (ExecutionException e) {
      if (e.getCause() instanceof CallFailedException failure) {
        return failure;
      }
      throw new AssertionError("it failed otherwise: " + e.getCause(), e.getCause());
    } catch (InterruptedException | TimeoutException e) {
      throw new AssertionError("it did not end", e);
    }
  }

  static JsonObject problem(HttpResponse<String> response) {
    if (!response
        .headers()
        .firstValue("content-type")
        .orElse("")
        .startsWith("application/problem+json")) {
      throw new AssertionError("no problem: " + response + response.body());
    }
    return new JsonObject(response.body());
  }

  /** Sends a request to an URL that nobody may listen at any more. */
  static boolean refuses(String url) {
    try {
      HttpClient.newHttpClient()
          .send(
              HttpRequest.newBuilder(URI.create(url)).build(),
              HttpResponse.BodyHandlers.discarding());
      return false;
    } catch (IOException e) {
      return true;
    } catch (InterruptedException e) {
      throw new AssertionError(e);
    }
  }

  /** What Penstock logs until it is closed. */
  static final class Log extends AppenderBase<ILoggingEvent> implements AutoCloseable {
    private final Logger logger = (Logger) LoggerFactory.getLogger("dev.penstock");
    private final List<ILoggingEvent> events = new CopyOnWriteArrayList<>();
    private volatile Consumer<ILoggingEvent> listener = event -> {};

    Log() {
      setContext(logger.getLoggerContext());
      start();
      logger.addAppender(this);
    }

    @Override
    protected void append(ILoggingEvent event) {
      event.prepareForDeferredProcessing();
      events.add(event);
      listener.accept(event);
    }

    /** Who hears of each line that is logged from now on. */
    void onEvent(Consumer<ILoggingEvent> newListener) {
      listener = newListener;
    }

    List<ILoggingEvent> with(String text) {
      return events.stream().filter(e -> e.getFormattedMessage().contains(text)).toList();
    }

    @Override
    public void close() {
      logger.detachAppender(this);
      stop();
    }
  }
}
