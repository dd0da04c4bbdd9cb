package dev.penstock.message;

import dev.penstock.DataType;

/** A call, its scope, and a tensor that nobody has yet, for races about that tensor. */
final class OneCall {
  final CountedObject object = new CountedObject();
  final HeldTensor tensor =
      new HeldTensor(DataType.UINT8, new long[] {object.length()}, new ObjectContent(object));
  final UnheardCall call = new UnheardCall(null);
  final CallScope scope = call.scope();

  /** The tensor on its way. */
  Cargo cargo() {
    Cargo cargo = new Cargo();
    cargo.add(tensor.claim());
    return cargo;
  }

  /** Begins the call. */
  boolean begin() {
    return call.begin(given -> {}, 0);
  }

  /** Ends the call. */
  void end() {
    call.end(0);
  }
}
