package dev.penstock.message;

import org.jspecify.annotations.Nullable;
import org.openjdk.jcstress.annotations.Actor;
import org.openjdk.jcstress.annotations.Arbiter;
import org.openjdk.jcstress.annotations.Expect;
import org.openjdk.jcstress.annotations.JCStressTest;
import org.openjdk.jcstress.annotations.Outcome;
import org.openjdk.jcstress.annotations.State;
import org.openjdk.jcstress.infra.results.LL_Result;

/** An instance is closed while somebody shares its bytes, as a call does with its arguments. */
@JCStressTest
@State
@Outcome(
    id = "shared, freed",
    expect = Expect.ACCEPTABLE,
    desc = "shared first; both holds have ended")
@Outcome(id = "refused, freed", expect = Expect.ACCEPTABLE, desc = "closed first")
@Outcome(id = "shared, closed under it", expect = Expect.FORBIDDEN, desc = "a hold that is gone")
@Outcome(id = ".*, kept", expect = Expect.FORBIDDEN, desc = "the memory never comes back")
@Outcome(id = ".*, freed twice", expect = Expect.FORBIDDEN, desc = "a hold was given back twice")
public class ShareVersusClose {
  private final OneCall one = new OneCall();
  private @Nullable Content held;

  /** Who sends it. */
  @Actor
  public void share(LL_Result result) {
    try {
      held = one.tensor.hold();
      result.r1 = "shared";
    } catch (IllegalStateException e) {
      result.r1 = "refused";
    }
  }

  /** Who has it. */
  @Actor
  public void close() {
    one.tensor.close();
  }

  /** Ends the second hold. */
  @Arbiter
  public void look(LL_Result result) {
    if (held == null) {
      result.r2 = one.object.fate();
    } else if (one.object.fate().equals("kept")) {
      held.release(false);
      result.r2 = one.object.fate();
    } else {
      result.r2 = "closed under it";
    }
  }
}
