package dev.penstock.controller;

import dev.penstock.cluster.Assignment.Placed;
import dev.penstock.config.PlacementConfig.Anywhere;
import dev.penstock.config.PlacementConfig.Near;
import dev.penstock.config.PlacementConfig.OnNodes;
import dev.penstock.config.PlacementConfig.Rule;
import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;

/**
 * Finds nodes for the replicas of an application. Pure: no clock, no Vert.x.
 *
 * <p>What is placed well stays. Replicas of nodes that are gone are placed anew at once. A replica
 * that should be elsewhere is placed there first, and leaves its old node when the new one serves:
 * all at once where the node drains or its rule forbids it, one replica per deployment at a time
 * where nodes have more than their share.
 */
final class Placement {
  /**
   * Where replicas are to be next.
   *
   * @param shortages replicas that fit nowhere, in words
   */
  record Result(List<Placed> replicas, List<String> shortages) {}

  private final List<Site> sites;
  private final Tally tally;
  private final Map<String, Site> byId = new HashMap<>();
  private final Map<String, List<Placed>> current;
  private final Map<String, List<Placed>> next = new LinkedHashMap<>();
  private final List<String> shortages = new ArrayList<>();

  private Placement(List<Site> sites, List<Placed> current, Tally tally) {
    this.sites = sites;
    this.tally = tally;
    sites.forEach(site -> byId.put(site.node(), site));
    this.current =
        current.stream()
            .filter(placed -> byId.containsKey(placed.node()))
            .collect(Collectors.groupingBy(Placed::deployment));
  }

  /**
   * One step from {@code current} to where all replicas are placed well. Asked again when what was
   * placed serves, it gives the step after it, until nothing changes any more.
   *
   * @param sites the nodes that run the application, the oldest first
   * @param others what the replicas of other applications take; changed
   */
  static Result next(List<Demand> demands, List<Site> sites, List<Placed> current, Tally others) {
    Placement placement = new Placement(sites, current, others);
    for (Demand demand : demands) {
      placement
          .placed(demand.deployment())
          .forEach(each -> others.add(each.node(), demand.where().resources()));
    }
    inOrder(demands).forEach(placement::place);
    return new Result(
        placement.next.values().stream().flatMap(List::stream).toList(),
        List.copyOf(placement.shortages));
  }

  /** Those that others are to be near to come first. */
  private static List<Demand> inOrder(List<Demand> demands) {
    Map<String, Demand> left = new LinkedHashMap<>();
    demands.forEach(demand -> left.put(demand.deployment(), demand));
    List<Demand> ordered = new ArrayList<>();
    while (!left.isEmpty()) {
      Demand free =
          left.values().stream()
              .filter(
                  d -> !(d.where().rule() instanceof Near n && left.containsKey(n.deployment())))
              .findFirst()
              .orElseGet(() -> left.values().iterator().next());
      ordered.add(free);
      left.remove(free.deployment());
    }
    return ordered;
  }

  private List<Placed> placed(String deployment) {
    return current.getOrDefault(deployment, List.of());
  }

  private void place(Demand demand) {
    List<Site> allowed = allowed(demand.where().rule());
    Set<String> nodes = allowed.stream().map(Site::node).collect(Collectors.toSet());
    List<Placed> good = new ArrayList<>();
    List<Placed> leaving = new ArrayList<>();
    placed(demand.deployment())
        .forEach(each -> (nodes.contains(each.node()) ? good : leaving).add(each));
    boolean moving = good.size() > demand.replicas();
    if (moving) {
      endMove(demand, good);
    }
    int missing = fill(demand, allowed, good);
    List<Placed> kept = letGo(demand, good, leaving, missing);
    if (!moving && kept.isEmpty() && missing == 0 && allServe(good)) {
      beginMove(demand, allowed, good);
    }
    good.addAll(kept);
    next.put(demand.deployment(), good);
  }

  private List<Site> allowed(Rule rule) {
    List<Site> staying = sites.stream().filter(site -> !site.draining()).toList();
    if (rule instanceof OnNodes on) {
      return staying.stream().filter(site -> on.nodes().contains(site.name())).toList();
    }
    // An ingress is on every node, and not placed.
    if (rule instanceof Near near && next.containsKey(near.deployment())) {
      Set<String> nodes =
          next.get(near.deployment()).stream().map(Placed::node).collect(Collectors.toSet());
      return staying.stream().filter(site -> nodes.contains(site.node())).toList();
    }
    return staying;
  }

  /** Places what is missing; how many replicas fit nowhere. */
  private int fill(Demand demand, List<Site> allowed, List<Placed> good) {
    Map<String, BigDecimal> needs = demand.where().resources();
    while (good.size() < demand.replicas()) {
      Optional<Site> site = allowed.stream().filter(s -> tally.fits(s, needs)).min(byLoad(good));
      if (site.isEmpty()) {
        int missing = demand.replicas() - good.size();
        shortages.add(shortage(demand, allowed, missing));
        return missing;
      }
      add(demand, site.get(), good);
    }
    return 0;
  }

  private void add(Demand demand, Site site, List<Placed> good) {
    Set<Integer> taken = new HashSet<>();
    placed(demand.deployment()).forEach(each -> taken.add(each.index()));
    good.forEach(each -> taken.add(each.index()));
    int index = 0;
    while (taken.contains(index)) {
      index++;
    }
    good.add(new Placed(demand.deployment(), index, site.node()));
    tally.add(site.node(), demand.where().resources());
  }

  /**
   * Those that stay where they should not be: as many as their successors do not serve yet, and on
   * nodes that stay as many as have no successor.
   */
  private List<Placed> letGo(Demand demand, List<Placed> good, List<Placed> leaving, int missing) {
    int waiting = (int) good.stream().filter(each -> !serves(each)).count();
    int unplaced = missing;
    List<Placed> kept = new ArrayList<>();
    List<Placed> servingFirst =
        leaving.stream().sorted(Comparator.comparing(each -> !serves(each))).toList();
    for (Placed each : servingFirst) {
      if (kept.size() < waiting) {
        kept.add(each);
      } else if (unplaced > 0 && !site(each).draining()) {
        unplaced--;
        kept.add(each);
      } else {
        tally.remove(each.node(), demand.where().resources());
      }
    }
    return kept;
  }

  /** One replica more than there should be is a move: it ends when all serve. */
  private void endMove(Demand demand, List<Placed> good) {
    if (!allServe(good)) {
      tally.leaves(mostLoaded(good).node());
      return;
    }
    while (good.size() > demand.replicas()) {
      Placed left = mostLoaded(good);
      good.remove(left);
      tally.remove(left.node(), demand.where().resources());
    }
  }

  /** A node that has too many hands one to a node that has too few. */
  private void beginMove(Demand demand, List<Site> allowed, List<Placed> good) {
    if (good.isEmpty()) {
      return;
    }
    Placed moved = mostLoaded(good);
    Optional<Site> to =
        allowed.stream()
            .filter(site -> tally.fits(site, demand.where().resources()))
            .min(byLoad(good));
    if (to.isEmpty()) {
      return;
    }
    int more = count(good, moved.node()) - count(good, to.get().node());
    int moreInAll = tally.replicas(moved.node()) - tally.replicas(to.get().node());
    boolean bound = demand.where().rule() instanceof Near;
    if (more >= 2 || (more == 1 && moreInAll >= 2 && !bound)) {
      tally.leaves(moved.node());
      add(demand, to.get(), good);
    }
  }

  private Comparator<Site> byLoad(List<Placed> good) {
    return Comparator.<Site>comparingInt(site -> count(good, site.node()))
        .thenComparingInt(site -> tally.replicas(site.node()));
  }

  /** The last one on the node with the most of them, and the most in all. */
  private Placed mostLoaded(List<Placed> good) {
    return good.stream()
        .max(
            Comparator.<Placed>comparingInt(each -> count(good, each.node()))
                .thenComparingInt(each -> tally.replicas(each.node()))
                .thenComparingInt(Placed::index))
        .orElseThrow();
  }

  private static int count(List<Placed> replicas, String node) {
    return (int) replicas.stream().filter(each -> each.node().equals(node)).count();
  }

  private boolean allServe(List<Placed> replicas) {
    return replicas.stream().allMatch(this::serves);
  }

  private boolean serves(Placed replica) {
    return site(replica).serving().contains(replica);
  }

  private Site site(Placed replica) {
    Site site = byId.get(replica.node());
    if (site == null) {
      throw new IllegalStateException(replica + " is on no node that is there");
    }
    return site;
  }

  private String shortage(Demand demand, List<Site> allowed, int missing) {
    return "deployment %s: %d of %d replicas fit on no node; placement: %s; each needs %s; free: %s"
        .formatted(
            demand.deployment(),
            missing,
            demand.replicas(),
            words(demand.where().rule()),
            amounts(demand.where().resources()),
            allowed.isEmpty()
                ? "no node is there that may run it"
                : allowed.stream()
                    .map(site -> site.name() + " " + amounts(free(site, demand)))
                    .collect(Collectors.joining("; ")));
  }

  private Map<String, BigDecimal> free(Site site, Demand demand) {
    Map<String, BigDecimal> free = new LinkedHashMap<>();
    demand.where().resources().keySet().forEach(name -> free.put(name, tally.free(site, name)));
    return free;
  }

  private static String words(Rule rule) {
    if (rule instanceof Near near) {
      return "near " + near.deployment();
    } else if (rule instanceof OnNodes on) {
      return "on " + String.join(", ", on.nodes());
    } else if (rule instanceof Anywhere) {
      return "anywhere";
    }
    throw new IllegalArgumentException("unknown rule " + rule);
  }

  private static String plain(BigDecimal amount) {
    // What 1 - 0.5 - 0.5 leaves is 0.0.
    return amount.stripTrailingZeros().toPlainString();
  }

  private static String amounts(Map<String, BigDecimal> resources) {
    return resources.isEmpty()
        ? "nothing"
        : resources.entrySet().stream()
            .map(each -> each.getKey() + " " + plain(each.getValue()))
            .sorted()
            .collect(Collectors.joining(", "));
  }
}
