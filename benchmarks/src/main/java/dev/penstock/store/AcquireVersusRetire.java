package dev.penstock.store;

import org.jspecify.annotations.Nullable;
import org.openjdk.jcstress.annotations.Actor;
import org.openjdk.jcstress.annotations.Arbiter;
import org.openjdk.jcstress.annotations.Expect;
import org.openjdk.jcstress.annotations.JCStressTest;
import org.openjdk.jcstress.annotations.Outcome;
import org.openjdk.jcstress.annotations.State;
import org.openjdk.jcstress.infra.results.LL_Result;

/**
 * Another process sets its holder bit and then looks at the word of the slot, while the owner
 * releases its last hold: it retires the slot and then looks at the holders.
 */
@JCStressTest
@State
@Outcome(id = "held, kept", expect = Expect.ACCEPTABLE, desc = "reader first")
@Outcome(id = "stale, recycled", expect = Expect.ACCEPTABLE, desc = "owner first")
@Outcome(
    id = "stale, kept",
    expect = Expect.ACCEPTABLE,
    desc = "both gave way: the owner's next sweep recycles it")
@Outcome(id = "held, recycled", expect = Expect.FORBIDDEN, desc = "recycled under a reader")
@Outcome(id = ".*, leaked", expect = Expect.FORBIDDEN, desc = "the memory never comes back")
public class AcquireVersusRetire {
  private final OneObject one = new OneObject();
  private final ForeignSegment elsewhere = one.elsewhere();
  private final ObjectRef ref = one.object.ref();
  private @Nullable StoredObject held;

  /** The reader. */
  @Actor
  public void acquire(LL_Result result) {
    try {
      held = elsewhere.acquire(ref);
      result.r1 = "held";
    } catch (StaleObjectException e) {
      result.r1 = "stale";
    }
  }

  /** The owner. */
  @Actor
  public void release() {
    one.object.release();
  }

  /** Looks what has become of it. */
  @Arbiter
  public void look(LL_Result result) {
    result.r2 = one.fate(held);
  }
}
