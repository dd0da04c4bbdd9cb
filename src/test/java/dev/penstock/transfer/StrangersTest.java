package dev.penstock.transfer;

import static dev.penstock.transfer.TwoStores.MIB;
import static dev.penstock.transfer.TwoStores.await;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.penstock.CallFailedException;
import dev.penstock.Failure;
import dev.penstock.store.ObjectRef;
import dev.penstock.store.StoredObject;
import dev.penstock.transfer.TransferCodec.Request;
import java.io.IOException;
import java.io.InputStream;
import java.net.Socket;
import java.net.SocketException;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.util.Random;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** Who is no node of the cluster, or does not behave as one, gets nothing. */
@Timeout(60)
class StrangersTest {
  private static final String SECRET = "a secret of 24 letters..";

  private final Handshake handshake = new Handshake(SECRET, new SecureRandom());

  @TempDir private Path directory;

  private TwoStores stores;

  @BeforeEach
  void open() {
    stores = new TwoStores(directory.resolve("same"), SECRET, SECRET);
  }

  @AfterEach
  void close() {
    stores.close();
  }

  private Socket connect() throws IOException {
    return new Socket(stores.address().host(), stores.address().port());
  }

  /** Waits until the other side has closed the connection. */
  private static void assertClosed(Socket socket) throws IOException {
    try {
      InputStream in = socket.getInputStream();
      byte[] before = new byte[1 << 16];
      while (in.read(before) >= 0) {
        // What was sent before.
      }
    } catch (SocketException reset) {
      // There were bytes that nobody has read.
    }
  }

  private void assertNodesAreServed() {
    StoredObject there = stores.put(MIB, 1);
    await(stores.fetch(there.ref())).release();
    there.release();
  }

  /** The nonce of the node that has objects. */
  private static byte[] greet(Socket socket, byte[] wanting) throws IOException {
    socket.getOutputStream().write(TransferCodec.hello(wanting));
    byte[] hello = socket.getInputStream().readNBytes(TransferCodec.HELLO_BYTES);
    return TransferCodec.nonce(ByteBuffer.wrap(hello));
  }

  /** A connection that has proved itself. */
  private Socket proved() throws IOException {
    Socket socket = connect();
    byte[] wanting = handshake.nonce();
    byte[] having = greet(socket, wanting);
    socket.getOutputStream().write(handshake.proofOfWanting(wanting, having));
    byte[] proof = socket.getInputStream().readNBytes(Handshake.PROOF_BYTES);
    assertThat(proof).isEqualTo(handshake.proofOfHaving(wanting, having, TwoStores.HAS));
    return socket;
  }

  @Test
  void nodesWithTheSameSecretGetObjectsAndOthersDoNot() {
    assertNodesAreServed();
    stores.close();
    stores = new TwoStores(directory.resolve("other"), SECRET, "another secret of 32 letters....");
    StoredObject there = stores.put(MIB, 1);

    assertThatThrownBy(() -> await(stores.fetch(there.ref())))
        .cause()
        .isInstanceOfSatisfying(
            CallFailedException.class, e -> assertThat(e.failure()).isEqualTo(Failure.REPLICA_LOST))
        .hasMessageContaining("cluster.secret");

    assertThat(stores.ours.status().puts()).isZero();
    there.release();
  }

  @Test
  void garbageIsRefusedAndNodesAreServedOn() throws IOException {
    Random random = new Random(3);
    for (int i = 0; i < 20; i++) {
      byte[] garbage = new byte[TransferCodec.HELLO_BYTES + random.nextInt(200)];
      random.nextBytes(garbage);
      try (Socket socket = connect()) {
        socket.getOutputStream().write(garbage);
        assertClosed(socket);
      }
    }
    try (Socket cutOff = connect()) {
      cutOff.getOutputStream().write(TransferCodec.hello(handshake.nonce()), 0, 20);
      cutOff.shutdownOutput();
      assertClosed(cutOff);
    }
    assertNodesAreServed();
  }

  @Test
  void aRecordedProofIsOfNoUseTwice() throws IOException {
    byte[] wanting = handshake.nonce();
    byte[] recorded;
    try (Socket socket = connect()) {
      recorded = handshake.proofOfWanting(wanting, greet(socket, wanting));
      socket.getOutputStream().write(recorded);
      assertThat(socket.getInputStream().readNBytes(Handshake.PROOF_BYTES))
          .hasSize(Handshake.PROOF_BYTES);
    }
    try (Socket again = connect()) {
      greet(again, wanting);
      again.getOutputStream().write(recorded);
      assertThat(again.getInputStream().read()).isEqualTo(-1);
    }
  }

  @Test
  void aNodeThatAsksForWhatCannotBeIsRefused() throws IOException {
    try (Socket socket = proved()) {
      ObjectRef huge = new ObjectRef(1, 1, 1, 1, Long.MAX_VALUE);
      socket.getOutputStream().write(TransferCodec.request(new Request(huge, 0)));
      assertThat(socket.getInputStream().read()).isEqualTo(-1);
    }
  }

  @Test
  void aNodeThatAsksBeforeItHasAllGetsOneAfterTheOther() throws IOException {
    StoredObject there = stores.put(14 * MIB, 1); // More than fits into the buffers of a socket.
    try (Socket socket = proved()) {
      byte[] request = TransferCodec.request(new Request(there.ref(), 13L * MIB));
      socket.getOutputStream().write(request);
      socket.getOutputStream().write(request);
      int chunks = 4 * TransferCodec.CHUNK_BYTES;
      byte[] one = socket.getInputStream().readNBytes(TransferCodec.ANSWER_BYTES + MIB + chunks);
      byte[] two = socket.getInputStream().readNBytes(TransferCodec.ANSWER_BYTES + MIB + chunks);
      assertThat(one).isEqualTo(two).hasSize(TransferCodec.ANSWER_BYTES + MIB + chunks);
    }
    there.release();
    TwoStores.awaitObjects(stores.theirs, 0);
  }

  @Test
  void whoIsServedAndGoesAwayHoldsNothing() throws IOException {
    StoredObject there = stores.put(14 * MIB, 1);
    try (Socket socket = proved()) {
      socket.getOutputStream().write(TransferCodec.request(new Request(there.ref(), 0)));
      assertThat(socket.getInputStream().readNBytes(1000)).hasSize(1000);
      there.release();
      assertThat(stores.theirs.status().objects()).isEqualTo(1);
    }
    TwoStores.awaitObjects(stores.theirs, 0);
  }

  @Test
  void moreConnectionsThanAllowedAreClosedAtOnce() throws IOException {
    try (Socket one = proved();
        Socket two = proved();
        Socket three = proved();
        Socket four = proved();
        Socket five = connect()) {
      assertClosed(five);
      assertThat(one.isConnected() && two.isConnected()).isTrue();
      assertThat(three.isConnected() && four.isConnected()).isTrue();
    }
  }
}
