package dev.penstock.graph;

import dev.penstock.config.NearestName;
import java.util.Collection;
import java.util.List;
import java.util.Optional;

/** Deployments by what people call them: {@code Name}, or {@code application/Name}. Immutable. */
public final class DeploymentNames {
  private final List<String> ids;

  /** The names of the deployments with these ids, {@code application/Name}. */
  public DeploymentNames(Collection<String> ids) {
    this.ids = List.copyOf(ids);
  }

  /** The id of the one deployment that is called so; empty if there is none or more than one. */
  public Optional<String> find(String given) {
    List<String> meant = meant(given);
    return meant.size() == 1 ? Optional.of(meant.get(0)) : Optional.empty();
  }

  /** What is wrong with a name that {@link #find} found nothing for, and what to write. */
  public String whyNot(String given) {
    List<String> meant = meant(given);
    if (meant.size() > 1) {
      return "several applications have a deployment \""
          + given
          + "\"; write one of "
          + String.join(", ", meant);
    }
    List<String> known =
        given.contains("/")
            ? ids
            : ids.stream().map(id -> id.substring(id.indexOf('/') + 1)).distinct().toList();
    return "there is no deployment \""
        + given
        + "\"; "
        + NearestName.hint(given, known, "there is none at all");
  }

  private List<String> meant(String given) {
    return ids.stream().filter(id -> id.equals(given) || id.endsWith("/" + given)).toList();
  }
}
