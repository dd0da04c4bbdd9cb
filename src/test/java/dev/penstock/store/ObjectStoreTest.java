package dev.penstock.store;

import static dev.penstock.store.OpenStore.MIB;
import static dev.penstock.store.OpenStore.assertFilled;
import static dev.penstock.store.OpenStore.put;
import static dev.penstock.store.OpenStore.settings;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.ReadOnlyBufferException;
import java.nio.file.Path;
import java.time.Duration;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ObjectStoreTest {
  private ObjectStore store;

  @BeforeEach
  void open(@TempDir Path directory) {
    store = ObjectStore.open(settings(directory.resolve("store")));
  }

  @AfterEach
  void close() {
    store.close();
  }

  @Test
  void anObjectHasTheBytesThatWereWritten() {
    StoredObject object = put(store, 70_000, 3);

    ByteBuffer bytes = object.view(this);
    assertThat(bytes.capacity()).isEqualTo(70_000);
    assertThat(bytes.isDirect()).isTrue();
    assertThat(bytes.isReadOnly()).isTrue();
    assertThat(bytes.order()).isEqualTo(ByteOrder.nativeOrder());
    assertThat(bytes.alignedSlice(4096).capacity()).isEqualTo(70_000 / 4096 * 4096);
    assertThatThrownBy(() -> bytes.put(0, (byte) 1)).isInstanceOf(ReadOnlyBufferException.class);
    assertFilled(bytes, 3);
  }

  @Test
  void aReferenceLeadsToTheSameBytes() {
    StoredObject object = put(store, 100, 5);

    StoredObject again = store.acquire(ObjectRef.decode(object.ref().encoded()));
    object.release();

    assertFilled(again.view(this), 5);
    again.release();
    assertThat(store.status().objects()).isZero();
  }

  @Test
  void theLastReleaseGivesTheMemoryBack() {
    StoredObject object = put(store, 5_000, 1);
    assertThat(object.retain()).isTrue();

    object.release();
    assertThat(store.status().objectBytes()).isEqualTo(8_192);
    object.release();

    assertThat(store.status().objectBytes()).isZero();
    assertThat(object.retain()).isFalse();
    assertThatThrownBy(() -> store.acquire(object.ref()))
        .isInstanceOf(StaleObjectException.class)
        .hasMessageContaining("recycled");
  }

  @Test
  void aReleaseTooMuchIsAnError() {
    StoredObject object = put(store, 10, 1);
    object.release();

    assertThatThrownBy(object::release)
        .isInstanceOf(IllegalStateException.class)
        .hasMessageContaining("more often");
    assertThat(object.retain()).isFalse();
  }

  @Test
  void anOldReferenceDoesNotNameWhatCameLater() {
    StoredObject first = put(store, 10, 1);
    ObjectRef old = first.ref();
    first.release();
    StoredObject second = put(store, 10, 2);

    assertThat(second.ref().slot()).isEqualTo(old.slot());
    assertThatThrownBy(() -> store.acquire(old))
        .isInstanceOf(StaleObjectException.class)
        .hasMessageContaining("generation 2");
  }

  @Test
  void freedMemoryIsPoisoned() {
    StoredObject object = put(store, 100, 1);
    ByteBuffer kept = object.view(this);

    object.release();

    assertThat(kept.get(0)).isEqualTo((byte) 0xDE);
    assertThat(kept.get(99)).isEqualTo((byte) 0xDE);
  }

  @Test
  void ofAShorterObjectTheRestIsFree() {
    StoredObject object = store.create(100_000).seal(5_000);

    assertThat(object.length()).isEqualTo(5_000);
    assertThat(object.view(this).capacity()).isEqualTo(5_000);
    assertThat(store.status().objectBytes()).isEqualTo(8_192);
    assertThat(store.acquire(object.ref()).length()).isEqualTo(5_000);
  }

  @Test
  void aWriterThatGivesUpLeavesNothing() {
    ObjectWriter writer = store.create(100_000);

    writer.abort();
    writer.abort();

    assertThat(store.status().objectBytes()).isZero();
    assertThat(store.status().puts()).isZero();
    assertThatThrownBy(writer::seal).isInstanceOf(IllegalStateException.class);
  }

  @Test
  void aWriterEndsOnce() {
    ObjectWriter writer = store.create(100);
    StoredObject object = writer.seal();

    writer.abort();

    assertThatThrownBy(writer::seal).isInstanceOf(IllegalStateException.class);
    assertThatThrownBy(writer::buffer).isInstanceOf(IllegalStateException.class);
    assertThat(store.acquire(object.ref())).isNotNull();
  }

  @Test
  void aWriterSealsNoMoreThanItsRoom() {
    ObjectWriter writer = store.create(100);

    assertThatThrownBy(() -> writer.seal(101))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("101 bytes");
    assertThat(writer.seal(100).length()).isEqualTo(100);
  }

  @Test
  void anObjectMayBeEmpty() {
    StoredObject object = store.create(0).seal();

    assertThat(object.view(this).capacity()).isZero();
    assertThat(store.acquire(object.ref()).length()).isZero();
  }

  @Test
  void statusTellsWhatIsThere() {
    StoredObject first = put(store, 5_000, 1);
    put(store, 10, 1);
    first.release();

    StoreStatus status = store.status();

    assertThat(status.directory()).isEqualTo(store.directory());
    assertThat(status.capacity()).isEqualTo(2 * MIB);
    assertThat(status.segmentBytes()).isEqualTo(MIB);
    assertThat(status.segments()).isEqualTo(1);
    assertThat(status.objects()).isEqualTo(1);
    assertThat(status.objectBytes()).isEqualTo(4_096);
    assertThat(status.puts()).isEqualTo(2);
    assertThat(status.recycled()).isEqualTo(1);
    assertThat(status.waitingObjects()).isZero();
    assertThat(status.oldest()).isBetween(Duration.ZERO, Duration.ofMinutes(1));
  }
}
