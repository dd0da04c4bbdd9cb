package dev.penstock.store;

import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import java.util.function.LongSupplier;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The clients of a directory, seen by one of them: the index of this process, which it keeps for as
 * long as it has the lease, and who else is there.
 *
 * <p>Invariants: an index belongs to who has its lease, whatever the registry file says; a process
 * is one client of a directory at most; when an index is taken, no bit of an earlier holder is
 * left.
 */
final class ClientRegistry implements AutoCloseable {
  static final String LOCK = "store.lock";

  private static final Logger LOG = LoggerFactory.getLogger(ClientRegistry.class);
  private static final long PATIENCE_NANOS = TimeUnit.SECONDS.toNanos(10);
  private static final long LOOK_AGAIN_NANOS = TimeUnit.MILLISECONDS.toNanos(5);

  /** The registries of this JVM by directory; what is in here keeps its lease. */
  private static final Map<Path, ClientRegistry> JOINED = new HashMap<>();

  private final Path directory;
  private final RegistryFile file;
  private final Client self;
  private final Lease lease;

  private ClientRegistry(Path directory, RegistryFile file, Client self, Lease lease) {
    this.directory = directory;
    this.file = file;
    this.self = self;
    this.lease = lease;
  }

  /**
   * Makes this process a client.
   *
   * @param directory a real path, prepared
   * @param clock milliseconds since the epoch
   * @throws StoreException if it is a client already, if there are {@value Client#MOST} others, or
   *     if the directory cannot be written to
   */
  static ClientRegistry join(Path directory, Memory.Mapper mapper, LongSupplier clock) {
    synchronized (JOINED) {
      if (JOINED.containsKey(directory)) {
        throw new StoreException(
            "this process has a store in " + directory + " open already; close it first", null);
      }
      try (FileChannel channel =
          FileChannel.open(
              directory.resolve(LOCK), StoreDirectory.CREATE, StoreDirectory.ofFiles())) {
        lock(channel, directory);
        ClientRegistry registry = join(directory, new Remains(directory, mapper), clock);
        JOINED.put(directory, registry);
        return registry;
      } catch (IOException e) {
        throw new StoreException(
            "the store in " + directory + " cannot be joined: " + e.getMessage(), e);
      }
    }
  }

  /** Waits for others that are joining just now, each of which takes milliseconds. */
  private static void lock(FileChannel channel, Path directory) throws IOException {
    long since = System.nanoTime();
    while (channel.tryLock() == null) {
      if (System.nanoTime() - since > PATIENCE_NANOS) {
        throw new StoreException(
            "another process has locked " + directory.resolve(LOCK) + " for 10 s; is it stopped?",
            null);
      }
      LockSupport.parkNanos(LOOK_AGAIN_NANOS);
    }
  }

  private static ClientRegistry join(Path directory, Remains remains, LongSupplier clock)
      throws IOException {
    RegistryFile file = RegistryFile.of(directory);
    file.prepare();
    for (int index = 0; index < Client.MOST; index++) {
      Lease lease = Lease.take(directory, index);
      if (lease == null) {
        continue;
      }
      boolean joined = false;
      try {
        RegistryFile.Entry earlier = file.entry(index);
        // Also if the list knows of none: it may have been deleted or truncated meanwhile.
        remains.remove(earlier == null ? Client.unknown(index) : earlier.client());
        Client self = Client.here(index, newOwnerId());
        file.add(new RegistryFile.Entry(self, clock.getAsLong()));
        joined = true;
        return new ClientRegistry(directory, file, self, lease);
      } finally {
        if (!joined) {
          lease.close();
        }
      }
    }
    throw new StoreException(
        Client.MOST
            + " processes share the store in "
            + directory
            + " already, and no more can: end one, or name another directory (store.directory)",
        null);
  }

  private static long newOwnerId() {
    SecureRandom random = new SecureRandom();
    long id = random.nextLong();
    while (id == 0) {
      id = random.nextLong();
    }
    return id;
  }

  /** This process. */
  Client self() {
    return self;
  }

  /** All clients but this one, also those that died and were not cleaned up after. */
  List<Client> others() throws IOException {
    return file.entries().stream()
        .map(RegistryFile.Entry::client)
        .filter(client -> client.index() != self.index())
        .collect(Collectors.toList());
  }

  /** Takes the lease of a client that died; null if it lives, or somebody else is cleaning up. */
  @Nullable Lease leaseOfDead(Client client) throws IOException {
    Lease taken = Lease.take(directory, client.index());
    if (taken != null && !client.equals(clientOf(client.index()))) {
      taken.close();
      return null;
    }
    return taken;
  }

  private @Nullable Client clientOf(int index) throws IOException {
    RegistryFile.Entry entry = file.entry(index);
    return entry == null ? null : entry.client();
  }

  /** Forgets a client that died, by who has its lease; all it left must be gone. */
  void forget(Client dead) throws IOException {
    file.remove(dead.index());
  }

  /**
   * Leaves: the index may be taken by another process at once. What this one had in the directory
   * must be gone; what is not, others clean up as after a death.
   */
  @Override
  public void close() {
    synchronized (JOINED) {
      if (JOINED.remove(directory, this)) {
        try (lease) {
          file.remove(self.index());
        } catch (IOException e) {
          LOG.warn("cannot take this process off the list in {}: {}", directory, e.toString());
        }
      }
    }
  }
}
