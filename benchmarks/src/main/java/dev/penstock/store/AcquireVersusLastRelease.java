package dev.penstock.store;

import org.jspecify.annotations.Nullable;
import org.openjdk.jcstress.annotations.Actor;
import org.openjdk.jcstress.annotations.Arbiter;
import org.openjdk.jcstress.annotations.Expect;
import org.openjdk.jcstress.annotations.JCStressTest;
import org.openjdk.jcstress.annotations.Outcome;
import org.openjdk.jcstress.annotations.State;
import org.openjdk.jcstress.infra.results.LL_Result;

/** The owner's process acquires an object by its reference while it releases the last hold. */
@JCStressTest
@State
@Outcome(id = "held, kept", expect = Expect.ACCEPTABLE, desc = "acquired before it was retired")
@Outcome(id = "stale, recycled", expect = Expect.ACCEPTABLE, desc = "released first")
@Outcome(id = "held, recycled", expect = Expect.FORBIDDEN, desc = "recycled under a reader")
@Outcome(id = "stale, kept", expect = Expect.FORBIDDEN, desc = "nobody has it, nobody frees it")
@Outcome(id = ".*, leaked", expect = Expect.FORBIDDEN, desc = "the memory never comes back")
public class AcquireVersusLastRelease {
  private final OneObject one = new OneObject();
  private final ObjectRef ref = one.object.ref();
  private @Nullable StoredObject held;

  /** Who has got the reference. */
  @Actor
  public void acquire(LL_Result result) {
    try {
      held = one.segment.acquire(ref);
      result.r1 = "held";
    } catch (StaleObjectException e) {
      result.r1 = "stale";
    }
  }

  /** The last who holds it. */
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
