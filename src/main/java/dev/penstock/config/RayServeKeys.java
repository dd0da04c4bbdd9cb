package dev.penstock.config;

import java.util.Collection;
import java.util.Map;
import java.util.Optional;

/** What the keys of a Ray Serve configuration are called here. */
final class RayServeKeys {
  private static final Map<String, String> HERE =
      Map.ofEntries(
          Map.entry("http_options", "http"),
          Map.entry("request_timeout_s", "requestTimeout"),
          Map.entry("keep_alive_timeout_s", "keepAlive"),
          Map.entry("route_prefix", "route"),
          Map.entry("import_path", "root"),
          Map.entry("runtime_env", "classpath"),
          Map.entry("working_dir", "classpath"),
          Map.entry("func_or_class", "class"),
          Map.entry("init_args", "args"),
          Map.entry("init_kwargs", "args"),
          Map.entry("num_replicas", "replicas"),
          Map.entry("max_ongoing_requests", "maxOngoing"),
          Map.entry("max_concurrent_queries", "maxOngoing"),
          Map.entry("max_queued_requests", "maxQueued"),
          Map.entry("user_config", "userConfig"),
          Map.entry("ray_actor_options", "threading"),
          Map.entry("request_router_config", "router"),
          Map.entry("health_check_period_s", "health"),
          Map.entry("health_check_timeout_s", "health"),
          Map.entry("graceful_shutdown_timeout_s", "shutdownTimeout"));

  private RayServeKeys() {}

  /**
   * The end of a message about an unknown key, if it is one of Ray Serve's.
   *
   * @param known keys of the object that it stands in
   */
  static Optional<String> hint(String key, Collection<String> known) {
    return Optional.ofNullable(HERE.get(key))
        .filter(known::contains)
        .map(here -> "what Ray Serve calls so is '" + here + "' here");
  }
}
