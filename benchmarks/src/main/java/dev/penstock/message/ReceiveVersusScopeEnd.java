package dev.penstock.message;

import org.openjdk.jcstress.annotations.Actor;
import org.openjdk.jcstress.annotations.Arbiter;
import org.openjdk.jcstress.annotations.Expect;
import org.openjdk.jcstress.annotations.JCStressTest;
import org.openjdk.jcstress.annotations.Outcome;
import org.openjdk.jcstress.annotations.State;
import org.openjdk.jcstress.infra.results.L_Result;

/** A result arrives in a call while that ends. */
@JCStressTest
@State
@Outcome(
    id = "freed",
    expect = Expect.ACCEPTABLE,
    desc = "the end of the scope closed it, or the arrival after the end")
@Outcome(id = "kept", expect = Expect.FORBIDDEN, desc = "a lease that neither side closes")
@Outcome(id = "freed twice", expect = Expect.FORBIDDEN, desc = "both sides gave the hold back")
public class ReceiveVersusScopeEnd {
  private final OneCall one = new OneCall();
  private final Cargo cargo = one.cargo();

  /** Within a call. */
  public ReceiveVersusScopeEnd() {
    one.begin();
  }

  /** The answer of another call. */
  @Actor
  public void receive() {
    cargo.deliverTo(one.scope);
  }

  /** The replica. */
  @Actor
  public void end() {
    one.end();
  }

  /** Looks what has become of it. */
  @Arbiter
  public void look(L_Result result) {
    result.r1 = one.object.fate();
  }
}
