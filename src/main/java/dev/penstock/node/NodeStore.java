package dev.penstock.node;

import dev.penstock.admin.StoreFacts;
import dev.penstock.config.StoreConfig;
import dev.penstock.message.Leases;
import dev.penstock.message.PayloadMemory;
import dev.penstock.store.StoreSettings;
import dev.penstock.store.StoreStatus;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.stream.Collectors;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A node's share in the object store of its JVM: opened before anything of the node runs, closed
 * after it. Both touch files, on a thread of their own. Thread-safe.
 */
final class NodeStore {
  private static final Logger LOG = LoggerFactory.getLogger(NodeStore.class);

  private static final long MIB = 1 << 20;

  /** What is less gets a warning, unless it was asked for. */
  private static final long SMALL = 256 * MIB;

  /** Whether a store of this JVM was closed whose deleted segments may still be mapped. */
  private static final AtomicBoolean LEFT_MAPPED = new AtomicBoolean();

  private final StoreConfig config;
  private final CompletableFuture<Void> opened;

  private NodeStore(StoreConfig config) {
    this.config = config;
    this.opened = onOwnThread("penstock-store-open", this::openNow);
  }

  /** Begins to open it, first segments included. {@link #close} must follow. */
  static NodeStore open(StoreConfig config) {
    return new NodeStore(config);
  }

  /** Ends when it is open, or with a {@link dev.penstock.store.StoreException} that has advice. */
  CompletableFuture<Void> opened() {
    return opened;
  }

  private void openNow() {
    if (LEFT_MAPPED.compareAndSet(true, false)) {
      // Else each restart of run --watch would take more shared memory, until the heap is full.
      Leases.collectNow();
    }
    long segment = segment();
    PayloadMemory.open(
        new StoreSettings(
            config.directory(),
            config.capacity(),
            segment,
            config.initial(),
            config.poison(),
            Leases::collectNow,
            System::currentTimeMillis),
        config.threshold());
    if (config.trackLeaks()) {
      Leases.track(true);
    }
    if (config.capacity() == 0) {
      PayloadMemory.status().ifPresent(status -> adviseIfSmall(status, segment));
    }
  }

  /**
   * The size of segments. Where the file system is smaller than the default ones need, smaller ones
   * must do: in a container with 64 MiB of shared memory nothing would start otherwise.
   */
  private long segment() {
    if (config.capacity() > 0 || config.segment() != StoreConfig.DEFAULT_SEGMENT) {
      return config.segment();
    }
    long fits = free() / 8 / MIB * MIB;
    return Math.max(MIB, Math.min(config.segment(), fits));
  }

  private long free() {
    for (Path at = config.directory(); at != null; at = at.getParent()) {
      if (Files.isDirectory(at)) {
        try {
          return Files.getFileStore(at).getUsableSpace();
        } catch (IOException e) {
          break;
        }
      }
    }
    return Long.MAX_VALUE; // Opening the store tells what is wrong with it.
  }

  private static void adviseIfSmall(StoreStatus status, long segment) {
    if (status.capacity() < SMALL) {
      LOG.warn(
          "the object store in {} has only {} MiB, in segments of {} MiB: 30 % of the memory, or"
              + " half of what is free there if that is less. Payloads for which it has no room fail"
              + " with STORE_FULL. Give a container more shared memory, such as docker run"
              + " --shm-size=2g (Kubernetes: an emptyDir of medium Memory at /dev/shm), or let"
              + " store.directory name a larger file system, or set store.capacity to have this as"
              + " it is",
          status.directory(), status.capacity() / MIB, segment / MIB);
    }
  }

  /** What is in it; nothing before it is open and after it was closed. */
  static Optional<StoreFacts> facts() {
    return PayloadMemory.status()
        .map(
            status ->
                new StoreFacts(
                    status.directory().toString(),
                    status.capacity(),
                    status.segmentBytes(),
                    status.objectBytes(),
                    status.segments(),
                    status.objects(),
                    status.waitingObjects(),
                    Leases.keptByViews(),
                    Leases.openByDeployment(),
                    status.oldest(),
                    status.puts(),
                    status.recycled()));
  }

  /** Logs what is left in it, when all that could have used it has ended. */
  static void logLeft() {
    facts().flatMap(NodeStore::left).ifPresent(LOG::info);
  }

  /** What to say about what is left; nothing about a store that was never used. */
  static Optional<String> left(StoreFacts facts) {
    if (facts.created() == 0) {
      return Optional.empty();
    }
    if (facts.objects() == 0) {
      return Optional.of(
          "the object store is empty; %s made since it was opened"
              .formatted(counted(facts.created(), "object")));
    }
    return Optional.of(
        ("left in the object store: %s of %d bytes in %s, the oldest made %d s ago; open leases: %s;"
                + " kept by views only %d, by other processes only %d; %s made since it was opened")
            .formatted(
                counted(facts.objects(), "object"),
                facts.used(),
                counted(facts.segments(), "segment"),
                facts.oldest().toSeconds(),
                leases(facts.leases()),
                facts.keptByViews(),
                facts.waiting(),
                counted(facts.created(), "object")));
  }

  private static String leases(Map<String, Long> open) {
    return open.isEmpty()
        ? "none"
        : open.entrySet().stream()
            .map(
                each ->
                    "%d of %s"
                        .formatted(
                            each.getValue(),
                            each.getKey().isEmpty() ? "no deployment" : each.getKey()))
            .collect(Collectors.joining(", "));
  }

  private static String counted(long count, String what) {
    return count + " " + what + (count == 1 ? "" : "s");
  }

  /** Closes it, also if it is still being opened, or could not be. Ends when that is done. */
  CompletableFuture<Void> close() {
    return opened.handle((done, failure) -> failure == null).thenCompose(NodeStore::closeIf);
  }

  private static CompletableFuture<Void> closeIf(boolean open) {
    return open
        ? onOwnThread("penstock-store-close", NodeStore::closeNow)
        : CompletableFuture.completedFuture(null);
  }

  private static void closeNow() {
    boolean mapped = PayloadMemory.status().filter(status -> status.segments() > 0).isPresent();
    PayloadMemory.close();
    if (mapped) {
      LEFT_MAPPED.set(true);
    }
  }

  private static CompletableFuture<Void> onOwnThread(String name, Runnable task) {
    CompletableFuture<Void> done = new CompletableFuture<>();
    Runnable run =
        () -> {
          try {
            task.run();
            done.complete(null);
          } catch (RuntimeException | Error e) {
            done.completeExceptionally(e);
          }
        };
    new Thread(run, name).start();
    return done;
  }
}
