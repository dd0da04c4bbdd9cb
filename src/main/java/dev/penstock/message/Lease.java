package dev.penstock.message;

/**
 * What an open instance and all of its views keep reachable: when nobody can reach it any more, the
 * garbage collector ends the claim, which holds it weakly.
 */
final class Lease {
  private final Instance owner;

  Lease(Instance owner) {
    this.owner = owner;
  }

  /** The instance is closed: only views keep this reachable from now on. */
  void leaveToViews() {
    owner.forgetLease();
  }
}
