package dev.penstock.message;

import org.openjdk.jcstress.annotations.Actor;
import org.openjdk.jcstress.annotations.Arbiter;
import org.openjdk.jcstress.annotations.Expect;
import org.openjdk.jcstress.annotations.JCStressTest;
import org.openjdk.jcstress.annotations.Outcome;
import org.openjdk.jcstress.annotations.State;
import org.openjdk.jcstress.infra.results.LL_Result;

/** A replica begins a call and takes its arguments, while the caller gives the call up. */
@JCStressTest
@State
@Outcome(
    id = "ran, freed",
    expect = Expect.ACCEPTABLE,
    desc = "the callee's scope closed the argument")
@Outcome(id = "dropped, freed", expect = Expect.ACCEPTABLE, desc = "the caller released it")
@Outcome(id = ".*, kept", expect = Expect.FORBIDDEN, desc = "a lease that neither side closes")
@Outcome(id = ".*, freed twice", expect = Expect.FORBIDDEN, desc = "both sides gave the hold back")
public class SendVersusGiveUp {
  private final OneCall one = new OneCall();
  private final Cargo cargo = one.cargo();

  /** On its way. */
  public SendVersusGiveUp() {
    one.call.take(cargo);
  }

  /** The replica; ends the call at once. */
  @Actor
  public void run(LL_Result result) {
    if (one.begin()) {
      result.r1 = "ran";
      cargo.deliverTo(one.scope);
      one.end();
    } else {
      result.r1 = "dropped";
    }
  }

  /** The caller. */
  @Actor
  public void giveUp() {
    one.call.giveUp();
    one.call.releaseCargo();
  }

  /** Looks what has become of it. */
  @Arbiter
  public void look(LL_Result result) {
    result.r2 = one.object.fate();
  }
}
