package dev.penstock.remote;

import dev.penstock.CallFailedException;
import dev.penstock.Failure;
import dev.penstock.cluster.ReplicaDirectory;
import dev.penstock.cluster.ReplicaEntry;
import dev.penstock.cluster.Tier;
import dev.penstock.message.Call.GivenUp;
import dev.penstock.message.CallHead;
import dev.penstock.message.CallMessage;
import dev.penstock.message.CallableMethods;
import dev.penstock.message.CancelSignal;
import dev.penstock.message.Cargo;
import dev.penstock.message.ContractMethod;
import dev.penstock.message.CreditMessage;
import dev.penstock.message.EnvelopeCodec;
import dev.penstock.message.FetchedObjects;
import dev.penstock.message.HeldModels;
import dev.penstock.message.ReplyMessage;
import dev.penstock.message.ReplyMessage.Load;
import dev.penstock.message.ReplyMessage.Models;
import dev.penstock.message.SentObjects;
import dev.penstock.message.StreamEndMessage;
import dev.penstock.message.StreamItemMessage;
import dev.penstock.message.ValueException;
import dev.penstock.message.WireReader;
import dev.penstock.message.WireStreams;
import dev.penstock.router.Router;
import dev.penstock.transfer.Transfers;
import io.vertx.core.AsyncResult;
import io.vertx.core.Future;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Function;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The calls of other nodes that run here, or are about to. Calls arrive on one event loop; the rest
 * is thread-safe. Each ends once: by its answer, or because its node has cancelled it or is gone,
 * whichever takes it out of the table.
 */
final class ArrivedCalls {
  private static final Logger LOG = LoggerFactory.getLogger(ArrivedCalls.class);

  private final Messenger messenger;
  private final ReplicaDirectory directory;
  private final Function<String, @Nullable Router> routers;
  private final Function<String, CallableMethods> methods;
  private final CancelSignal cancels;
  private final Grants grants;
  private final Predicate<String> sharesStore;
  private final Arrivals arrivals;
  private final LentResults lent;
  private final Map<ArrivedCall.Key, ArrivedCall> running = new ConcurrentHashMap<>();

  /**
   * None so far.
   *
   * @param routers gives the router of a deployment, by {@code application/Name}
   * @param methods gives the methods of a deployment, likewise
   * @param sharesStore whether a node can read the objects of this one
   * @param transfers fetches the objects of those that cannot
   */
  ArrivedCalls(
      Messenger messenger,
      ReplicaDirectory directory,
      Function<String, @Nullable Router> routers,
      Function<String, CallableMethods> methods,
      CancelSignal cancels,
      Grants grants,
      Predicate<String> sharesStore,
      Transfers transfers) {
    this.messenger = messenger;
    this.directory = directory;
    this.routers = routers;
    this.methods = methods;
    this.cancels = cancels;
    this.grants = grants;
    this.sharesStore = sharesStore;
    this.arrivals = new Arrivals(transfers);
    this.lent = new LentResults(messenger::after);
  }

  /** A call has come. */
  void onCall(String node, CallMessage message) {
    String deployment = message.head().deploymentId();
    Router router = routers.apply(deployment);
    ReplicaEntry granted = message.grantId() == 0 ? null : grants.take(node, message.grantId());
    ReplicaEntry entry = granted == null ? find(message.head()) : granted;
    if (router == null || entry == null) {
      refuse(node, message, Failure.DRAINING, "takes no more calls", Load.NONE);
      return;
    }
    if (granted == null && !router.admit(node, message.waiting() + 1, entry)) {
      refuse(node, message, Failure.BUSY, "is full", load(entry, message.modelsKnown()));
      return;
    }
    if (granted != null && message.waiting() > 0) {
      router.awaitTurn(node, message.waiting());
    }
    long now = System.nanoTime();
    if (message.references().isEmpty()) {
      run(node, message, router, entry, null, now);
    } else {
      fetch(node, message, router, entry, now);
    }
  }

  /** Fetches what a call names before it runs; its slot is taken. */
  private void fetch(
      String node, CallMessage message, Router router, ReplicaEntry entry, long nowNanos) {
    ArrivedCall.Key key = new ArrivedCall.Key(node, message.callId());
    Arrivals.Outcome outcome =
        new Arrivals.Outcome() {
          @Override
          public void onFetched(AsyncResult<FetchedObjects> objects) {
            if (objects.succeeded()) {
              FetchedObjects fetched = objects.result();
              try {
                run(node, message, router, entry, fetched, nowNanos);
              } finally {
                fetched.release();
              }
            } else {
              router.onFreed(entry);
              send(
                  node,
                  ReplyMessage.of(
                      message.callId(), lost(objects.cause()), load(entry, message.modelsKnown())));
            }
          }

          @Override
          public void onGivenUp() {
            router.onFreed(entry);
          }
        };
    if (running.containsKey(key) || !arrivals.fetch(key, message, outcome)) {
      LOG.warn("node {} has sent call {} twice; the second is dropped", node, message.callId());
      router.onFreed(entry);
    }
  }

  /** Why the arguments of a call are not here; it has not run. */
  private static CallFailedException lost(Throwable cause) {
    Failure kind = cause instanceof CallFailedException e ? e.failure() : Failure.REPLICA_LOST;
    return new CallFailedException(
        kind, "the arguments did not arrive: " + cause.getMessage(), false, null, null, null);
  }

  private @Nullable ReplicaEntry find(CallHead head) {
    for (ReplicaEntry entry : directory.view(head.deploymentId()).serving()) {
      if (entry.tier() == Tier.NODE && entry.id().equals(head.replica())) {
        return entry;
      }
    }
    return null;
  }

  /** Runs a call whose slot is taken. */
  private void run(
      String node,
      CallMessage message,
      Router router,
      ReplicaEntry entry,
      @Nullable FetchedObjects fetched,
      long nowNanos) {
    ArrivedCall call;
    try {
      call = decode(node, message, entry, fetched, nowNanos);
    } catch (CallFailedException e) {
      router.onFreed(entry);
      send(node, ReplyMessage.of(message.callId(), e, load(entry, message.modelsKnown())));
      return;
    }
    if (running.putIfAbsent(call.key(), call) != null) {
      LOG.warn("node {} has sent call {} twice; the second is dropped", node, message.callId());
      call.releaseCargo();
      router.onFreed(entry);
      return;
    }
    call.starts();
    if (!entry.delivery().deliver(call)) {
      entry.slots().close();
      router.onRefused(call, entry);
    }
  }

  private ArrivedCall decode(
      String node,
      CallMessage message,
      ReplicaEntry entry,
      @Nullable FetchedObjects fetched,
      long nowNanos) {
    String deployment = message.head().deploymentId();
    ContractMethod method =
        methods.apply(deployment).find(message.head().method(), message.head().signature());
    if (method == null) {
      throw badArgument(
          deployment
              + " has no method "
              + message.head().method()
              + " with these parameters: run the same code on all nodes",
          entry);
    }
    Cargo cargo = new Cargo(); // Texts and bytes may be references too.
    WireStreams streams = new WireStreams();
    @Nullable Object[] args;
    try {
      args = method.readArguments(new WireReader(message.payload(), cargo, fetched, streams));
    } catch (ValueException e) {
      throw badArgument(String.valueOf(e.getMessage()), entry);
    }
    return new ArrivedCall(
        this,
        new ArrivedCall.Key(node, message.callId()),
        entry,
        message,
        method,
        args,
        cargo,
        streams,
        nowNanos);
  }

  private static CallFailedException badArgument(String what, ReplicaEntry entry) {
    return new CallFailedException(
        Failure.BAD_ARGUMENT, what, false, entry.id().deploymentId(), entry.id().toString(), null);
  }

  private void refuse(String node, CallMessage message, Failure why, String what, Load load) {
    CallFailedException refusal =
        new CallFailedException(
            why, "replica " + message.head().replica() + " " + what, false, null, null, null);
    send(node, ReplyMessage.of(message.callId(), refusal, load));
  }

  /**
   * What a replica of this node has to do.
   *
   * @param modelsKnown what the caller was told last of its models
   */
  static Load load(ReplicaEntry entry, long modelsKnown) {
    HeldModels held = entry.profile().models();
    long version = held.version();
    Models models =
        version == modelsKnown
            ? null
            : new Models(version, held.ids().stream().limit(EnvelopeCodec.MAX_MODELS).toList());
    return new Load(entry.slots().ongoing(), models);
  }

  /** The node waits for that call no more. */
  void onCancel(String node, long callId) {
    ArrivedCall.Key key = new ArrivedCall.Key(node, callId);
    ArrivedCall call = running.remove(key);
    if (call != null) {
      giveUp(call);
    } else if (!arrivals.giveUp(key)) {
      lent.release(key);
    }
  }

  /** The node has fetched the answer of that call. */
  void onFetched(String node, long callId) {
    lent.release(new ArrivedCall.Key(node, callId));
  }

  /** The node is gone: nobody waits for its calls. */
  void onGone(String node) {
    arrivals.onGone(node);
    lent.onGone(node);
    for (ArrivedCall call : new ArrayList<>(running.values())) {
      if (call.key().node().equals(node) && running.remove(call.key(), call)) {
        giveUp(call);
      }
    }
  }

  /** An item of an argument has come. */
  void onItem(String node, StreamItemMessage item) {
    ArrivedCall call = running.get(new ArrivedCall.Key(node, item.callId()));
    if (call != null) {
      call.onItem(item);
    }
  }

  /** An argument has no further item. */
  void onStreamEnd(String node, StreamEndMessage end) {
    ArrivedCall call = running.get(new ArrivedCall.Key(node, end.callId()));
    if (call != null) {
      call.onStreamEnd(end);
    }
  }

  /** The caller takes more items of the result. */
  void onCredit(String node, CreditMessage credit) {
    ArrivedCall call = running.get(new ArrivedCall.Key(node, credit.callId()));
    if (call != null) {
      call.onCredit(credit.items());
    }
  }

  Messenger messenger() {
    return messenger;
  }

  private void giveUp(ArrivedCall call) {
    if (call.giveUp() == GivenUp.WHILE_IT_RUNS) {
      cancels.raise();
    }
    call.stopItems();
    call.releaseCargo();
  }

  /** What holds the large parts of a result for that node. */
  SentObjects objectsFor(String node) {
    return sharesStore.test(node) ? new SentObjects() : SentObjects.toFetch();
  }

  /** A call has ended. */
  void reply(ArrivedCall call, ReplyMessage reply, @Nullable SentObjects objects) {
    if (running.remove(call.key(), call)) {
      if (objects != null && !objects.isEmpty()) {
        lend(call, reply, objects);
      }
      send(call.key().node(), reply);
    } else if (objects != null) {
      objects.release();
    }
    call.releaseCargo();
  }

  private void lend(ArrivedCall call, ReplyMessage reply, SentObjects objects) {
    if (!reply.references().isEmpty()) {
      long left = Math.max(0, call.deadlineNanos() - System.nanoTime());
      lent.lend(call.key(), objects, Duration.ofNanos(left));
      return;
    }
    messenger.lend(objects);
  }

  private void send(String node, ReplyMessage reply) {
    messenger.send(
        node, reply, cause -> LOG.debug("a reply could not be sent to node {}", node, cause));
  }

  /** Ends when other hosts have fetched all results. Once no call runs any more. */
  Future<Void> allFetched() {
    return lent.whenEmpty();
  }

  /** How many run or are about to. */
  int running() {
    return running.size() + arrivals.size();
  }
}
