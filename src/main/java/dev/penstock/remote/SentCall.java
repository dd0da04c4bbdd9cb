package dev.penstock.remote;

import dev.penstock.CallFailedException;
import dev.penstock.Failure;
import dev.penstock.cluster.ReplicaEntry;
import dev.penstock.message.Call;
import dev.penstock.message.CallRunner;
import dev.penstock.message.Cargo;
import dev.penstock.message.FetchedObjects;
import dev.penstock.message.ReplyMessage;
import dev.penstock.message.SentObjects;
import dev.penstock.message.ValueException;
import dev.penstock.message.WireReader;
import dev.penstock.router.Router;
import dev.penstock.transfer.Fetching;
import io.vertx.core.AsyncResult;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.Consumer;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * A call of this node that was sent to another one. It ends once: by its reply, because it was
 * given up, because it was not sent, or because that node is gone; whoever is first wins {@code
 * over}.
 */
final class SentCall implements CallRunner {
  private final long id;
  private final Call call;
  private final ReplicaEntry entry;
  private final Router router;
  private final @Nullable SentObjects sent;
  private final Consumer<SentCall> onGivenUp;
  private final AtomicBoolean over = new AtomicBoolean();
  private final AtomicBoolean slotTaken = new AtomicBoolean(true);

  /** The objects of the answer, which are on their way. */
  private volatile @Nullable Fetching fetching;

  /**
   * A call that is about to be sent.
   *
   * @param sent what it holds until it has ended
   * @param onGivenUp tells the other node that nobody waits any more
   */
  SentCall(
      long id,
      Call call,
      ReplicaEntry entry,
      Router router,
      @Nullable SentObjects sent,
      Consumer<SentCall> onGivenUp) {
    this.id = id;
    this.call = call;
    this.entry = entry;
    this.router = router;
    this.sent = sent;
    this.onGivenUp = onGivenUp;
  }

  long id() {
    return id;
  }

  /** Whether this is the first end of it. */
  private boolean end() {
    if (!over.compareAndSet(false, true)) {
      return false;
    }
    if (sent != null) {
      sent.release();
    }
    return true;
  }

  /** The arguments are the callee's now, or nobody's. */
  private void releaseArguments() {
    Cargo arguments = call.cargo();
    if (arguments != null) {
      arguments.release();
    }
  }

  @Override
  public void onGivenUp(Call given) {
    if (end()) {
      onGivenUp.accept(this);
      releaseArguments();
      freeSlot();
      stopFetching();
    }
  }

  /** The replica can take another call; also while the objects of its answer are on their way. */
  private void freeSlot() {
    if (slotTaken.compareAndSet(true, false)) {
      router.onFreed(entry);
    }
  }

  private void stopFetching() {
    Fetching now = fetching;
    if (now != null) {
      now.giveUp();
    }
  }

  /**
   * The reply is there.
   *
   * @param fetch begins to fetch the objects that it names, if there are any
   * @param onFetched hears when they are here, or are not wanted any more
   */
  void onReply(ReplyMessage reply, Function<ReplyMessage, Fetching> fetch, Runnable onFetched) {
    entry.slots().onTold(reply.load().ongoing());
    Failure failure = reply.failure();
    if (failure == Failure.BUSY || failure == Failure.DRAINING) {
      if (failure == Failure.BUSY) {
        entry.slots().block();
      } else {
        entry.slots().close();
      }
      onRefused();
      return;
    }
    if (failure != null || reply.references().isEmpty()) {
      if (endAtReplica()) {
        if (failure != null) {
          call.fail(failure(failure, reply));
        } else {
          succeed(reply, null);
        }
      }
      return;
    }
    entry.slots().unblock();
    freeSlot();
    Fetching begun = fetch.apply(reply);
    fetching = begun;
    if (over.get()) {
      begun.giveUp(); // It was given up before that could be seen.
    }
    begun
        .future()
        .onComplete(
            fetched -> {
              onFetched.run();
              onFetched(reply, fetched);
            });
  }

  private void onFetched(ReplyMessage reply, AsyncResult<FetchedObjects> fetched) {
    FetchedObjects objects = fetched.result();
    try {
      if (!endAtReplica()) {
        return;
      }
      if (objects != null) {
        succeed(reply, objects);
      } else if (fetched.cause() instanceof CallFailedException e) {
        call.fail(
            failure(
                e.failure(),
                "has answered with an object that is not here: " + e.getMessage(),
                true));
      } else {
        call.fail(failure(Failure.REPLICA_LOST, "has lost its answer: " + fetched.cause(), true));
      }
    } finally {
      if (objects != null) {
        objects.release();
      }
    }
  }

  /** Whether this is its first end, and somebody waits for what it was. */
  private boolean endAtReplica() {
    if (!end()) {
      return false;
    }
    releaseArguments();
    boolean taken = call.end(System.nanoTime());
    entry.slots().unblock();
    freeSlot();
    return taken && !call.givenUp();
  }

  private void succeed(ReplyMessage reply, @Nullable FetchedObjects objects) {
    Cargo cargo = new Cargo(); // Texts and bytes may be references too.
    Object result;
    try {
      result = call.method().readResult(new WireReader(reply.payload(), cargo, objects));
    } catch (CallFailedException e) {
      call.fail(e);
      return;
    } catch (ValueException e) {
      call.fail(
          failure(
              Failure.USER_ERROR,
              "answered with bytes that are no answer: " + e.getMessage(),
              true));
      return;
    }
    call.succeed(result, call.method().resultCarries() ? cargo : null);
  }

  private CallFailedException failure(Failure failure, ReplyMessage reply) {
    return new CallFailedException(
        failure,
        reply.message() == null ? failure.name() : reply.message(),
        reply.ran(),
        entry.id().deploymentId(),
        entry.id().toString(),
        reply.errorId());
  }

  private CallFailedException failure(Failure failure, String what, boolean ran) {
    return new CallFailedException(
        failure,
        call.route().deploymentId()
            + "."
            + call.method().name()
            + " "
            + what
            + "; the call was at replica "
            + entry.id().index()
            + " of node "
            + entry.id().nodeId(),
        ran,
        entry.id().deploymentId(),
        entry.id().toString(),
        null);
  }

  /** It has certainly not run there, and may run elsewhere. */
  void onRefused() {
    if (end()) {
      if (call.sendBack()) {
        router.onRefused(call, entry);
      } else {
        releaseArguments();
        freeSlot();
      }
    }
  }

  /** It cannot be sent at all. */
  void onUnsendable(CallFailedException failure) {
    if (end()) {
      releaseArguments();
      call.end(System.nanoTime());
      freeSlot();
      if (!call.givenUp()) {
        call.fail(failure);
      }
    }
  }

  /** The node is gone, and nobody knows how far it came. */
  void onNodeGone() {
    if (end()) {
      releaseArguments();
      call.end(System.nanoTime());
      freeSlot();
      if (!call.givenUp()) {
        call.fail(failure(Failure.REPLICA_LOST, "had no answer yet when its node was lost", true));
      }
    }
  }
}
