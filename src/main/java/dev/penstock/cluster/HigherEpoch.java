package dev.penstock.cluster;

import com.hazelcast.nio.ObjectDataInput;
import com.hazelcast.nio.ObjectDataOutput;
import com.hazelcast.spi.merge.MergingValue;
import com.hazelcast.spi.merge.SplitBrainMergePolicy;
import dev.penstock.message.ValueException;
import org.jspecify.annotations.Nullable;

/**
 * Of two assignments, written in two halves of a cluster, the one of the later leader; of two of
 * the same epoch the one with the higher version. Hazelcast makes it by its name on each node.
 */
public final class HigherEpoch
    implements SplitBrainMergePolicy<byte[], MergingValue<byte[]>, byte[]> {
  @Override
  public byte @Nullable [] merge(
      MergingValue<byte[]> merging, @Nullable MergingValue<byte[]> existing) {
    byte[] theirs = merging.getDeserializedValue();
    byte[] ours = existing == null ? null : existing.getDeserializedValue();
    return ours == null || isLater(theirs, ours) ? theirs : ours;
  }

  private static boolean isLater(byte[] merging, byte[] existing) {
    try {
      Assignment theirs = AssignmentCodec.decode(merging);
      Assignment ours = AssignmentCodec.decode(existing);
      return theirs.epoch() > ours.epoch()
          || (theirs.epoch() == ours.epoch() && theirs.version() > ours.version());
    } catch (ValueException e) {
      return false;
    }
  }

  /** It has no state. */
  @Override
  public void writeData(ObjectDataOutput out) {}

  @Override
  public void readData(ObjectDataInput in) {}
}
