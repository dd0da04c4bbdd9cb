package dev.penstock.cluster;

import static org.assertj.core.api.Assertions.assertThat;

import com.hazelcast.spi.merge.MergingValue;
import java.lang.reflect.Proxy;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/** Two halves of a cluster that have both written. */
class HigherEpochTest {
  private static byte[] written(long epoch, long version, String leader) {
    return AssignmentCodec.encode(new Assignment("app", epoch, version, leader, "hash", List.of()));
  }

  @SuppressWarnings("unchecked")
  private static MergingValue<byte[]> entry(byte[] value) {
    return (MergingValue<byte[]>)
        Proxy.newProxyInstance(
            HigherEpochTest.class.getClassLoader(),
            new Class<?>[] {MergingValue.class},
            (proxy, method, arguments) ->
                method.getName().equals("getDeserializedValue") ? value : null);
  }

  private static @Nullable String leaderOf(byte[] merging, byte @Nullable [] existing) {
    byte[] merged =
        new HigherEpoch().merge(entry(merging), existing == null ? null : entry(existing));
    return merged == null ? null : AssignmentCodec.decode(merged).leader();
  }

  @Test
  void theLaterLeaderWinsWhateverItsSide() {
    assertThat(leaderOf(written(3, 1, "late"), written(2, 9, "early"))).isEqualTo("late");
    assertThat(leaderOf(written(2, 9, "early"), written(3, 1, "late"))).isEqualTo("late");
  }

  @Test
  void ofOneEpochTheHigherVersionWins() {
    assertThat(leaderOf(written(3, 2, "more"), written(3, 1, "less"))).isEqualTo("more");
    assertThat(leaderOf(written(3, 1, "less"), written(3, 2, "more"))).isEqualTo("more");
  }

  @Test
  void whatOnlyOneSideHasStays() {
    assertThat(leaderOf(written(1, 1, "only"), null)).isEqualTo("only");
  }

  @Test
  void bytesThatAreNoAssignmentDoNotReplaceOne() {
    assertThat(leaderOf(new byte[] {9}, written(1, 1, "kept"))).isEqualTo("kept");
  }
}
