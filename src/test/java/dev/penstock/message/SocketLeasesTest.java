package dev.penstock.message;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.penstock.Tensor;
import dev.penstock.store.CountedObject;
import io.vertx.core.Vertx;
import io.vertx.core.internal.VertxInternal;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Test;

/** Instances of the messages of a socket: until nothing works for the message any more. */
class SocketLeasesTest {
  private static final Vertx VERTX = Vertx.vertx();

  private final CallScope socket =
      CallScope.socket(RequestOrigin.of("s-1"), ((VertxInternal) VERTX).createEventLoopContext());
  private final CallScope message = socket.message(Long.MAX_VALUE / 2);
  private final CountedObject object = new CountedObject(64, (byte) 7);
  private @Nullable Tensor made;

  @AfterAll
  static void close() {
    VERTX.close();
  }

  private void handle() {
    message.wrap(() -> made = Payload.over(object)).run();
  }

  @Test
  void endsWhenItsHandlerHasReturned() {
    message.wrap(() -> assertThat(Payload.valueOf(Payload.over(object))).isEqualTo(7)).run();

    assertThat(object.holds()).isZero();
  }

  @Test
  void lastsUntilTheCallsMadeInItAreAnswered() {
    message.enter();
    handle();
    message.enter();
    message.leave();
    assertThat(Payload.valueOf(Objects.requireNonNull(made))).isEqualTo(7);
    message.leave();

    assertThat(object.holds()).isZero();
    assertThatThrownBy(Objects.requireNonNull(made)::bytes)
        .isInstanceOf(IllegalStateException.class);
  }

  @Test
  void otherMessagesEndTheirOwn() {
    CallScope other = socket.message(Long.MAX_VALUE / 2);
    message.enter();
    handle();
    other.wrap(() -> {}).run();

    assertThat(object.holds()).isEqualTo(1);
    message.leave();
    assertThat(object.holds()).isZero();
  }

  @Test
  void closedSocketClosesThoseOfItsMessagesAndItsOwn() {
    CountedObject own = new CountedObject(64, (byte) 8);
    socket.wrap(() -> made = Payload.over(own)).run();
    assertThat(own.holds()).as("the socket is open").isEqualTo(1);
    message.enter();
    handle();
    socket.endLeases();
    assertThat(own.holds()).isZero();
    assertThat(object.holds()).isZero();
    message.leave();

    assertThat(object.wrongReleases()).isZero();
  }

  @Test
  void answerThatComesAfterTheSocketWasClosedIsReleased() {
    message.enter();
    socket.endLeases();
    message.receive(Payload.held(object).claim());

    assertThat(object.holds()).isZero();
    message.leave();
    CallScope late = socket.message(Long.MAX_VALUE / 2);
    CountedObject other = new CountedObject(64, (byte) 8);
    late.enter();
    late.receive(Payload.held(other).claim());
    assertThat(other.holds()).isZero();
  }

  /** Such as by a timer: no end would come. */
  @Test
  void whatIsMadeWhileNothingWorksForItBelongsToItsMaker() {
    handle();
    CountedObject later = new CountedObject(64, (byte) 8);
    HeldTensor tensor = Payload.held(later);
    message.own(tensor.claim());
    message.wrap(() -> {}).run();

    assertThat(Payload.valueOf(tensor)).isEqualTo(8);
    tensor.close();
  }
}
