package dev.penstock.message;

import org.openjdk.jcstress.annotations.Actor;
import org.openjdk.jcstress.annotations.Arbiter;
import org.openjdk.jcstress.annotations.Expect;
import org.openjdk.jcstress.annotations.JCStressTest;
import org.openjdk.jcstress.annotations.Outcome;
import org.openjdk.jcstress.annotations.State;
import org.openjdk.jcstress.infra.results.LL_Result;

/** The user asks for a view while the call ends in which the tensor was made. */
@JCStressTest
@State
@Outcome(id = "view, kept", expect = Expect.ACCEPTABLE, desc = "the view keeps the memory")
@Outcome(id = "refused, freed", expect = Expect.ACCEPTABLE, desc = "the call ended first")
@Outcome(
    id = "refused, kept",
    expect = Expect.ACCEPTABLE,
    desc = "ended meanwhile: comes back by garbage collection, as if viewed")
@Outcome(
    id = "view, freed",
    expect = Expect.FORBIDDEN,
    desc = "a view of memory that others write to")
@Outcome(id = ".*, freed twice", expect = Expect.FORBIDDEN, desc = "a hold was given back twice")
public class ViewVersusScopeEnd {
  private final OneCall one = new OneCall();

  /** Within a call. */
  public ViewVersusScopeEnd() {
    one.begin();
    one.scope.own(one.tensor.claim());
  }

  /** The user. */
  @Actor
  public void view(LL_Result result) {
    try {
      one.tensor.bytes();
      result.r1 = "view";
    } catch (IllegalStateException e) {
      result.r1 = "refused";
    }
  }

  /** The replica. */
  @Actor
  public void end() {
    one.end();
  }

  /** Looks what has become of it, and ends what is left to views. */
  @Arbiter
  public void look(LL_Result result) {
    result.r2 = one.object.fate();
    one.tensor.close();
  }
}
