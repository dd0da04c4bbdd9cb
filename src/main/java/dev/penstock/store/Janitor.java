package dev.penstock.store;

import java.io.IOException;
import java.nio.file.Path;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Cleans up after clients of a directory that died: one that did not leave, and whose lease can be
 * taken. Every client does this for all others; two never do it for the same one at a time.
 */
final class Janitor {
  private static final Logger LOG = LoggerFactory.getLogger(Janitor.class);

  private final Path directory;
  private final ClientRegistry registry;
  private final Remains remains;
  private final Set<Client> failed = new HashSet<>();

  Janitor(Path directory, ClientRegistry registry, Memory.Mapper mapper) {
    this.directory = directory;
    this.registry = registry;
    this.remains = new Remains(directory, mapper);
  }

  /**
   * One round: takes back what clients held that have died since.
   *
   * @return how many there were
   */
  synchronized int reap() {
    int reaped = 0;
    try {
      for (Client client : registry.others()) {
        reaped += reap(client) ? 1 : 0;
      }
    } catch (IOException e) {
      LOG.debug("the clients of {} cannot be read: {}", directory, e.getMessage());
    }
    return reaped;
  }

  private boolean reap(Client client) {
    try (Lease lease = registry.leaseOfDead(client)) {
      if (lease == null) {
        return false;
      }
      remains.remove(client);
      registry.forget(client);
      LOG.debug("cleaned up after {}, which died", client);
      return true;
    } catch (IOException e) {
      if (failed.add(client)) {
        LOG.warn(
            "Process {} died, and its objects in {} cannot be removed: {}",
            client.pid(),
            directory,
            e.getMessage());
      }
      return false;
    }
  }

  /** Also removes what owners left whom no one remembers; once, after joining. */
  synchronized void reapAll() {
    reap();
    try {
      List<String> files = StoreDirectory.files(directory);
      Set<Long> owners = new HashSet<>();
      owners.add(registry.self().ownerId());
      registry.others().forEach(client -> owners.add(client.ownerId()));
      remains.removeUnclaimed(files, owners);
    } catch (IOException e) {
      LOG.warn(
          "What earlier processes left in {} cannot be removed: {}", directory, e.getMessage());
    }
  }
}
