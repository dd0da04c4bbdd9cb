package dev.penstock.store;

import org.openjdk.jcstress.annotations.Actor;
import org.openjdk.jcstress.annotations.Arbiter;
import org.openjdk.jcstress.annotations.Expect;
import org.openjdk.jcstress.annotations.JCStressTest;
import org.openjdk.jcstress.annotations.Outcome;
import org.openjdk.jcstress.annotations.State;
import org.openjdk.jcstress.infra.results.LL_Result;

/** A second hold on an object is asked for while the only one is released. */
@JCStressTest
@State
@Outcome(id = "retained, kept", expect = Expect.ACCEPTABLE, desc = "the second hold came first")
@Outcome(id = "refused, recycled", expect = Expect.ACCEPTABLE, desc = "the release came first")
@Outcome(id = "retained, recycled", expect = Expect.FORBIDDEN, desc = "a hold on nothing")
@Outcome(id = "refused, kept", expect = Expect.FORBIDDEN, desc = "nobody has it, nobody frees it")
@Outcome(id = ".*, leaked", expect = Expect.FORBIDDEN, desc = "the memory never comes back")
public class RetainVersusLastRelease {
  private final OneObject one = new OneObject();
  private boolean retained;

  /** Who wants to share it. */
  @Actor
  public void retain(LL_Result result) {
    retained = one.object.retain();
    result.r1 = retained ? "retained" : "refused";
  }

  /** Who has had it. */
  @Actor
  public void release() {
    one.object.release();
  }

  /** Looks what has become of it. */
  @Arbiter
  public void look(LL_Result result) {
    result.r2 = one.fate(retained ? one.object : null);
  }
}
