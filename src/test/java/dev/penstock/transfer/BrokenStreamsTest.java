package dev.penstock.transfer;

import static dev.penstock.transfer.ScriptedNode.answer;
import static dev.penstock.transfer.ScriptedNode.chunk;
import static dev.penstock.transfer.TwoStores.await;
import static dev.penstock.transfer.TwoStores.awaitObjects;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.penstock.CallFailedException;
import dev.penstock.Failure;
import dev.penstock.message.FetchedObjects;
import dev.penstock.store.ObjectRef;
import dev.penstock.store.StoredObject;
import dev.penstock.transfer.TransferCodec.Request;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Arrays;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** What a node does whose objects come from one that breaks off, or sends what it should not. */
@Timeout(60)
class BrokenStreamsTest {
  private static final int LENGTH = 300_000;
  private static final int CHUNK = 100_000;
  private static final ObjectRef REF = new ObjectRef(1, 2, 3, 4, LENGTH);
  private static final byte[] BYTES = TwoStores.bytes(LENGTH, 5);

  @TempDir private Path directory;

  private TwoStores stores;

  @BeforeEach
  void open() {
    stores = new TwoStores(directory, "", "");
  }

  @AfterEach
  void close() {
    stores.close();
  }

  private ScriptedNode node(ScriptedNode.Script script) {
    ScriptedNode node = new ScriptedNode("scripted", script);
    stores.knows("scripted", node.address());
    return node;
  }

  private static byte[] part(int number) {
    return Arrays.copyOfRange(BYTES, number * CHUNK, (number + 1) * CHUNK);
  }

  private void assertLost(String why) {
    assertThatThrownBy(() -> await(stores.fetch("scripted", REF)))
        .cause()
        .isInstanceOfSatisfying(
            CallFailedException.class,
            e -> {
              assertThat(e.failure()).isEqualTo(Failure.REPLICA_LOST);
              assertThat(e.ran()).isFalse();
            })
        .hasMessageContaining(why);
    awaitObjects(stores.ours, 0);
    assertThat(stores.ours.status().objectBytes()).isZero();
  }

  @Test
  void goesOnBehindTheLastRightChunkWhenAConnectionBreaks() {
    ScriptedNode.Script script =
        (out, request, number) -> {
          answer(out, LENGTH - request.offset());
          if (number == 1) {
            chunk(out, part(0), 0);
            chunk(out, part(1), 1);
          } else {
            for (int i = (int) request.offset() / CHUNK; i < 3; i++) {
              chunk(out, part(i), 0);
            }
          }
        };
    try (ScriptedNode node = node(script)) {
      FetchedObjects objects = await(stores.fetch("scripted", REF));

      StoredObject here = objects.local(REF).orElseThrow();
      assertThat(TwoStores.copy(here)).isEqualTo(BYTES);
      assertThat(node.requests).containsExactly(new Request(REF, 0), new Request(REF, CHUNK));
      here.release();
      objects.release();
    }
  }

  @Test
  void asksAgainWhereANodeFallsSilent() {
    stores.close();
    stores = new TwoStores(directory.resolve("hasty"), "", "", Duration.ofMillis(300));
    ScriptedNode.Script script =
        (out, request, number) -> {
          answer(out, LENGTH - request.offset());
          chunk(out, part(number - 1), 0);
        };
    try (ScriptedNode node = node(script)) {
      await(stores.fetch("scripted", REF)).release();

      assertThat(node.requests)
          .containsExactly(
              new Request(REF, 0), new Request(REF, CHUNK), new Request(REF, 2L * CHUNK));
    }
  }

  @Test
  void givesUpWhereBytesAreDamagedAgainAndAgain() {
    ScriptedNode.Script script =
        (out, request, number) -> {
          answer(out, LENGTH);
          chunk(out, part(0), 1);
        };
    try (ScriptedNode node = node(script)) {
      assertLost("their checksum is wrong");
      assertThat(node.requests).hasSize(3);
    }
  }

  @Test
  void theNodeEndsInTheMiddleAndIsGone() {
    ScriptedNode.Script script =
        (out, request, number) -> {
          answer(out, LENGTH);
          chunk(out, part(0), 0);
          out.write(new byte[3]);
          stores.forgets("scripted");
        };
    try (ScriptedNode node = node(script)) {
      assertLost("it is gone");
      assertThat(node.requests).hasSize(1);
    }
  }

  @Test
  void refusesOtherLengthsThanTheOneThatItWasTold() {
    try (ScriptedNode node = node((out, request, number) -> answer(out, LENGTH + 1L))) {
      assertLost("where 300000 are due");
      assertThat(node.requests).hasSize(3);
    }
    stores.forgets("scripted");
    byte[] huge = ByteBuffer.allocate(8).putInt(Integer.MAX_VALUE).putInt(0).array();
    ScriptedNode.Script script =
        (out, request, number) -> {
          answer(out, LENGTH);
          out.write(huge);
        };
    try (ScriptedNode node = node(script)) {
      assertLost("a chunk of 2147483647 bytes");
      assertThat(node.requests).hasSize(3);
    }
  }

  @Test
  void refusesANodeThatIsAnotherOneThanWasAskedFor() {
    ScriptedNode other = new ScriptedNode("other", (out, request, number) -> answer(out, LENGTH));
    stores.knows("scripted", other.address());

    assertLost("it is another node");

    assertThat(other.requests).isEmpty();
    other.close();
  }
}
