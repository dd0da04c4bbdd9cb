package dev.penstock.router;

import dev.penstock.cluster.ReplicaEntry;
import dev.penstock.message.Call;
import dev.penstock.message.HeldModels;
import io.netty.channel.EventLoop;
import java.util.function.IntUnaryOperator;
import org.jspecify.annotations.Nullable;

/**
 * Sends calls that name a model to replicas that have it: of these to the one with the fewest
 * ongoing calls. Other calls, and those to deployments that keep no models, are for {@code
 * otherwise}.
 *
 * <p>A model comes to one more replica in two cases. None has it: then to the one with the fewest
 * models, among those with no more ongoing calls than the mean. Or it is hot: all replicas that
 * have it are full, or at least half full (with two calls or more) and more than twice as busy as
 * the least busy of the others, which then gets it. From the moment that a call for it was sent
 * there, the replica counts as one that has it, so that calls which come together bring a model to
 * one replica only; sending the first one is what {@code placing} guards, and nothing else.
 *
 * <p>While calls wait, a replica that has a free slot goes on with those for which it has the
 * model, or nobody: a call that is near the head of the queue may overtake others a few times.
 *
 * <p>Ongoing calls and models of a replica of this node are its own; those of one elsewhere are
 * what its last answer told. Of replicas that are equally busy the nearer one is chosen. Costs a
 * look-up per replica.
 */
record ModelAffinity(Selection otherwise, IntUnaryOperator random) implements Selection {
  /** As many ongoing calls are nothing to load a model elsewhere for. */
  private static final int LEAST_BUSY = 2;

  @Override
  public Choice among(ReplicaEntry[] serving) {
    Choice other = otherwise.among(serving);
    return serving.length < 2 ? other : new ByModel(random, serving, other);
  }

  private static final class ByModel implements Choice {
    private final IntUnaryOperator random;
    private final ReplicaEntry[] serving;
    private final Choice otherwise;
    private final Object placing = new Object();

    ByModel(IntUnaryOperator random, ReplicaEntry[] serving, Choice otherwise) {
      this.random = random;
      this.serving = serving;
      this.otherwise = otherwise;
    }

    @Override
    public @Nullable ReplicaEntry take(Call call, @Nullable EventLoop near) {
      String model = call.origin().modelId();
      if (model == null || !modelsMatter()) {
        return otherwise.take(call, near);
      }
      ReplicaEntry taken = takeHolder(model, near);
      if (taken == null) {
        taken = place(model, near);
      }
      // The slots may have changed between two looks: nobody waits while there is a free one.
      return taken == null ? otherwise.take(call, near) : taken;
    }

    /** When all replicas are busy, each goes on with the models that it has. */
    @Override
    public boolean suits(Call call, ReplicaEntry freed) {
      String model = call.origin().modelId();
      return model == null || freed.profile().models().holds(model) || !isHeld(model);
    }

    private boolean modelsMatter() {
      for (ReplicaEntry entry : serving) {
        if (entry.profile().models().inUse()) {
          return true;
        }
      }
      return false;
    }

    /** A slot of a replica that has the model, unless it should come to one more. */
    private @Nullable ReplicaEntry takeHolder(String model, @Nullable EventLoop near) {
      for (; ; ) {
        ReplicaEntry holder = leastBusy(model, true, near);
        if (holder == null || isTooBusy(holder, model)) {
          return null;
        }
        if (holder.slots().tryTake()) {
          return holder;
        }
      }
    }

    /** A slot of a replica that has the model from now on, if that is still to be. */
    private @Nullable ReplicaEntry place(String model, @Nullable EventLoop near) {
      if (leastBusy(model, false, near) == null) {
        return null;
      }
      synchronized (placing) {
        // Another call may have brought it somewhere meanwhile.
        ReplicaEntry taken = takeHolder(model, near);
        if (taken != null) {
          return taken;
        }
        ReplicaEntry chosen = isHeld(model) ? leastBusy(model, false, near) : fewestModels(near);
        if (chosen == null || !chosen.slots().tryTake()) {
          return null;
        }
        chosen.profile().models().expect(model);
        return chosen;
      }
    }

    /** Whether another replica should have the model as well. */
    private boolean isTooBusy(ReplicaEntry holder, String model) {
      int ongoing = holder.slots().ongoing();
      if (ongoing < Math.max(LEAST_BUSY, holder.slots().limit() / 2)) {
        return false;
      }
      ReplicaEntry other = leastBusy(model, false, null);
      return other != null && 2 * other.slots().ongoing() < ongoing;
    }

    private boolean isHeld(String model) {
      for (ReplicaEntry entry : serving) {
        if (entry.profile().models().holds(model)) {
          return true;
        }
      }
      return false;
    }

    /** The least busy replica with a free slot among those that have the model, or have it not. */
    private @Nullable ReplicaEntry leastBusy(
        String model, boolean having, @Nullable EventLoop near) {
      ReplicaEntry best = null;
      int start = random.applyAsInt(serving.length);
      for (int i = 0; i < serving.length; i++) {
        ReplicaEntry entry = serving[(start + i) % serving.length];
        HeldModels models = entry.profile().models();
        if (models.holds(model) == having
            && entry.slots().hasFree()
            && (best == null || isBetter(entry, best, near))) {
          best = entry;
        }
      }
      return best;
    }

    private static boolean isBetter(ReplicaEntry a, ReplicaEntry b, @Nullable EventLoop near) {
      int difference = a.slots().ongoing() - b.slots().ongoing();
      if (difference == 0) {
        difference = a.tier().compareTo(b.tier());
      }
      return difference == 0
          ? near != null && a.loop() == near && b.loop() != near
          : difference < 0;
    }

    /** Of the replicas that are not busier than the mean, the one with the fewest models. */
    private @Nullable ReplicaEntry fewestModels(@Nullable EventLoop near) {
      int free = 0;
      int ongoing = 0;
      for (ReplicaEntry entry : serving) {
        if (entry.slots().hasFree()) {
          free++;
          ongoing += entry.slots().ongoing();
        }
      }
      ReplicaEntry best = null;
      int start = random.applyAsInt(serving.length);
      for (int i = 0; i < serving.length; i++) {
        ReplicaEntry entry = serving[(start + i) % serving.length];
        if (entry.slots().hasFree() && entry.slots().ongoing() * free <= ongoing) {
          int difference = best == null ? -1 : models(entry) - models(best);
          if (difference < 0 || (best != null && difference == 0 && isBetter(entry, best, near))) {
            best = entry;
          }
        }
      }
      return best;
    }

    private static int models(ReplicaEntry entry) {
      return entry.profile().models().count();
    }
  }
}
