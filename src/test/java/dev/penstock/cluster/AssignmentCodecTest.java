package dev.penstock.cluster;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.penstock.cluster.Assignment.Placed;
import dev.penstock.message.ValueException;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Test;

class AssignmentCodecTest {
  private static Assignment assignment(long epoch, Placed... replicas) {
    return new Assignment("app", epoch, 7, "leader", "hash", List.of(replicas));
  }

  @Test
  void isReadAsItWasWrittenAndEqualOnesHaveEqualBytes() {
    Placed one = new Placed("Model", 0, "a");
    Placed two = new Placed("Model", 1, "b");
    byte[] bytes = AssignmentCodec.encode(assignment(3, one, two));

    assertThat(AssignmentCodec.decode(bytes)).isEqualTo(assignment(3, one, two));
    assertThat(AssignmentCodec.encode(assignment(3, two, one))).isEqualTo(bytes);
  }

  @Test
  void refusesAnotherFormatAndBytesThatEndEarly() {
    byte[] bytes = AssignmentCodec.encode(assignment(3, new Placed("Model", 0, "a")));
    assertThatThrownBy(() -> AssignmentCodec.decode(Arrays.copyOf(bytes, bytes.length - 1)))
        .isInstanceOf(ValueException.class);

    bytes[0] = 9;
    assertThatThrownBy(() -> AssignmentCodec.decode(bytes))
        .isInstanceOf(ValueException.class)
        .hasMessageContaining("format 9");
  }
}
