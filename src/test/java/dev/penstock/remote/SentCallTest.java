package dev.penstock.remote;

import static org.assertj.core.api.Assertions.assertThat;

import dev.penstock.CallFailedException;
import dev.penstock.Failure;
import dev.penstock.fake.FakeCall;
import dev.penstock.fake.FakeReplica;
import dev.penstock.message.PayloadMemory;
import dev.penstock.message.ReplyMessage;
import dev.penstock.router.Router;
import dev.penstock.router.Selection;
import dev.penstock.store.ObjectRef;
import dev.penstock.transfer.Fetching;
import dev.penstock.transfer.TransferSettings;
import dev.penstock.transfer.Transfers;
import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.internal.VertxInternal;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** A call at another host whose answer names an object. */
class SentCallTest {
  private final VertxInternal vertx = (VertxInternal) Vertx.vertx();
  private final Transfers transfers =
      new Transfers(
          vertx, "here", TransferSettings.of("127.0.0.1", 0), "", PayloadMemory::openStore);
  private final FakeReplica replica = new FakeReplica(0, 1);
  private final Router router = new Router("app/Model", 1, Selection.roundRobin());
  private final FakeCall call = new FakeCall("call", FakeCall.route("edge"));
  private final AtomicInteger cancelled = new AtomicInteger();
  private final SentCall sent =
      new SentCall(
          1,
          call,
          replica.entry(),
          router,
          null,
          given -> cancelled.incrementAndGet(),
          items -> {});

  @AfterEach
  void close() {
    vertx.close().toCompletionStage().toCompletableFuture().join();
  }

  private void begins() {
    assertThat(replica.entry().slots().tryTake()).isTrue();
    call.sentTo(replica.entry().id());
    assertThat(call.begin(sent, 0)).isTrue();
  }

  private static ReplyMessage reply() {
    return new ReplyMessage(
        1,
        null,
        true,
        null,
        null,
        ReplyMessage.Load.NONE,
        List.of(new ObjectRef(1, 2, 3, 4, 100)),
        Buffer.buffer());
  }

  @Test
  void anAnswerThatIsLostOnItsWayIsALostReplicaWhichIdempotentCallsRepeat() throws Exception {
    begins();
    CompletableFuture<Void> confirmed = new CompletableFuture<>();
    CompletableFuture<Fetching> begun = new CompletableFuture<>();

    sent.onReply(
        reply(),
        named -> {
          Fetching fetching = transfers.fetch("a node that is gone", named.references());
          begun.complete(fetching);
          return fetching;
        },
        () -> confirmed.complete(null));
    // Nobody need hold the object any more, whatever has become of the transfer.
    confirmed.get(20, TimeUnit.SECONDS);
    while (!call.isEnded()) {
      Thread.onSpinWait();
    }

    assertThat(begun.get().future().failed()).isTrue();
    CallFailedException failure = call.failure();
    assertThat(failure).isNotNull();
    assertThat(failure.failure()).isEqualTo(Failure.REPLICA_LOST);
    assertThat(failure.ran()).isTrue();
    assertThat(call.ended()).isTrue();
    assertThat(replica.entry().slots().taken()).isZero();
    assertThat(cancelled).hasValue(0);
  }

  @Test
  void theReplicaIsFreeWhileTheAnswerIsOnItsWay() {
    begins();

    sent.onReply(
        reply(),
        named -> {
          assertThat(replica.entry().slots().taken()).isZero();
          return transfers.fetch("a node that is gone", named.references());
        },
        () -> {});
  }
}
