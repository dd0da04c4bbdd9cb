package dev.penstock.message;

/** What runs a call: hears when nobody waits for it any more. */
@FunctionalInterface
public interface CallRunner {
  /** The caller of a call that runs here has given it up. Once for a call, on any thread. */
  void onGivenUp(Call call);
}
