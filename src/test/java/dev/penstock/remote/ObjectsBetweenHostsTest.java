package dev.penstock.remote;

import static dev.penstock.remote.TwoNodes.await;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.hazelcast.cluster.Address;
import com.hazelcast.cluster.Member;
import com.hazelcast.core.Hazelcast;
import dev.penstock.CallFailedException;
import dev.penstock.CallOptions;
import dev.penstock.Failure;
import dev.penstock.Penstock;
import dev.penstock.Tensor;
import dev.penstock.message.PayloadMemory;
import dev.penstock.store.ChildJvm;
import dev.penstock.store.StoreStatus;
import io.vertx.core.Future;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.MethodOrderer;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestMethodOrder;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/**
 * Two nodes in two processes that do not share a store, as on two hosts. The last test ends one of
 * them.
 */
@Timeout(120)
@TestMethodOrder(MethodOrderer.OrderAnnotation.class)
class ObjectsBetweenHostsTest {
  private static final int MIB = 1 << 20;

  @TempDir private static Path directory;

  private static Penstock here;
  private static ChildJvm there;
  private static FarModels.Model model;

  @BeforeAll
  static void start() throws Exception {
    String cluster = "test-" + UUID.randomUUID();
    here = FarModels.start(directory.resolve("here"), cluster, 0, List.of());
    Member self =
        Hazelcast.getAllHazelcastInstances().stream()
            .filter(each -> each.getConfig().getClusterName().startsWith(cluster))
            .map(each -> each.getCluster().getLocalMember())
            .findFirst()
            .orElseThrow();
    model = here.handle("far", "Model", FarModels.Model.class);
    FarModels.near = await(model.node());
    Address address = self.getAddress();
    there =
        ChildJvm.start(
            FarNode.class,
            directory.resolve("there"),
            cluster,
            address.getHost() + ":" + address.getPort());
    told();
    while (await(model.node()).equals(FarModels.near)) {
      Thread.onSpinWait();
    }
  }

  @AfterAll
  static void stop() {
    there.close();
    here.close();
  }

  /** What the other node says next. */
  private static String told() throws InterruptedException {
    String line = there.line();
    while (!line.startsWith(FarNode.MARK)) {
      line = there.line();
    }
    return line.substring(FarNode.MARK.length());
  }

  private static void assertBothStoresBecomeEmpty() throws InterruptedException {
    while (status().objects() > 0) {
      Thread.onSpinWait();
    }
    do {
      there.say("objects");
    } while (!told().equals("0"));
  }

  private static StoreStatus status() {
    return PayloadMemory.status().orElseThrow();
  }

  private static void assertInverted(byte[] bytes, Tensor inverted) {
    ByteBuffer view = inverted.bytes();
    byte[] turned = new byte[view.remaining()];
    view.get(turned);
    for (int i = 0; i < turned.length; i++) {
      turned[i] = (byte) ~turned[i];
    }
    assertThat(turned).isEqualTo(bytes);
  }

  @Test
  @Order(1)
  void aLargeTensorGoesThereAndBackAndLeavesNothing() throws Exception {
    for (int length : List.of(100_000, 64 * MIB)) {
      byte[] bytes = FarModels.noise(length);
      long before = status().puts();
      try (Tensor sent = Tensor.of(bytes, length);
          Tensor back = await(model.invert(sent))) {
        assertInverted(bytes, back);
      }
      assertThat(status().puts() - before).as("the tensor and its copy").isEqualTo(2);
      assertBothStoresBecomeEmpty();
    }
  }

  @Test
  @Order(2)
  void manyCallsWithOneTensorFetchItOnceAndTextsAndBytesGoTheSameWay() throws Exception {
    byte[] bytes = FarModels.noise(MIB);
    try (Tensor sent = Tensor.of(bytes, MIB)) {
      List<Future<Tensor>> answers = new ArrayList<>();
      for (int i = 0; i < 20; i++) {
        answers.add(model.invert(sent));
      }
      for (Future<Tensor> answer : answers) {
        try (Tensor back = await(answer)) {
          assertInverted(bytes, back);
        }
      }
    }
    List<byte[]> parts = List.of(bytes, new byte[10], FarModels.noise(200_000));
    assertThat(await(model.lengths(parts, "x".repeat(300_000))))
        .isEqualTo(Map.of("bytes", MIB + 10 + 200_000, "text", 300_000));
    assertBothStoresBecomeEmpty();
  }

  @Test
  @Order(3)
  void aCallThatIsGivenUpLeavesNothing() throws Exception {
    FarModels.Model hasty = CallOptions.timeout(Duration.ofMillis(20)).on(model);
    byte[] bytes = FarModels.noise(32 * MIB);
    try (Tensor sent = Tensor.of(bytes, bytes.length)) {
      for (int i = 0; i < 4; i++) {
        assertThatThrownBy(() -> await(hasty.hold(sent)))
            .cause()
            .isInstanceOfSatisfying(
                CallFailedException.class,
                e -> assertThat(e.failure()).isEqualTo(Failure.TIMED_OUT));
      }
    }
    assertBothStoresBecomeEmpty();
    try (Tensor sent = Tensor.of(bytes, bytes.length);
        Tensor back = await(model.invert(sent))) {
      assertInverted(bytes, back);
    }
    assertBothStoresBecomeEmpty();
  }

  @Test
  @Order(4)
  void aNodeThatIsKilledWithAnArgumentHoldsNothingHere() throws Exception {
    try (Tensor sent = Tensor.of(FarModels.noise(MIB), MIB)) {
      Future<Tensor> answer = model.hold(sent);
      there.kill();
      assertThatThrownBy(() -> await(answer))
          .cause()
          .isInstanceOfSatisfying(
              CallFailedException.class,
              e -> assertThat(e.failure()).isEqualTo(Failure.REPLICA_LOST));
    }
    while (status().objects() > 0) {
      Thread.onSpinWait();
    }
  }
}
