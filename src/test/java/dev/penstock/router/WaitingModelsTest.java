package dev.penstock.router;

import static org.assertj.core.api.Assertions.assertThat;

import dev.penstock.cluster.DeploymentView;
import dev.penstock.cluster.DeploymentView.Availability;
import dev.penstock.fake.FakeCall;
import dev.penstock.fake.FakeReplica;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Calls that name a model while all replicas are busy. */
class WaitingModelsTest {
  private final FakeReplica a = new FakeReplica(0, 1);
  private final FakeReplica b = new FakeReplica(1, 1);
  private final Random random = new Random(7);
  private final Router router =
      new Router(
          "app/Model", 100, Selection.modelAffinity(Selection.roundRobin(), random::nextInt));

  @BeforeEach
  void bothAreBusy() {
    a.entry().profile().models().use();
    b.entry().profile().models().use();
    a.entry().profile().models().add("of-a");
    b.entry().profile().models().add("of-b");
    router.onView(new DeploymentView(Availability.WANTED, List.of(a.entry(), b.entry())));
    submit("of-a");
    submit("of-b");
    assertThat(a.arrived()).hasSize(1);
    assertThat(b.arrived()).hasSize(1);
  }

  private FakeCall submit(String model) {
    FakeCall call = FakeCall.forModel(model);
    router.submit(call, null);
    return call;
  }

  @Test
  void aFreedSlotGoesToTheFirstCallWhoseModelIsThere() {
    FakeCall first = submit("of-a");
    FakeCall second = submit("of-b");
    FakeCall third = submit("of-b");

    router.onFreed(b.entry());
    assertThat(b.arrived()).endsWith(second);
    router.onFreed(a.entry());
    assertThat(a.arrived()).endsWith(first);
    router.onFreed(b.entry());
    assertThat(b.arrived()).endsWith(third);
    assertThat(router.waiting()).isZero();
  }

  @Test
  void aCallWhoseModelIsNowhereAndOneWithoutAModelAreNotOvertaken() {
    FakeCall cold = submit("cold");
    FakeCall plain = new FakeCall("plain", FakeCall.route("edge"));
    router.submit(plain, null);
    submit("of-b");

    router.onFreed(b.entry());
    assertThat(b.arrived()).endsWith(cold);
    router.onFreed(b.entry());
    assertThat(b.arrived()).endsWith(plain);
  }

  @Test
  void noSlotStaysFreeBecauseTheModelIsElsewhere() {
    FakeCall hot = submit("of-a");
    router.onFreed(b.entry());
    assertThat(b.arrived()).endsWith(hot);
  }

  @Test
  void aCallIsOvertakenAFewTimesOnly() {
    FakeCall first = submit("of-a");
    List<FakeCall> others = new ArrayList<>();
    for (int i = 0; i < 20; i++) {
      others.add(submit("of-b"));
    }
    for (int i = 0; i < 8; i++) {
      router.onFreed(b.entry());
      assertThat(b.arrived()).endsWith(others.get(i));
    }
    router.onFreed(b.entry());
    assertThat(b.arrived()).endsWith(first);
    router.onFreed(b.entry());
    assertThat(b.arrived()).endsWith(others.get(8));
  }
}
