package dev.penstock.controller;

import dev.penstock.cluster.Assignment;
import dev.penstock.cluster.Assignment.Placed;
import dev.penstock.cluster.ClusterView;
import dev.penstock.cluster.DesiredStates;
import dev.penstock.cluster.NodeRecord;
import dev.penstock.graph.ApplicationGraph;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.function.Consumer;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A node's part in deciding what runs where: it follows what is desired, and where it leads it
 * writes that.
 *
 * <p>The oldest node that runs an application leads it while as many nodes as the quorum see each
 * other. The first thing a leader does is to write under an epoch that is higher than any it has
 * seen; after that it writes only changes. While fewer nodes are visible, it neither writes nor
 * follows. Where all nodes are about to stop, what runs stays where it is until they do. Confined
 * to the thread of the cluster.
 */
public final class Leader {
  private static final Logger LOG = LoggerFactory.getLogger(Leader.class);

  /** So often is a write tried that others get in the way of; the next look tries again. */
  private static final int TRIES = 3;

  private final String self;
  private final int quorum;
  private final Map<String, ApplicationGraph> applications = new HashMap<>();
  private final Map<String, String> hashes;
  private final DesiredStates desired;
  private final Orders orders;
  private final Mismatches mismatches;
  private final Consumer<Share> listener;

  /** The epochs under which this node leads, by application; empty where it does not. */
  private final Map<String, Long> epochs = new HashMap<>();

  private final Map<String, List<String>> shortages = new HashMap<>();

  /** Names of the nodes, for people; also of those that have gone since the last look. */
  private final Map<String, String> names = new HashMap<>();

  private boolean minority;
  private Share.@Nullable Placed told;

  /**
   * Before anything was seen.
   *
   * @param quorum how many nodes must see each other
   * @param hashes SHA-256 of what this node runs, by application
   * @param listener hears what this node is to run: when it has looked for the first time, and
   *     whenever it is something else
   */
  public Leader(
      String self,
      int quorum,
      List<ApplicationGraph> applications,
      Map<String, String> hashes,
      DesiredStates desired,
      Consumer<Share> listener) {
    this.self = self;
    this.quorum = quorum;
    this.hashes = hashes;
    this.desired = desired;
    this.listener = listener;
    this.orders = new Orders(self, hashes);
    this.mismatches = new Mismatches(hashes);
    applications.forEach(each -> this.applications.put(each.name(), each));
  }

  /** Looks at the cluster, and does what is due. May block. */
  public void look(ClusterView view) {
    mismatches.news(view).forEach(LOG::warn);
    view.records().forEach((node, record) -> names.put(node, record.name()));
    if (sees(view)) {
      Map<String, Assignment> now = new HashMap<>();
      for (String application : applications.keySet()) {
        desired.get(application).ifPresent(each -> now.put(application, each));
      }
      for (Assignment assignment : now.values()) {
        orders.accept(assignment);
      }
      for (String application : applications.keySet()) {
        if (!leads(application, view)) {
          follow(application);
        } else if (!view.ending() && knowsAll(view, now.get(application))) {
          lead(application, view, now);
        }
      }
    } else {
      epochs.clear();
    }
    names.keySet().retainAll(view.members());
    Share.Placed share = orders.share();
    if (!share.equals(told)) {
      told = share;
      listener.accept(share);
    }
  }

  /**
   * What this node follows, of each application: who leads it, and under which epoch. Any thread.
   */
  public List<Assignment> followed() {
    return orders.followed();
  }

  /** Whether enough nodes are visible. */
  private boolean sees(ClusterView view) {
    int visible = view.members().size();
    boolean few = visible < quorum;
    if (few != minority) {
      minority = few;
      if (few) {
        LOG.warn(
            "{} of at least {} nodes are visible: replicas stay where they are until more are",
            visible,
            quorum);
      } else {
        LOG.info("{} nodes are visible, {} are enough: replicas are placed", visible, quorum);
      }
    }
    return !few;
  }

  private boolean leads(String application, ClusterView view) {
    return view.members().stream()
        .filter(node -> hash(node, application, view).isPresent())
        .findFirst()
        .filter(self::equals)
        .isPresent();
  }

  /**
   * Whether all who run something have told of themselves. Where two parts of a cluster have just
   * met, a node may see members of the other part before it has heard of them: what they run is
   * theirs, and not to be placed anew.
   */
  private static boolean knowsAll(ClusterView view, @Nullable Assignment last) {
    return last == null
        || last.replicas().stream()
            .map(Placed::node)
            .allMatch(node -> view.records().containsKey(node) || !view.members().contains(node));
  }

  private static Optional<String> hash(String node, String application, ClusterView view) {
    return Optional.ofNullable(view.records().get(node))
        .map(record -> record.applications().get(application));
  }

  private void follow(String application) {
    epochs.remove(application);
    shortages.remove(application);
  }

  private void lead(String application, ClusterView view, Map<String, Assignment> now) {
    for (int i = 0; i < TRIES; i++) {
      Optional<Assignment> last = Optional.ofNullable(now.get(application));
      Optional<Assignment> next = next(application, view, last, now);
      if (next.isEmpty()) {
        return;
      }
      if (desired.compareAndSet(last.orElse(null), next.get())) {
        epochs.put(application, next.get().epoch());
        now.put(application, next.get());
        tell(last, next.get());
        orders.accept(next.get());
        return;
      }
      now.remove(application);
      desired.get(application).ifPresent(each -> now.put(application, each));
    }
  }

  /** What is to be written; empty if what is there is right. */
  private Optional<Assignment> next(
      String application,
      ClusterView view,
      Optional<Assignment> last,
      Map<String, Assignment> now) {
    long seen = Math.max(last.map(Assignment::epoch).orElse(0L), orders.epoch(application));
    Long epoch = epochs.get(application);
    boolean newTerm =
        epoch == null || seen > epoch || last.filter(each -> isOwn(each, epoch)).isEmpty();
    Placement.Result placed =
        Placement.next(
            demands(application),
            sites(application, view),
            last.map(Assignment::replicas).orElse(List.of()),
            others(application, now));
    tellShortages(application, placed.shortages());
    Assignment next =
        new Assignment(
            application,
            newTerm ? seen + 1 : epoch,
            last.map(Assignment::version).orElse(0L) + 1,
            self,
            Objects.requireNonNull(hashes.get(application)),
            placed.replicas());
    boolean same =
        !newTerm && last.map(each -> each.replicas().equals(next.replicas())).orElse(false);
    return same ? Optional.empty() : Optional.of(next);
  }

  private boolean isOwn(Assignment last, long epoch) {
    return last.epoch() == epoch
        && last.leader().equals(self)
        && last.hash().equals(hashes.get(last.application()));
  }

  private List<Demand> demands(String application) {
    return graph(application).deployments().stream()
        .filter(deployment -> !deployment.ingress())
        .map(Demand::of)
        .toList();
  }

  private ApplicationGraph graph(String application) {
    return Objects.requireNonNull(applications.get(application), application);
  }

  /** The nodes that have the same code of the application. */
  private List<Site> sites(String application, ClusterView view) {
    List<Site> sites = new ArrayList<>();
    for (String node : view.members()) {
      NodeRecord record = view.records().get(node);
      if (record != null
          && hash(node, application, view).equals(Optional.ofNullable(hashes.get(application)))) {
        sites.add(
            new Site(
                node,
                record.name(),
                record.draining(),
                record.resources(),
                serving(application, record)));
      }
    }
    return sites;
  }

  private static Set<Placed> serving(String application, NodeRecord record) {
    return record.replicas().stream()
        .filter(each -> each.application().equals(application))
        .map(each -> new Placed(each.deployment(), each.index(), record.nodeId()))
        .collect(Collectors.toSet());
  }

  private Tally others(String application, Map<String, Assignment> now) {
    Tally tally = new Tally();
    now.forEach(
        (name, assignment) -> {
          if (!name.equals(application)) {
            Map<String, Demand> demands =
                demands(name).stream().collect(Collectors.toMap(Demand::deployment, d -> d));
            for (Placed placed : assignment.replicas()) {
              Demand demand = demands.get(placed.deployment());
              tally.add(placed.node(), demand == null ? Map.of() : demand.where().resources());
            }
          }
        });
    return tally;
  }

  private void tellShortages(String application, List<String> found) {
    if (!found.equals(shortages.put(application, found))) {
      found.forEach(shortage -> LOG.warn("application {}: {}", application, shortage));
    }
  }

  private void tell(Optional<Assignment> last, Assignment next) {
    List<Placed> before = last.map(Assignment::replicas).orElse(List.of());
    List<String> changes = new ArrayList<>();
    next.replicas().stream()
        .filter(placed -> !before.contains(placed))
        .forEach(placed -> changes.add("+ " + words(placed)));
    before.stream()
        .filter(placed -> !next.replicas().contains(placed))
        .forEach(placed -> changes.add("- " + words(placed)));
    LOG.info(
        "placed {} (epoch {}, version {}): {}",
        next.application(),
        next.epoch(),
        next.version(),
        changes.isEmpty() ? "all as it was" : String.join(", ", changes));
  }

  private String words(Placed placed) {
    return placed.deployment()
        + "#"
        + placed.index()
        + " on "
        + names.getOrDefault(placed.node(), placed.node());
  }
}
