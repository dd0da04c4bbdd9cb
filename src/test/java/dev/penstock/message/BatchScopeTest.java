package dev.penstock.message;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.penstock.Tensor;
import dev.penstock.fake.FakeCall;
import dev.penstock.fake.FakeProfile;
import dev.penstock.store.CountedObject;
import io.vertx.core.Vertx;
import io.vertx.core.internal.ContextInternal;
import io.vertx.core.internal.VertxInternal;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Test;

/** What is made in a batch against the ends of the calls that it works for. */
class BatchScopeTest {
  private static final ReplicaProfile REPLICA =
      FakeProfile.of(new ReplicaId("app", "Model", 1, 0, "node"));
  private static final Vertx VERTX = Vertx.vertx();

  private final ContextInternal home = ((VertxInternal) VERTX).createEventLoopContext();
  private final FakeCall one = begun("r-1");
  private final FakeCall other = begun("r-2");
  private final CallScope ofOne = new CallScope(one, REPLICA, home);
  private final CallScope ofOther = new CallScope(other, REPLICA, home);
  private final BatchScope batch =
      (BatchScope) BatchScope.of(List.of(ofOne, ofOther), home, REPLICA);
  private final CountedObject object = new CountedObject(64, (byte) 7);
  private @Nullable Tensor kept;

  @AfterAll
  static void close() {
    VERTX.close();
  }

  private static FakeCall begun(String requestId) {
    FakeCall call = new FakeCall(requestId, FakeCall.route("edge"));
    call.begin(by -> {}, 0);
    return call;
  }

  private Tensor made() {
    return CurrentCall.get(batch, () -> Payload.over(object));
  }

  @Test
  void whatABatchMakesLivesUntilTheCallsOfAllItsItemsHaveEnded() {
    Tensor result = made();
    batch.endWithItems();
    one.end(1);
    assertThat(Payload.valueOf(result)).as("the other method may return it yet").isEqualTo(7);
    assertThat(object.holds()).isEqualTo(1);
    result.close();
    other.end(1);

    assertThat(object.holds()).isZero();
    assertThat(object.wrongReleases()).isZero();
  }

  @Test
  void itEndsWithTheLastCallByItself() {
    Tensor result = made();
    batch.endWithItems();
    other.end(1);
    assertThat(object.holds()).isEqualTo(1);
    one.end(1);

    assertThat(object.holds()).isZero();
    assertThatThrownBy(result::bytes).hasMessageContaining("app/Model.echo");
  }

  @Test
  void callsThatEndedBeforeTheirBatchHoldNothing() {
    made();
    one.end(1);
    other.end(1);
    assertThat(object.holds()).as("its function still works").isEqualTo(1);
    batch.endWithItems();

    assertThat(object.holds()).isZero();
  }

  @Test
  void batchThatFailedClosesWhatItMade() {
    made();
    batch.endInFailure();

    assertThat(object.holds()).isZero();
    assertThat(batch.cancelled()).as("calls below have lost their reason").isTrue();
  }

  @Test
  void whatAnAbandonedBatchHasMadeIsUsableAndComesBackByGarbageCollection() {
    kept = made();
    batch.abandon();
    one.end(1);
    other.end(1);
    Leases.collectNow();
    assertThat(Payload.valueOf(Objects.requireNonNull(kept))).isEqualTo(7);
    kept = null;
    Leases.collectNow();

    object.awaitFree();
    assertThat(object.wrongReleases()).isZero();
  }

  @Test
  void resultsOfAnAbandonedCallComeBackByGarbageCollection() {
    kept = made();
    batch.endWithItems();
    one.giveUp();
    one.abandon();
    other.end(1);
    assertThat(Payload.valueOf(Objects.requireNonNull(kept))).isEqualTo(7);
    kept = null;
    Leases.collectNow();

    object.awaitFree();
  }

  @Test
  void itIsOverWhenAllOfItsCallsAreAndTellsThenWhoWantsToHearOfIt() throws Exception {
    CompletableFuture<String> told = new CompletableFuture<>();
    batch.onCancel(() -> told.complete(CurrentCall.get().requestId()));
    one.giveUp();
    assertThat(batch.cancelled()).isFalse();
    other.giveUp();

    assertThat(batch.cancelled()).isTrue();
    assertThat(told.get(20, TimeUnit.SECONDS)).as("the request of the first item").isEqualTo("r-1");
  }

  @Test
  void itsDeadlineIsTheLatestOfItsItems() {
    CallScope soon = new CallScope(RequestOrigin.of("a"), 1_000);
    CallScope late = new CallScope(RequestOrigin.of("b"), 2_000);
    CallScope never = new CallScope(RequestOrigin.of("c"), CallScope.NO_DEADLINE);

    assertThat(BatchScope.of(List.of(late, soon), null, null).deadlineNanos()).isEqualTo(2_000);
    assertThat(BatchScope.of(List.of(soon, never), null, null).deadline()).isEmpty();
    assertThat(BatchScope.of(List.of(CallScope.EMPTY), null, null)).isSameAs(CallScope.EMPTY);
  }
}
