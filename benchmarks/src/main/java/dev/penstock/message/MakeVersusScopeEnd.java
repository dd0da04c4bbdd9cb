package dev.penstock.message;

import org.openjdk.jcstress.annotations.Actor;
import org.openjdk.jcstress.annotations.Arbiter;
import org.openjdk.jcstress.annotations.Expect;
import org.openjdk.jcstress.annotations.JCStressTest;
import org.openjdk.jcstress.annotations.Outcome;
import org.openjdk.jcstress.annotations.State;
import org.openjdk.jcstress.infra.results.LL_Result;

/** Code that still runs makes an instance in a call while that ends. */
@JCStressTest
@State
@Outcome(id = "closed, freed", expect = Expect.ACCEPTABLE, desc = "the end of the scope closed it")
@Outcome(
    id = "open, kept",
    expect = Expect.ACCEPTABLE,
    desc = "made after the end: it belongs to its maker")
@Outcome(id = "open, freed", expect = Expect.FORBIDDEN, desc = "an instance without a hold")
@Outcome(id = "closed, kept", expect = Expect.FORBIDDEN, desc = "a lease that neither side closes")
@Outcome(
    id = "lost, kept",
    expect = Expect.FORBIDDEN,
    desc = "open, and neither the scope nor the maker has it")
@Outcome(id = ".*, freed twice", expect = Expect.FORBIDDEN, desc = "both sides gave the hold back")
public class MakeVersusScopeEnd {
  private final OneCall one = new OneCall();

  /** Within a call. */
  public MakeVersusScopeEnd() {
    one.begin();
  }

  /** The user. */
  @Actor
  public void make() {
    one.scope.own(one.tensor.claim());
  }

  /** The replica. */
  @Actor
  public void end() {
    one.end();
  }

  /** Looks what has become of it, and ends what is its maker's. */
  @Arbiter
  public void look(LL_Result result) {
    Claim claim = one.tensor.claim();
    result.r1 = !claim.isOpen() ? "closed" : claim.isForgotten() ? "open" : "lost";
    result.r2 = one.object.fate();
    one.tensor.close();
  }
}
