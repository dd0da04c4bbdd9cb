package dev.penstock.durable;

import static dev.penstock.durable.DurableRequestsTest.await;
import static dev.penstock.durable.DurableRequestsTest.policy;
import static dev.penstock.durable.DurableRequestsTest.request;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.penstock.durable.AdoptionList.State;
import dev.penstock.durable.LogEntry.Began;
import io.vertx.core.buffer.Buffer;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicLong;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The logs of a process: which it takes over, for how long, and which it does not. */
class LogsTest {
  private static final DurablePolicy POLICY = policy(false, 100);

  private final AtomicLong clock = new AtomicLong(1_700_000_000_000L);
  @TempDir private Path folder;
  private Path gone;
  private String alive = "";

  @SuppressWarnings("NullAway.Init") // Each test opens it first.
  private Logs logs;

  @BeforeEach
  void paths() throws IOException {
    folder = folder.toRealPath();
    gone = folder.resolve("gone");
  }

  @AfterEach
  void close() {
    if (logs != null) {
      logs.close();
    }
  }

  private Logs open(String own) {
    logs = Logs.open(folder.resolve(own), Map.of("app", POLICY), own, log -> alive, clock::get);
    return logs;
  }

  private Logs reopened(String own) {
    close();
    return open(own);
  }

  /** A request in the log of a process that has ended. */
  private RequestId left(Path directory, String application) {
    try (DurableRequests requests =
        DurableRequests.open(directory, Map.of(application, POLICY), clock::get)) {
      NewRequest app = request("left", null);
      return await(requests.accept(new NewRequest(application, app.work(), null, app.message())));
    }
  }

  private DurableRequests adopted(RequestId id) {
    return logs.of(id.log()).orElseThrow();
  }

  @Test
  void answersForALogThatItTakesOverAlsoAfterAReopen() {
    RequestId id = left(gone, "app");

    Logs.Adopted told = open("heir").adopt(gone);

    assertThat(told.before()).isFalse();
    assertThat(told.pending()).containsExactly(Map.entry("app", 1));
    assertThat(adopted(id).view(id)).isPresent();
    assertThat(logs.adopt(gone).before()).isTrue();
    assertThat(LogInspection.of(gone).owner().orElseThrow()).startsWith("node heir (process ");
    reopened("heir");
    assertThat(adopted(id).view(id)).isPresent();
    assertThat(await(adopted(id).begin(id, 1))).isTrue();
    assertThat(logs.own().logId()).isNotEqualTo(id.log());
  }

  @Test
  void theFormerOwnerIsRefusedAndToldWhoHasIt() {
    left(gone, "app");
    open("heir").adopt(gone);

    assertThatThrownBy(() -> DurableRequests.open(gone, Map.of(), clock::get))
        .isInstanceOf(LogUnusableException.class)
        .hasMessageContaining("taken over by node heir (process " + ProcessHandle.current().pid())
        .hasMessageContaining(folder.resolve("heir").toString())
        .hasMessageContaining("async.directory");
    close();
    assertThatThrownBy(() -> DurableRequests.open(gone, Map.of(), clock::get))
        .hasMessageContaining("taken over by node heir");
    assertThatThrownBy(() -> open("other").adopt(gone)).hasMessageContaining("by node heir");
  }

  @Test
  void aLogThatAProcessOrAnotherNodeHasOpenIsLeftToIt() {
    RequestId id = left(gone, "app");
    try (DurableRequests living = DurableRequests.open(gone, Map.of(), clock::get)) {
      assertThat(living.view(id)).isPresent();
      assertThatThrownBy(() -> open("heir").adopt(gone))
          .isInstanceOf(LogUnusableException.class)
          .hasMessageContaining("process " + ProcessHandle.current().pid());
    }
    alive = "n7";
    assertThatThrownBy(() -> logs.adopt(gone)).hasMessageContaining("is open on node n7");

    left(gone, "app"); // It is still its owner's.
  }

  @Test
  void itsOwnLogOneOfALaterVersionAndWhatIsNoLogAreRefusedAndStayAsTheyAre() throws IOException {
    open("heir");
    assertThatThrownBy(() -> logs.adopt(folder.resolve("heir"))).hasMessageContaining("own");
    assertThatThrownBy(() -> logs.adopt(folder)).hasMessageContaining("is none");
    left(gone, "app");
    try (RequestLog later = RequestLog.open(LogDirectory.open(gone), clock::get)) {
      Buffer bytes = LogEntryCodec.encode(new Began(0, clock.get(), 1));
      later.append(new Began(0, clock.get(), 1), bytes.setByte(0, (byte) 9));
    }

    assertThatThrownBy(() -> logs.adopt(gone)).hasMessageContaining("later version");

    assertThat(gone.resolve("owner")).doesNotExist();
    assertThat(AdoptionList.of(folder.resolve("heir")).isEmpty()).isTrue();
  }

  @Test
  void whatTakesRequestsOfAnApplicationThatDoesNotRunHereKeepsThem() {
    RequestId id = left(gone, "other");

    assertThat(open("heir").adopt(gone).notRun()).containsExactly("other");

    clock.addAndGet(Duration.ofDays(3).toMillis());
    logs.forgetOld();
    reopened("heir");
    assertThat(logs.spent()).isEmpty();
    assertThat(adopted(id).view(id).orElseThrow().state()).isEqualTo(RequestState.PENDING);
  }

  @Test
  void anAdoptionThatWasInterruptedGoesOnAtTheNextStart() {
    RequestId id = left(gone, "app");
    open("heir").close();
    AdoptionList.of(folder.resolve("heir")).put(gone, State.TAKING);

    open("heir");

    assertThat(adopted(id).view(id)).isPresent();
    assertThat(LogOwner.of(gone)).isPresent();
  }

  @Test
  void aLogThatWasTakenBackIsLetAlone() throws IOException {
    RequestId id = left(gone, "app");
    open("heir").adopt(gone);
    close();
    Files.delete(gone.resolve("owner"));

    open("heir");

    assertThat(logs.of(id.log())).isEmpty();
    assertThat(gone.resolve("owner")).doesNotExist();
    reopened("heir");
    left(gone, "app");
  }

  @Test
  void aLogThatCannotBeOpenedAgainDoesNotKeepTheNodeFromItsOwnAndIsNotForgotten()
      throws IOException {
    RequestId id = left(gone, "app");
    open("heir").adopt(gone);
    close();
    Path away = Files.move(gone, folder.resolve("away"));

    open("heir");
    assertThat(logs.of(id.log())).isEmpty();
    Files.move(away, gone);

    reopened("heir");
    assertThat(adopted(id).view(id)).isPresent();
  }

  @Test
  void theLogsThatTheFormerOwnerHadTakenOverComeWithIts() {
    Path first = folder.resolve("first");
    RequestId oldest = left(first, "app");
    RequestId own = left(gone, "app");
    open("gone").adopt(first);
    close();

    assertThat(open("heir").adopt(gone).left()).isEmpty();

    assertThat(adopted(oldest).view(oldest)).isPresent();
    assertThat(adopted(own).view(own)).isPresent();
    assertThat(LogOwner.of(first).orElseThrow().node()).isEqualTo("heir");
  }

  @Test
  void aLogInWhichNothingIsLeftIsClosedAndItsDirectoryIsFree() throws IOException {
    RequestId id = left(gone, "app");
    open("heir").adopt(gone);
    assertThat(logs.spent()).isEmpty();
    DurableRequests requests = adopted(id);
    await(requests.cancel(id));
    clock.addAndGet(POLICY.retention().toMillis() + 1);
    logs.forgetOld();
    await(requests.cancel(id)); // behind it
    assertThat(logs.spent()).containsExactly(requests);
    assertThat(logs.counts("app").cancelled()).isOne();

    logs.dismiss(requests);

    assertThat(logs.counts("app").cancelled()).isOne();

    assertThat(logs.all()).containsExactly(logs.own());
    try (Stream<Path> files = Files.list(gone)) {
      assertThat(files.map(Path::getFileName).map(Path::toString)).containsExactly("lock");
    }
    assertThat(AdoptionList.of(folder.resolve("heir")).isEmpty()).isTrue();
    assertThat(left(gone, "app").log()).isNotEqualTo(id.log());
    assertThat(List.of(id)).allMatch(old -> logs.of(old.log()).isEmpty());
  }

  @Test
  void filesOfAnEmptyLogThatAKillHasLeftGoAtTheNextStart() {
    RequestId id = left(gone, "app");
    open("heir").adopt(gone);
    close();
    AdoptionList.of(folder.resolve("heir")).put(gone, State.ENDED);

    open("heir");

    assertThat(logs.of(id.log())).isEmpty();
    assertThat(gone.resolve("log")).doesNotExist();
    assertThat(gone.resolve("owner")).doesNotExist();
  }
}
