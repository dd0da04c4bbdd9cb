package dev.penstock.durable;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.vertx.core.Future;
import io.vertx.core.buffer.Buffer;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import java.util.stream.Stream;
import java.util.zip.CRC32C;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** A log of requests: what it accepts, tells, keeps and forgets. */
class DurableRequestsTest {
  private static final long HOUR = Duration.ofHours(1).toMillis();
  private final AtomicLong clock = new AtomicLong(1_700_000_000_000L);
  @TempDir private Path directory;

  @SuppressWarnings("NullAway.Init") // Each test opens it first.
  private DurableRequests open;

  @AfterEach
  void close() {
    if (open != null) {
      open.close();
    }
  }

  static DurablePolicy policy(boolean onDisk, int maxPending) {
    return new DurablePolicy(
        onDisk, Duration.ofHours(2), Duration.ofHours(3), maxPending, 3, Duration.ofSeconds(1), 4);
  }

  private DurableRequests open() {
    return open(policy(false, 100));
  }

  private DurableRequests open(DurablePolicy policy) {
    open = DurableRequests.open(directory, Map.of("app", policy), clock::get);
    return open;
  }

  private DurableRequests reopened() {
    close();
    return open();
  }

  static <T> T await(Future<T> future) {
    return future.toCompletionStage().toCompletableFuture().orTimeout(20, TimeUnit.SECONDS).join();
  }

  static Message message(String body) {
    return new Message(
        List.of(Map.entry("content-type", "text/plain")), new Body.Inline(Buffer.buffer(body)));
  }

  static NewRequest request(String body, @Nullable String key) {
    return new NewRequest("app", "POST", "/run?x=1", key, message(body));
  }

  private static RequestState state(DurableRequests requests, RequestId id) {
    return requests.view(id).orElseThrow().state();
  }

  @ParameterizedTest
  @ValueSource(booleans = {false, true})
  void whatWasAcceptedIsThereAfterAReopen(boolean onDisk) {
    RequestId id = await(open(policy(onDisk, 100)).accept(request("hello", null)));

    DurableRequests requests = reopened();

    assertThat(state(requests, id)).isEqualTo(RequestState.PENDING);
    var accepted = await(requests.request(requests.ledger().known(id.number()).orElseThrow()));
    assertThat(accepted.work().method()).isEqualTo("POST");
    assertThat(accepted.work().target()).isEqualTo("/run?x=1");
    assertThat(accepted.message()).isEqualTo(message("hello"));
  }

  @Test
  void anEndThatWasRecordedIsKeptWithItsAnswer() {
    RequestId id = await(open().accept(request("hello", null)));
    assertThat(await(open.begin(id, 1))).isTrue();
    Answer answer = new Answer(200, null, message("world"));

    assertThat(await(open.end(id, RequestState.SUCCEEDED, answer))).isTrue();
    assertThat(await(open.end(id, RequestState.FAILED, Answer.none("again")))).isFalse();

    DurableRequests requests = reopened();
    assertThat(state(requests, id)).isEqualTo(RequestState.SUCCEEDED);
    assertThat(await(requests.answer(id))).isEqualTo(answer);
    assertThat(requests.view(id).orElseThrow().attempts()).isEqualTo(1);
  }

  @Test
  void anAttemptThatHadNoEndCountsAndTheRequestWaitsAgain() {
    RequestId id = await(open().accept(request("hello", null)));
    await(open.begin(id, 1));
    assertThat(state(open, id)).isEqualTo(RequestState.RUNNING);

    DurableRequests requests = reopened();

    assertThat(state(requests, id)).isEqualTo(RequestState.PENDING);
    assertThat(requests.view(id).orElseThrow().attempts()).isEqualTo(1);
  }

  @Test
  void aKeyGivesTheFirstRequestAlsoAfterAReopen() {
    RequestId id = await(open().accept(request("first", "key")));

    assertThat(await(open.accept(request("second", "key")))).isEqualTo(id);
    assertThat(await(reopened().accept(request("third", "key")))).isEqualTo(id);
    assertThat(await(open.accept(request("other", "other key")))).isNotEqualTo(id);
    assertThat(open.ledger().kept()).isEqualTo(2);
  }

  @Test
  void aLargeBodyStandsInAFileThatGoesWithItsRequest() throws IOException {
    open();
    Path draft = open.bodies().draft();
    Files.writeString(draft, "large");
    CRC32C crc = new CRC32C();
    crc.update("large".getBytes(StandardCharsets.US_ASCII));
    Body body = new Body.InFile(draft.getFileName().toString(), 5, (int) crc.getValue());
    NewRequest large = new NewRequest("app", "POST", "/", null, new Message(List.of(), body));
    RequestId id = await(open.accept(large));
    Path orphan = open.bodies().draft();

    DurableRequests requests = reopened();
    var accepted = await(requests.request(requests.ledger().known(id.number()).orElseThrow()));
    Path file = requests.bodies().path((Body.InFile) accepted.message().body());
    assertThat(file).hasContent("large");
    assertThat(orphan).doesNotExist();

    await(requests.cancel(id));
    clock.addAndGet(4 * HOUR);
    requests.forgetOld();
    await(requests.accept(request("next", null)));
    assertThat(file).doesNotExist();
  }

  @Test
  void moreThanMayWaitAreRefusedUntilOneHasEnded() {
    DurableRequests requests = open(policy(false, 2));
    RequestId first = await(requests.accept(request("1", null)));
    await(requests.accept(request("2", null)));

    assertThatThrownBy(() -> await(requests.accept(request("3", null))))
        .hasCauseInstanceOf(TooManyPendingException.class);
    await(requests.cancel(first));
    await(requests.accept(request("4", null)));
  }

  @Test
  void endedRequestsAreForgottenAndTheirFilesDeletedButNothingRunsAgain() throws IOException {
    DurableRequests requests = open();
    RequestId old = await(requests.accept(request("old", null)));
    clock.addAndGet(HOUR);
    RequestId pending = await(requests.accept(request("pending", null)));
    clock.addAndGet(HOUR);
    await(requests.cancel(old));
    clock.addAndGet(4 * HOUR);
    RequestId late = await(requests.accept(request("late", null)));

    requests.forgetOld();
    await(requests.accept(request("now", null)));

    assertThat(requests.view(old)).isEmpty();
    assertThat(state(requests, pending)).isEqualTo(RequestState.PENDING);
    // The file of the first hour only: the second one's is needed, and those behind it stay.
    assertThat(logFiles()).isEqualTo(3);
    requests = reopened();
    assertThat(requests.view(old)).isEmpty();
    assertThat(state(requests, pending)).isEqualTo(RequestState.PENDING);
    assertThat(state(requests, late)).isEqualTo(RequestState.PENDING);
  }

  private long logFiles() throws IOException {
    try (Stream<Path> files = Files.list(directory.resolve("log"))) {
      return files.filter(file -> file.toString().endsWith(".cq4")).count();
    }
  }

  @Test
  void timesNeverGoBackAlsoIfTheClockDoes() {
    RequestId before = await(open().accept(request("1", null)));
    clock.addAndGet(-30 * HOUR);
    RequestId after = await(open.accept(request("2", null)));
    RequestId reopened = await(reopened().accept(request("3", null)));

    assertThat(after).isGreaterThan(before);
    assertThat(reopened).isGreaterThan(after);
    assertThat(open.ledger().kept()).isEqualTo(3);
  }

  @Test
  void aLogThatIsOpenIsRefusedWithTheProcessThatHasIt() {
    open();

    assertThatThrownBy(() -> DurableRequests.open(directory, Map.of(), clock::get))
        .isInstanceOf(LogUnusableException.class)
        .hasMessageContaining(directory.toString())
        .hasMessageContaining("process " + ProcessHandle.current().pid());
  }

  @Test
  void idsOfAnotherLogOrGuessedOnesAreUnknown() {
    RequestId id = await(open().accept(request("hello", null)));

    assertThat(open.view(new RequestId(id.timeMillis(), id.log() + 1, id.number(), id.salt())))
        .isEmpty();
    assertThat(open.view(new RequestId(id.timeMillis(), id.log(), id.number(), id.salt() ^ 1)))
        .isEmpty();
    assertThat(await(open.accept(request("x", null))).number()).isEqualTo(1);
  }
}
