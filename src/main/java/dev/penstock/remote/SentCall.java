package dev.penstock.remote;

import dev.penstock.CallFailedException;
import dev.penstock.Failure;
import dev.penstock.cluster.ReplicaEntry;
import dev.penstock.message.Call;
import dev.penstock.message.CallRunner;
import dev.penstock.message.Cargo;
import dev.penstock.message.ContractMethod;
import dev.penstock.message.FetchedObjects;
import dev.penstock.message.IncomingItems;
import dev.penstock.message.ItemLink;
import dev.penstock.message.OutgoingItems;
import dev.penstock.message.ReplyMessage;
import dev.penstock.message.ReplyMessage.Models;
import dev.penstock.message.SentObjects;
import dev.penstock.message.StreamItemMessage;
import dev.penstock.message.ValueException;
import dev.penstock.message.WireReader;
import dev.penstock.router.Router;
import dev.penstock.transfer.Fetching;
import io.vertx.core.AsyncResult;
import java.util.List;
import java.util.Set;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.Consumer;
import java.util.function.Function;
import java.util.function.IntConsumer;
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

  /** The items of the result, if it is a stream. */
  private final @Nullable IncomingItems items;

  /** The streams among the arguments. Written once, before the call is sent. */
  private volatile List<OutgoingItems> arguments = List.of();

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
      Consumer<SentCall> onGivenUp,
      IntConsumer onGranted) {
    this.id = id;
    this.call = call;
    this.entry = entry;
    this.router = router;
    this.sent = sent;
    this.onGivenUp = onGivenUp;
    ItemLink link = call.items();
    ContractMethod method = call.method();
    // Who reads no more gives the call up too.
    this.items =
        link == null
            ? null
            : new IncomingItems(link, method.result(), method.resultCarries(), onGranted, () -> {});
  }

  /**
   * The call is about to be sent.
   *
   * @param streams those among its arguments
   */
  void starts(List<OutgoingItems> streams) {
    arguments = streams;
    if (items != null) {
      items.start();
    }
  }

  /** The call was sent: items among its arguments may follow. */
  void onSent() {
    // The callee's node grants the first items, once the call is known there.
    arguments.forEach(stream -> stream.start(0));
  }

  /** An item of the result has come. */
  void onItem(StreamItemMessage item) {
    IncomingItems to = items;
    try {
      if (to == null || item.stream() != 0) {
        throw new ValueException("an item came, where no stream is");
      }
      to.onItem(item.sequence(), item.payload());
    } catch (CallFailedException e) {
      onBroken(e);
    } catch (ValueException e) {
      onBroken(failure(Failure.USER_ERROR, "sent what is no item: " + e.getMessage(), true));
    }
  }

  /** The callee takes so many more items of an argument. */
  void onCredit(int stream, int count) {
    List<OutgoingItems> all = arguments;
    if (stream >= 1 && stream <= all.size()) {
      all.get(stream - 1).onCredit(count);
    }
  }

  /** The callee takes no more items of an argument. */
  void onStreamClosed(int stream) {
    List<OutgoingItems> all = arguments;
    if (stream >= 1 && stream <= all.size()) {
      all.get(stream - 1).onClosed();
    }
  }

  /** What comes makes no sense any more: the other node need not go on. */
  private void onBroken(CallFailedException failure) {
    if (end()) {
      onGivenUp.accept(this);
      releaseArguments();
      call.end(System.nanoTime());
      router.onFreed(entry);
      if (!call.givenUp()) {
        call.fail(failure);
      }
    }
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
    Models models = reply.load().models();
    if (models != null) {
      entry.profile().models().onTold(models.version(), Set.copyOf(models.ids()));
    }
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
    if (items != null) {
      call.succeed(null, null);
      return;
    }
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
