package dev.penstock.cluster;

import static org.assertj.core.api.Assertions.assertThat;

import dev.penstock.cluster.DeploymentView.Availability;
import dev.penstock.fake.FakeReplica;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

class LocalDirectoryTest {
  private static final String MODEL = "app/Model";
  private final LocalDirectory directory = new LocalDirectory();
  private final List<Availability> seen = new ArrayList<>();

  @Test
  void listenersAreToldOutsideOfLocks() {
    directory.declare(MODEL);
    directory.subscribe(
        MODEL,
        view ->
            CompletableFuture.runAsync(
                    () -> {
                      assertThat(directory.view(MODEL)).isSameAs(view);
                      if (view.availability() == Availability.WANTED) {
                        directory.crashLoop(MODEL);
                      }
                    })
                .orTimeout(20, TimeUnit.SECONDS)
                .join());

    assertThat(directory.view(MODEL).availability()).isEqualTo(Availability.CRASH_LOOP);
  }

  @Test
  void changesThatListenersMakeAreToldInOrder() {
    directory.subscribe(
        MODEL,
        view -> {
          if (view.availability() == Availability.WANTED) {
            directory.crashLoop(MODEL);
          }
        });
    directory.subscribe(MODEL, view -> seen.add(view.availability()));
    directory.declare(MODEL);

    assertThat(seen)
        .containsExactly(Availability.UNKNOWN, Availability.WANTED, Availability.CRASH_LOOP);
  }

  @Test
  void listenerHearsNothingAfterItsSubscriptionEnded() {
    Runnable unsubscribe = directory.subscribe(MODEL, view -> seen.add(view.availability()));
    unsubscribe.run();
    directory.serve(new FakeReplica(0, 1).entry());

    assertThat(seen).containsExactly(Availability.UNKNOWN);
  }
}
