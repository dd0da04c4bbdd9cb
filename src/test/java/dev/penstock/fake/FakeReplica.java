package dev.penstock.fake;

import dev.penstock.cluster.ReplicaEntry;
import dev.penstock.cluster.Slots;
import dev.penstock.message.Call;
import dev.penstock.message.ReplicaId;
import io.netty.channel.EventLoop;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** A replica that keeps each call until the test ends it. */
public final class FakeReplica {
  private final List<Call> arrived = new ArrayList<>();
  private final ReplicaEntry entry;
  private boolean reachable = true;

  public FakeReplica(int index, int limit) {
    this(index, limit, null);
  }

  public FakeReplica(int index, int limit, @Nullable EventLoop loop) {
    entry =
        new ReplicaEntry(
            FakeProfile.of(new ReplicaId("app", "Model", 1, index, "node")),
            new Slots(limit),
            loop,
            this::deliver);
  }

  private synchronized boolean deliver(Call call) {
    if (reachable) {
      arrived.add(call);
    }
    return reachable;
  }

  public ReplicaEntry entry() {
    return entry;
  }

  /** From now on nobody listens here. */
  public void vanish() {
    reachable = false;
  }

  /** The calls that arrived, in their order. */
  public synchronized List<Call> arrived() {
    return List.copyOf(arrived);
  }
}
