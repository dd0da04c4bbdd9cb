package dev.penstock.replica;

import dev.penstock.message.Call;

/** Takes back the slots of a replica. Any thread. */
public interface Admission {
  /** A call ended: its slot is free. */
  void freed();

  /** A call is given back without having run; with it its slot. */
  void refused(Call call);
}
