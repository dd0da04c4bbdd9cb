package dev.penstock.cluster;

import com.hazelcast.core.HazelcastInstance;
import com.hazelcast.map.IMap;
import com.hazelcast.map.listener.EntryAddedListener;
import com.hazelcast.map.listener.EntryMergedListener;
import com.hazelcast.map.listener.EntryUpdatedListener;
import dev.penstock.message.ValueException;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * What is desired, in a map of Hazelcast: each value has copies on two other nodes, and of two
 * halves of a cluster that meet again the one with the higher epoch stays, see {@link HigherEpoch}.
 */
public final class HazelcastDesired implements DesiredStates {
  private static final Logger LOG = LoggerFactory.getLogger(HazelcastDesired.class);

  private final IMap<String, byte[]> map;

  /** The map of a running Hazelcast. */
  public HazelcastDesired(HazelcastInstance hazelcast) {
    map = hazelcast.getMap(HazelcastSettings.DESIRED);
  }

  @Override
  public Optional<Assignment> get(String application) {
    byte[] bytes = map.get(application);
    if (bytes == null) {
      return Optional.empty();
    }
    try {
      return Optional.of(AssignmentCodec.decode(bytes));
    } catch (ValueException e) {
      LOG.warn("what is desired of {} is left alone: {}", application, e.getMessage());
      return Optional.empty();
    }
  }

  @Override
  public boolean compareAndSet(@Nullable Assignment expected, Assignment next) {
    byte[] bytes = AssignmentCodec.encode(next);
    return expected == null
        ? map.putIfAbsent(next.application(), bytes) == null
        : map.replace(next.application(), AssignmentCodec.encode(expected), bytes);
  }

  @Override
  public void listen(Runnable listener) {
    map.addEntryListener((EntryAddedListener<String, byte[]>) event -> listener.run(), false);
    map.addEntryListener((EntryUpdatedListener<String, byte[]>) event -> listener.run(), false);
    map.addEntryListener((EntryMergedListener<String, byte[]>) event -> listener.run(), false);
  }
}
