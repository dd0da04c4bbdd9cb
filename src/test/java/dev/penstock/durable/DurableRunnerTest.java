package dev.penstock.durable;

import static dev.penstock.durable.DurableRequestsTest.await;
import static dev.penstock.durable.DurableRequestsTest.message;
import static dev.penstock.durable.DurableRequestsTest.request;
import static org.assertj.core.api.Assertions.assertThat;

import io.vertx.core.Context;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.Vertx;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.zip.CRC32C;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** When the requests of an application run, and how often. */
class DurableRunnerTest {
  private final Vertx vertx = Vertx.vertx();
  private final Context context = vertx.getOrCreateContext();
  private final BlockingQueue<Begun> begun = new LinkedBlockingQueue<>();
  @TempDir private Path directory;

  @SuppressWarnings("NullAway.Init") // Before each test.
  private DurableRequests requests;

  /** An attempt that runs until the test ends it. */
  private record Begun(Attempt attempt, Promise<Answer> end, Promise<Void> cancelled)
      implements AttemptRunner.Running {
    @Override
    public void cancel() {
      cancelled.tryComplete();
    }

    @Override
    public Future<Answer> answer() {
      return end.future();
    }
  }

  @BeforeEach
  void open() {
    open(3);
  }

  private void open(int maxAttempts) {
    DurablePolicy policy =
        new DurablePolicy(
            false,
            Duration.ofHours(1),
            Duration.ofHours(1),
            100,
            maxAttempts,
            Duration.ofMillis(10),
            2);
    requests = DurableRequests.open(directory, Map.of("app", policy), System::currentTimeMillis);
  }

  private DurableRunner start() {
    DurableRunner runner =
        new DurableRunner(
            "app",
            requests,
            attempt -> {
              Begun next = new Begun(attempt, Promise.promise(), Promise.promise());
              begun.add(next);
              return next;
            },
            context,
            System::currentTimeMillis,
            () -> 0);
    runner.start();
    return runner;
  }

  @AfterEach
  void close() {
    requests.close();
    await(vertx.close());
  }

  private Begun next() throws InterruptedException {
    Begun next = begun.poll(20, TimeUnit.SECONDS);
    assertThat(next).isNotNull();
    return next;
  }

  private void awaitState(RequestId id, RequestState wanted) {
    CompletableFuture<Void> reached = new CompletableFuture<>();
    Runnable look =
        () -> {
          if (requests.view(id).orElseThrow().state() == wanted) {
            reached.complete(null);
          }
        };
    Runnable unwatch = requests.watch(id, look);
    look.run();
    reached.orTimeout(20, TimeUnit.SECONDS).join();
    unwatch.run();
  }

  private static Answer answered(int status) {
    return new Answer(status, null, message("answer"));
  }

  @Test
  void requestsRunInTheOrderOfTheirAcceptanceAndOnlySoManyAtATime() throws Exception {
    RequestId first = await(requests.accept(request("1", null)));
    start();
    RequestId second = await(requests.accept(request("2", null)));
    RequestId third = await(requests.accept(request("3", null)));

    Begun one = next();
    Begun two = next();
    assertThat(List.of(one.attempt().id(), two.attempt().id())).containsExactly(first, second);
    assertThat(begun).isEmpty();
    two.end().complete(answered(201));
    assertThat(next().attempt().id()).isEqualTo(third);
    awaitState(second, RequestState.SUCCEEDED);
    assertThat(await(requests.answer(second)).status()).isEqualTo(201);
    assertThat(requests.view(first).orElseThrow().state()).isEqualTo(RequestState.RUNNING);
  }

  @Test
  void aFailureOfTheServerIsTriedAgainUntilItsAttemptsAreUsedUp() throws Exception {
    start();
    RequestId id = await(requests.accept(request("poison", null)));
    for (int attempt = 1; attempt <= 3; attempt++) {
      Begun run = next();
      assertThat(run.attempt().number()).isEqualTo(attempt);
      run.end().complete(answered(attempt == 1 ? 502 : 500));
    }

    awaitState(id, RequestState.FAILED);
    Answer answer = await(requests.answer(id));
    assertThat(answer.status()).isEqualTo(500);
    assertThat(answer.reason()).isEqualTo("attempt 3 of 3 answered 500");
    RequestId other = await(requests.accept(request("good", null)));
    next().end().complete(answered(200));
    awaitState(other, RequestState.SUCCEEDED);
  }

  @Test
  void aServerThatIsBusyIsLeftAloneAsLongAsItWants() throws Exception {
    start();
    await(requests.accept(request("patient", null)));
    Message later = new Message(List.of(Map.entry(Answer.RETRY_AFTER, "1")), Body.empty());
    Begun first = next();
    long begin = System.nanoTime();
    first.end().complete(new Answer(503, null, later));

    assertThat(next().attempt().number()).isEqualTo(1);
    assertThat(System.nanoTime() - begin).isGreaterThan(900_000_000);
  }

  @Test
  void aServerThatIsBusyHasTriedNothing() throws Exception {
    start();
    RequestId id = await(requests.accept(request("patient", null)));
    for (int refusal = 0; refusal < 5; refusal++) {
      Begun run = next();
      assertThat(run.attempt().number()).isEqualTo(1);
      run.end().complete(answered(refusal % 2 == 0 ? 503 : 429));
    }
    next().end().complete(answered(200));

    awaitState(id, RequestState.SUCCEEDED);
    assertThat(requests.view(id).orElseThrow().attempts()).isEqualTo(1);
  }

  @Test
  void whatIsCutByTheStopOfTheServerIsNoAttempt() throws Exception {
    DurableRunner runner = start();
    RequestId id = await(requests.accept(request("cut", null)));
    Begun run = next();
    runner.stop();
    await(runner.giveBack());
    run.end().complete(Answer.none("the connection was closed"));

    awaitState(id, RequestState.PENDING);
    assertThat(requests.view(id).orElseThrow().attempts()).isZero();
  }

  @Test
  void aRefusalOfTheRequestIsNotTriedAgain() throws Exception {
    start();
    RequestId id = await(requests.accept(request("bad", null)));
    next().end().complete(answered(400));

    awaitState(id, RequestState.FAILED);
    assertThat(requests.view(id).orElseThrow().attempts()).isEqualTo(1);
  }

  @Test
  void whatRunsIsToldWhenItIsCancelledAndItsAnswerDoesNotCount() throws Exception {
    start();
    RequestId id = await(requests.accept(request("long", null)));
    Begun run = next();

    assertThat(await(requests.cancel(id))).isTrue();
    await(run.cancelled().future());
    run.end().complete(answered(200));
    await(requests.accept(request("next", null)));
    next();

    assertThat(requests.view(id).orElseThrow().state()).isEqualTo(RequestState.CANCELLED);
    assertThat(await(requests.cancel(id))).isFalse();
  }

  @Test
  void whatHadRunWhenTheProcessEndedRunsAgainAndEndsAreKept() throws Exception {
    start();
    RequestId done = await(requests.accept(request("done", null)));
    RequestId unfinished = await(requests.accept(request("unfinished", null)));
    next().end().complete(answered(200));
    next();
    awaitState(done, RequestState.SUCCEEDED);
    requests.close();

    open(3);
    start();

    Begun again = next();
    assertThat(again.attempt().id()).isEqualTo(unfinished);
    assertThat(again.attempt().number()).isEqualTo(2);
    assertThat(begun).isEmpty();
  }

  @Test
  void aRequestWhoseBodyWasDamagedIsGivenUpAndOthersGoOn() throws Exception {
    List<RequestId> ids = new ArrayList<>();
    for (String damage : List.of("Large", "larg", "")) {
      Path draft = requests.bodies().draft();
      Files.writeString(draft, "large");
      CRC32C crc = new CRC32C();
      crc.update("large".getBytes(StandardCharsets.US_ASCII));
      Body body = new Body.InFile(draft.getFileName().toString(), 5, (int) crc.getValue());
      ids.add(
          await(
              requests.accept(
                  new NewRequest("app", "POST", "/", null, new Message(List.of(), body)))));
      Path file = directory.resolve(Path.of("bodies", ids.size() - 1 + ".request"));
      if (damage.isEmpty()) {
        Files.delete(file);
      } else {
        Files.writeString(file, damage);
      }
    }
    RequestId good = await(requests.accept(request("good", null)));
    start();

    assertThat(next().attempt().id()).isEqualTo(good);
    List<String> reasons = new ArrayList<>();
    for (RequestId id : ids) {
      awaitState(id, RequestState.FAILED);
      reasons.add(String.valueOf(await(requests.answer(id)).reason()));
    }
    assertThat(reasons)
        .containsExactly(
            "its body, the file 0.request, is damaged: its checksum is wrong",
            "its body, the file 1.request, has 4 bytes instead of 5",
            "its body, the file 2.request, is missing");
  }
}
