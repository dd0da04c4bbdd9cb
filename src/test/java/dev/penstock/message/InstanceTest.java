package dev.penstock.message;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.penstock.Blob;
import dev.penstock.CallFailedException;
import dev.penstock.DataType;
import dev.penstock.Failure;
import dev.penstock.Tensor;
import dev.penstock.store.CountedObject;
import dev.penstock.store.ObjectRef;
import dev.penstock.store.StoredObject;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.time.Duration;
import java.util.Objects;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** One instance: a lease on its bytes, until it is closed by its user or its scope. */
class InstanceTest {
  private static final RequestOrigin ORIGIN = RequestOrigin.of("r-1");
  private final CallScope scope = new CallScope(ORIGIN, CallScope.NO_DEADLINE);
  private final CountedObject object = new CountedObject(64, (byte) 7);

  private <T> T in(CallScope where, Supplier<T> what) {
    return CurrentCall.get(where, what);
  }

  @ParameterizedTest
  @EnumSource(value = Payload.class, names = "STORED", mode = EnumSource.Mode.EXCLUDE)
  void endOfItsScopeClosesItAndTheFailureNamesObjectAndScope(Payload payload) {
    Tensor tensor = in(scope, () -> payload.of(7));
    assertThat(Payload.valueOf(tensor)).isEqualTo(7);
    scope.endLeases();

    assertThatThrownBy(tensor::bytes)
        .isInstanceOf(IllegalStateException.class)
        .hasMessage(
            "the tensor UINT8[64] was closed at the end of a request, requestId=r-1, in which it was"
                + " made or received: retain() what is to live longer");
    assertThatThrownBy(tensor::shape).isInstanceOf(IllegalStateException.class);
    assertThatThrownBy(tensor::type).isInstanceOf(IllegalStateException.class);
    assertThatThrownBy(tensor::byteLength).isInstanceOf(IllegalStateException.class);
    assertThatThrownBy(tensor::retain).isInstanceOf(IllegalStateException.class);
  }

  @ParameterizedTest
  @EnumSource(value = Payload.class, names = "STORED", mode = EnumSource.Mode.EXCLUDE)
  void retainedOneIsInNoScopeAndClosingClosesThatOneOnly(Payload payload) {
    Tensor tensor = in(scope, () -> payload.of(7));
    Tensor kept = in(scope, tensor::retain);
    Tensor second = kept.retain();
    scope.endLeases();
    assertThat(Payload.valueOf(kept)).isEqualTo(7);
    kept.close();
    kept.close();

    assertThatThrownBy(kept::bytes)
        .isInstanceOf(IllegalStateException.class)
        .hasMessageContaining("was closed by close()")
        .hasMessageContaining("requestId=r-1");
    assertThat(Payload.valueOf(second)).isEqualTo(7);
    second.close();
  }

  @Test
  void objectIsHeldOnceForEachOpenInstance() {
    Tensor tensor = in(scope, () -> Payload.over(object));
    Tensor kept = tensor.retain();
    assertThat(object.holds()).isEqualTo(2);
    kept.close();
    kept.close();
    assertThat(object.holds()).isEqualTo(1);
    tensor.close();
    scope.endLeases();
    scope.endLeases();

    assertThat(object.holds()).isZero();
    assertThat(object.wrongReleases()).isZero();
  }

  @Test
  void endOfTheScopeGivesBackAtOnceWhatHasNoView() {
    Tensor tensor = in(scope, () -> Payload.over(object));
    scope.endLeases();

    assertThat(object.holds()).isZero();
    assertThatThrownBy(tensor::bytes).isInstanceOf(IllegalStateException.class);
  }

  /** Under poison, which fills what is free: so the bytes tell whether they were freed. */
  @Test
  void viewKeepsItsObjectBeyondTheEndOfTheScopeAndTheTensorThrows() {
    AtomicReference<@Nullable ByteBuffer> field = new AtomicReference<>();
    Tensor tensor = viewedAndEnded(field);
    Leases.collectNow();

    assertThat(Payload.valueOf(Objects.requireNonNull(field.get()))).isEqualTo(7);
    assertThat(object.holds()).isEqualTo(1);
    assertThatThrownBy(tensor::bytes).isInstanceOf(IllegalStateException.class);
    field.set(null);
    Leases.collectNow();
    object.awaitFree();
    assertThatThrownBy(tensor::bytes).as("reachable all the time").isNotNull();
  }

  private Tensor viewedAndEnded(AtomicReference<@Nullable ByteBuffer> field) {
    Tensor tensor = in(scope, () -> Payload.over(object));
    // What was cut from a view keeps as much as the view itself.
    field.set(tensor.bytes().slice(8, 16));
    scope.endLeases();
    return tensor;
  }

  @Test
  void closeGivesMemoryBackAtOnceAlsoUnderAView() {
    Tensor tensor = in(scope, () -> Payload.over(object));
    ByteBuffer view = tensor.bytes();
    tensor.close();

    assertThat(object.holds()).isZero();
    assertThat(view.get(0)).as("poison").isEqualTo((byte) 0xDE);
    scope.endLeases();
    assertThat(object.wrongReleases()).isZero();
  }

  @Test
  void closeAfterTheEndOfTheScopeGivesBackWhatItsViewsKeep() {
    Tensor tensor = in(scope, () -> Payload.over(object));
    ByteBuffer view = tensor.bytes();
    scope.endLeases();
    assertThat(object.holds()).isEqualTo(1);
    long kept = Leases.keptByViews();
    tensor.close();
    tensor.close();

    assertThat(object.holds()).isZero();
    assertThat(object.wrongReleases()).isZero();
    assertThat(Leases.keptByViews()).isEqualTo(kept - 1);
    assertThat(view.get(0)).isEqualTo((byte) 0xDE);
  }

  @ParameterizedTest
  @EnumSource(value = Payload.class, names = "STORED", mode = EnumSource.Mode.EXCLUDE)
  void viewsAreReadOnlyDirectNativeAndAligned(Payload payload) {
    Tensor tensor = in(scope, () -> payload.of(7));
    ByteBuffer view = tensor.bytes();

    assertThat(view.isReadOnly()).isTrue();
    assertThat(view.isDirect()).isTrue();
    assertThat(view.order()).isEqualTo(ByteOrder.nativeOrder());
    assertThat(view.alignmentOffset(0, 64)).isZero();
    scope.endLeases();
  }

  /** Large ones without a store: others' views are not poisoned by the last hold. */
  @Test
  void viewInDirectMemoryKeepsItsBytesWhenAnotherInstanceIsTheLast() {
    int bytes = PayloadMemory.DEFAULT_THRESHOLD;
    Tensor made =
        in(
            scope,
            () ->
                Tensor.overwrite(
                    DataType.UINT8,
                    new long[] {bytes},
                    out -> {
                      while (out.hasRemaining()) {
                        out.put((byte) 7);
                      }
                    }));
    Tensor last = made.retain();
    ByteBuffer kept = made.bytes();
    ByteBuffer another = last.bytes();
    scope.endLeases();
    last.close();

    assertThat(kept.get(100)).isEqualTo((byte) 7);
    assertThat(another.get(100)).isEqualTo((byte) 7);
  }

  @Test
  void directMemoryIsPoisonedWhenItsUserHasClosedIt() {
    int bytes = PayloadMemory.DEFAULT_THRESHOLD;
    Tensor made = Tensor.write(DataType.UINT8, new long[] {bytes}, out -> {});
    ByteBuffer view = made.bytes();
    assertThat(view.get(100)).isZero();
    made.close();

    assertThat(view.get(100)).isEqualTo((byte) 0xDE);
  }

  @Test
  void outsideOfAScopeItBelongsToItsMaker() {
    Tensor tensor = Payload.over(object);
    Leases.collectNow();
    assertThat(Payload.valueOf(tensor)).isEqualTo(7);
    tensor.close();

    assertThat(object.holds()).isZero();
  }

  @Test
  void instanceThatIsMadeAfterTheEndOfItsScopeBelongsToItsMaker() {
    scope.endLeases();
    Tensor tensor = in(scope, () -> Payload.over(object));

    assertThat(Payload.valueOf(tensor)).isEqualTo(7);
    tensor.close();
    assertThat(object.holds()).isZero();
  }

  @Test
  void instanceThatComesAfterTheEndOfItsScopeIsClosed() {
    scope.endLeases();
    HeldTensor late = Payload.held(object);
    scope.receive(late.claim());

    assertThat(object.holds()).isZero();
    assertThatThrownBy(late::bytes).isInstanceOf(IllegalStateException.class);
  }

  /** Another thread closes it after the view was granted, and the memory is somebody else's. */
  @Test
  void viewOfAnInstanceThatIsClosedMeanwhileIsRefusedAsThatOfAClosedOne() {
    AtomicReference<@Nullable Tensor> made = new AtomicReference<>();
    StoredObject recycled =
        new StoredObject() {
          @Override
          public ByteBuffer view(Object keep) {
            Objects.requireNonNull(made.get()).close();
            throw new IllegalStateException("recycled");
          }

          @Override
          public int length() {
            return 64;
          }

          @Override
          public ObjectRef ref() {
            return object.ref();
          }

          @Override
          public boolean retain() {
            return false;
          }

          @Override
          public void release() {}

          @Override
          public void lend(Duration time) {}
        };
    HeldTensor tensor =
        new HeldTensor(DataType.UINT8, new long[] {64}, new ObjectContent(recycled));
    made.set(tensor);
    scope.own(tensor.claim());

    assertThatThrownBy(tensor::bytes)
        .isInstanceOf(IllegalStateException.class)
        .hasMessageContaining("the tensor UINT8[64] was closed by close()");
  }

  @Test
  void whatDirectMemoryCannotHoldIsStoreFull() {
    assertThatThrownBy(() -> Blob.overwrite(Integer.MAX_VALUE, room -> {}))
        .isInstanceOfSatisfying(
            CallFailedException.class,
            full -> assertThat(full.failure()).isEqualTo(Failure.STORE_FULL))
        .hasMessageContaining("2147483647 bytes");
  }
}
