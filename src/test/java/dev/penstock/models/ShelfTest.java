package dev.penstock.models;

import static org.assertj.core.api.Assertions.assertThat;

import dev.penstock.fake.FakeProfile;
import dev.penstock.message.HeldModels;
import dev.penstock.message.ReplicaId;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;

/** What follows when calls are over before their models are there, and what the replica tells. */
class ShelfTest {
  private final HeldModels published =
      FakeProfile.of(new ReplicaId("app", "Model", 1, 0, "node")).models();
  private final Shelf<String> shelf = shelf(1);

  private Shelf<String> shelf(int maxModels) {
    Shelf<String> made = new Shelf<>(new Room(maxModels, Long.MAX_VALUE), Set.of());
    made.publish(published);
    return made;
  }

  /** A caller that the test ends. */
  private static final class Caller implements Waiter<String> {
    private final String id;
    private boolean gone;

    Caller(String id) {
      this.id = id;
    }

    @Override
    public String id() {
      return id;
    }

    @Override
    public boolean gone() {
      return gone;
    }

    @Override
    public void serve(SharedModels<String> owner, Place<String> place, String model) {}

    @Override
    public void fail(Throwable cause) {}

    @Override
    public boolean execute(Runnable action) {
      return true;
    }
  }

  private Place<String> loading(Waiter<String> waiter) {
    for (Step<String> step : shelf.await(waiter)) {
      if (step instanceof Step.Load<String> load) {
        return load.place();
      }
    }
    throw new AssertionError("no load has begun");
  }

  @Test
  void aLoadThatFailedWhenItsCallerWasGoneIsTriedAgainForAnotherOne() {
    Caller first = new Caller("a");
    Caller second = new Caller("a");
    Place<String> place = loading(first);
    shelf.await(second);
    first.gone = true;

    InterruptedException cause = new InterruptedException();
    assertThat(shelf.onLoadFailed(place, first, cause))
        .containsExactly(new Step.Fail<>(List.of(first), cause), new Step.Load<>(place, second));
    second.gone = true;
    assertThat(shelf.onLoadFailed(place, second, cause))
        .as("nobody is left")
        .noneMatch(step -> step instanceof Step.Load);
    assertThat(published.holds("a")).isFalse();
  }

  @Test
  void keepsAModelThatNobodyWaitsForAnyMore() {
    Caller caller = new Caller("a");
    Place<String> place = loading(caller);
    caller.gone = true;
    List<Step<String>> steps = shelf.onLoaded(place, "model", 0);
    assertThat(steps).containsExactly(new Step.Serve<>(place, "model", List.of(caller)));
    shelf.release(place); // As a caller does who is gone when it is served.
    assertThat(shelf.loaded()).containsExactly("a");
  }

  @Test
  void neverLoadsForACallThatWasOverWhenItsTurnCame() {
    Place<String> inUse = loading(new Caller("a"));
    shelf.onLoaded(inUse, "model", 0);
    Place<String> beyond = loading(new Caller("b"));
    Caller queued = new Caller("c");
    assertThat(shelf.await(queued)).isEmpty();
    queued.gone = true;

    List<Step<String>> steps =
        new ArrayList<>(shelf.onLoadFailed(beyond, beyondCaller(), new Exception("torn")));
    assertThat(steps).noneMatch(step -> step instanceof Step.Load);
    assertThat(steps).hasSize(2).allMatch(step -> step instanceof Step.Fail);
    assertThat(published.ids()).containsExactly("a");
  }

  private static Caller beyondCaller() {
    return new Caller("b");
  }

  @Test
  void tellsTheReplicaWhatIsThereOrOnItsWay() {
    assertThat(published.inUse()).isTrue();
    Place<String> a = loading(new Caller("a"));
    assertThat(published.ids()).containsExactly("a");
    shelf.onLoaded(a, "model", 0);
    shelf.await(new Caller("b"));
    shelf.await(new Caller("c"));
    assertThat(published.ids()).as("c waits for room").containsExactly("a", "b", "c");
    shelf.close();
    assertThat(published.ids()).containsExactly("a", "b");
  }

  @Test
  void twoCachesOfAReplicaMayHaveTheSameId() {
    Shelf<String> other = shelf(1);
    Place<String> place = loading(new Caller("a"));
    other.await(new Caller("a"));
    shelf.onLoadFailed(place, new Caller("a"), new Exception("torn"));
    assertThat(published.holds("a")).isTrue();
  }
}
