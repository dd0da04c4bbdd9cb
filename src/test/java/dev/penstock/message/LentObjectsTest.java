package dev.penstock.message;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.penstock.CallFailedException;
import dev.penstock.Failure;
import dev.penstock.Tensor;
import dev.penstock.store.ChildJvm;
import io.vertx.core.buffer.Buffer;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HexFormat;
import java.util.Objects;
import java.util.Random;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** Messages of calls whose sides are two processes: who holds what is large, and until when. */
@Timeout(120)
class LentObjectsTest {
  private static final int LARGE = 5000;
  private static final Duration MINUTE = Duration.ofMinutes(1);
  private static final ReplyMessage.Load IDLE = ReplyMessage.Load.NONE;

  interface Model {
    Tensor infer(Tensor input);
  }

  private static final CallHead HEAD =
      new CallHead(
          new ReplicaId("shop", "Model", 1, 0, "node-b"), "infer", 1, "shop/Gateway.model");

  static final ContractMethod INFER =
      Objects.requireNonNull(Contract.of(Model.class).method("infer"));

  @TempDir private Path directory;
  private TestStore store;

  private final SentObjects sent = new SentObjects();
  private final Cargo cargo = new Cargo();

  @BeforeEach
  void open() {
    store = new TestStore(directory);
  }

  @AfterEach
  void close() {
    store.close();
  }

  private static Tensor tensor() {
    return new PayloadValues(new Random(7)).bytesTensor(LARGE);
  }

  private ReplyMessage reply(Tensor result) {
    return ReplyMessage.of(7, INFER, result, IDLE, sent);
  }

  private static Call call(@Nullable Object input) {
    CallRoute route = new CallRoute("shop", "Model", "shop/Gateway.model", false, null);
    RequestOrigin origin = RequestOrigin.of("request-1");
    Call call =
        new Call(route, INFER, new Object[] {input}, origin, 5_000, 0) {
          @Override
          public void succeed(@Nullable Object result, @Nullable Cargo arriving) {
            throw new AssertionError("answered");
          }

          @Override
          public void fail(CallFailedException failure) {
            throw new AssertionError("answered");
          }
        };
    call.sentTo(HEAD.replica());
    return call;
  }

  @Test
  void aCallKeepsItsLargeArgumentsUntilItHasEnded() {
    Tensor made = tensor();
    CallMessage message = CallMessage.of(call(made), 11, HEAD, 0, 0, 0, 0, sent, null);
    made.close();

    assertThat(message.payload().length()).isLessThanOrEqualTo(1 + 64);
    @Nullable Object[] args = INFER.readArguments(new WireReader(message.payload(), cargo));
    Tensor received = (Tensor) Objects.requireNonNull(args[0]);
    sent.release();
    PayloadValues.assertSame(received, tensor());
  }

  @Test
  void aCallThatCannotBeWrittenLeavesNothing() {
    assertThatThrownBy(() -> CallMessage.of(call("text"), 11, HEAD, 0, 0, 0, 0, sent, null))
        .isInstanceOf(ValueException.class)
        .hasMessageContaining("argument 'input' of infer");

    assertThat(sent.isEmpty()).isTrue();
  }

  @Test
  void aLentResultIsThereForTheCallerAlthoughTheCalleeHasLetGo() {
    Tensor made = tensor();
    ReplyMessage reply = reply(made);
    sent.lend(MINUTE);
    made.close();

    assertThat(sent.isEmpty()).isTrue();
    assertThat(reply.failure()).isNull();
    Tensor result =
        (Tensor) Objects.requireNonNull(INFER.readResult(new WireReader(reply.payload(), cargo)));
    PayloadValues.assertSame(result, tensor());
  }

  @Test
  void aLentResultThatNobodyComesForIsGoneAfterItsTime() {
    Tensor made = tensor();
    ReplyMessage reply = reply(made);
    sent.lend(MINUTE);
    made.close();
    assertThat(store.objects()).isOne();

    store.passes(MINUTE.toMillis() + 1);
    while (store.objects() > 0) {
      Thread.onSpinWait();
    }

    assertThatThrownBy(() -> INFER.readResult(new WireReader(reply.payload(), cargo)))
        .isInstanceOfSatisfying(
            CallFailedException.class,
            e -> assertThat(e.failure()).isEqualTo(Failure.STALE_OBJECT));
  }

  @Test
  void aResultThatDoesNotFitLeavesNothing() {
    Tensor closed = tensor();
    closed.close();

    assertThatThrownBy(() -> reply(closed)).isInstanceOf(ValueException.class);

    assertThat(sent.isEmpty()).isTrue();
    assertThat(store.objects()).isZero();
  }

  @Test
  void anObjectOfAnotherProcessIsSentOnAsItsOwnReferenceAndKeptUntilReleased()
      throws IOException, InterruptedException {
    try (ChildJvm other = ChildJvm.start(SendingProcess.class, directory)) {
      byte[] message = HexFormat.of().parseHex(other.line());
      Object[] args = INFER.readArguments(new WireReader(Buffer.buffer(message), cargo));
      Tensor received = (Tensor) Objects.requireNonNull(args[0]);
      PayloadValues.assertSame(received, tensor());

      long puts = store.puts();
      ReplyMessage reply = reply(received);
      sent.lend(MINUTE);
      received.close();

      assertThat(sent.isEmpty()).isFalse();
      // The other process finds its own object behind the reference that it has sent.
      String hex = HexFormat.of().formatHex(reply.payload().getBytes());
      assertThat(other.ask(hex)).isEqualTo("same object, 1 in the store");
      sent.release();
      assertThat(other.ask("")).isEqualTo("0 in the store");
      assertThat(store.puts()).isEqualTo(puts);
      assertThat(other.end()).isZero();
    }
  }
}
