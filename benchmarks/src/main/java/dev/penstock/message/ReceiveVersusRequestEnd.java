package dev.penstock.message;

import org.openjdk.jcstress.annotations.Actor;
import org.openjdk.jcstress.annotations.Arbiter;
import org.openjdk.jcstress.annotations.Expect;
import org.openjdk.jcstress.annotations.JCStressTest;
import org.openjdk.jcstress.annotations.Outcome;
import org.openjdk.jcstress.annotations.State;
import org.openjdk.jcstress.infra.results.L_Result;

/** A result arrives in the request of an ingress while that ends. */
@JCStressTest
@State
@Outcome(
    id = "freed",
    expect = Expect.ACCEPTABLE,
    desc = "the end of the scope closed it, or the arrival after the end")
@Outcome(id = "kept", expect = Expect.FORBIDDEN, desc = "a lease that neither side closes")
@Outcome(id = "freed twice", expect = Expect.FORBIDDEN, desc = "both sides gave the hold back")
public class ReceiveVersusRequestEnd {
  private final OneCall one = new OneCall();
  private final CallScope request =
      new CallScope(RequestOrigin.of("request"), CallScope.NO_DEADLINE);
  private final Cargo cargo = one.cargo();

  /** The answer of a call. */
  @Actor
  public void receive() {
    cargo.deliverTo(request);
  }

  /** The response was sent. */
  @Actor
  public void end() {
    request.endLeases();
  }

  /** Looks what has become of it. */
  @Arbiter
  public void look(L_Result result) {
    result.r1 = one.object.fate();
  }
}
