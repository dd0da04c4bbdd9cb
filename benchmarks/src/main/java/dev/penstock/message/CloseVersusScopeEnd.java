package dev.penstock.message;

import org.openjdk.jcstress.annotations.Actor;
import org.openjdk.jcstress.annotations.Arbiter;
import org.openjdk.jcstress.annotations.Expect;
import org.openjdk.jcstress.annotations.JCStressTest;
import org.openjdk.jcstress.annotations.Outcome;
import org.openjdk.jcstress.annotations.State;
import org.openjdk.jcstress.infra.results.L_Result;

/** The user closes an instance that was viewed, while the call in which it was made ends. */
@JCStressTest
@State
@Outcome(id = "freed", expect = Expect.ACCEPTABLE, desc = "whoever came first")
@Outcome(id = "kept", expect = Expect.FORBIDDEN, desc = "neither side gave the hold back")
@Outcome(id = "freed twice", expect = Expect.FORBIDDEN, desc = "both sides gave the hold back")
public class CloseVersusScopeEnd {
  private final OneCall one = new OneCall();

  /** Within a call. */
  public CloseVersusScopeEnd() {
    one.begin();
    one.scope.own(one.tensor.claim());
    one.tensor.bytes();
  }

  /** The user. */
  @Actor
  public void close() {
    one.tensor.close();
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
