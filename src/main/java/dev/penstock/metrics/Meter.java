package dev.penstock.metrics;

import java.util.List;

/**
 * The list of all meters of a scrape: names, labels and meaning stand here and nowhere else.
 *
 * <p>Label values: {@code deployment} is {@code application/Name}; {@code edge} is {@code
 * application/caller.parameter}; {@code route} is the route of an application, or {@code own} for
 * what Penstock answers itself, or {@code unmatched}; {@code loop} counts event loops from 0;
 * {@code kind} is the kind of a failure, or {@code reserved} or {@code used}.
 */
public enum Meter {
  CALLS(
      "penstock_calls_total",
      Type.COUNTER,
      "Calls that have ended, as their callers see it.",
      "edge",
      "deployment"),
  CALL_FAILURES(
      "penstock_call_failures_total",
      Type.COUNTER,
      "Calls that have failed, by kind of failure.",
      "edge",
      "deployment",
      "kind"),
  CALL_SECONDS(
      "penstock_call_seconds",
      Type.HISTOGRAM,
      "Time from a call until its answer, waiting included.",
      "edge",
      "deployment"),
  CALL_WAITED_SECONDS(
      "penstock_call_waited_seconds",
      Type.HISTOGRAM,
      "Time in the queue, of calls that found no free slot at once.",
      "edge",
      "deployment"),
  CALLS_WAITING(
      "penstock_calls_waiting",
      Type.GAUGE,
      "Calls in the queue now; the limit for each edge is maxQueued.",
      "edge",
      "deployment"),
  CALLS_ONGOING(
      "penstock_calls_ongoing",
      Type.GAUGE,
      "Calls at the replicas now: slots that are taken.",
      "deployment"),
  SLOTS(
      "penstock_slots",
      Type.GAUGE,
      "Slots of the replicas that serve: maxOngoing of each.",
      "deployment"),
  SERVICE_SECONDS(
      "penstock_service_seconds",
      Type.HISTOGRAM,
      "Time of calls at a replica, from when a thread of it took them up until they ended.",
      "deployment"),
  CALLS_ABANDONED(
      "penstock_calls_abandoned_total",
      Type.COUNTER,
      "Calls that ran on for longer than abandonAfter after their callers had given them up.",
      "deployment"),
  MODELS_HELD(
      "penstock_models_held",
      Type.GAUGE,
      "Models that the replicas have loaded or are loading; one that two replicas have counts twice.",
      "deployment"),
  MODEL_LOADS("penstock_model_loads_total", Type.COUNTER, "Models that were loaded.", "deployment"),
  MODEL_LOAD_FAILURES(
      "penstock_model_load_failures_total",
      Type.COUNTER,
      "Loads of models that have failed, or gave a model too large to be kept.",
      "deployment"),
  MODEL_LOAD_SECONDS(
      "penstock_model_load_seconds",
      Type.HISTOGRAM,
      "Time that loaders of models took.",
      "deployment"),
  MODEL_UNLOADS(
      "penstock_model_unloads_total", Type.COUNTER, "Models that were unloaded.", "deployment"),
  BATCHES(
      "penstock_batches_total",
      Type.COUNTER,
      "Batches that have ended, by outcome: succeeded, split, failed or abandoned.",
      "deployment",
      "outcome"),
  BATCH_ITEMS(
      "penstock_batch_items_total",
      Type.COUNTER,
      "Items in these batches: divided by their number it is the mean size.",
      "deployment"),
  BATCH_WAITED_SECONDS(
      "penstock_batch_waited_seconds",
      Type.HISTOGRAM,
      "Time that the oldest item of a batch had waited when the batch began.",
      "deployment"),
  REPLICAS(
      "penstock_replicas",
      Type.GAUGE,
      "Replicas by state: starting, serving, unhealthy or draining.",
      "deployment",
      "state"),
  REPLICAS_WANTED(
      "penstock_replicas_wanted", Type.GAUGE, "Replicas that should serve.", "deployment"),
  HTTP_REQUESTS(
      "penstock_http_requests_total",
      Type.COUNTER,
      "HTTP requests that are over; status 499 is a client that went away.",
      "route",
      "method",
      "status"),
  HTTP_REQUEST_SECONDS(
      "penstock_http_request_seconds",
      Type.HISTOGRAM,
      "Time from the head of an HTTP request until its answer was written.",
      "route"),
  HTTP_OPEN_REQUESTS(
      "penstock_http_open_requests", Type.GAUGE, "HTTP requests that were not answered yet."),
  HTTP_OPEN_CONNECTIONS(
      "penstock_http_open_connections", Type.GAUGE, "Connections of HTTP clients."),
  DURABLE_REQUESTS(
      "penstock_durable_requests",
      Type.GAUGE,
      "Durable requests that have not ended, by state: pending or running.",
      "application",
      "state"),
  DURABLE_ENDED(
      "penstock_durable_requests_ended_total",
      Type.COUNTER,
      "Durable requests that have ended, by state: succeeded, failed or cancelled.",
      "application",
      "state"),
  DURABLE_ACCEPT_SECONDS(
      "penstock_durable_accept_seconds",
      Type.HISTOGRAM,
      "Time until a durable request was in the log, and on the disk where durability says so.",
      "application"),
  STORE_CAPACITY(
      "penstock_store_capacity_bytes",
      Type.GAUGE,
      "Most bytes that the process may own in the object store."),
  STORE_BYTES(
      "penstock_store_bytes",
      Type.GAUGE,
      "Bytes in the object store: reserved by segments, or used by objects in them.",
      "kind"),
  STORE_SEGMENTS("penstock_store_segments", Type.GAUGE, "Segments in the object store."),
  STORE_OBJECTS("penstock_store_objects", Type.GAUGE, "Objects in the object store."),
  STORE_OBJECTS_WAITING(
      "penstock_store_objects_waiting",
      Type.GAUGE,
      "Objects that the process has let go, and other processes still hold."),
  STORE_OBJECTS_VIEWED(
      "penstock_store_objects_viewed",
      Type.GAUGE,
      "Objects that only views keep, after the end of their calls."),
  STORE_LEASES(
      "penstock_store_leases",
      Type.GAUGE,
      "Open tensors and blobs in the object store; no deployment is everything outside of calls.",
      "deployment"),
  STORE_OLDEST_SECONDS(
      "penstock_store_oldest_seconds", Type.GAUGE, "Age of the oldest object; 0 if there is none."),
  STORE_CREATED("penstock_store_objects_created_total", Type.COUNTER, "Objects that were written."),
  STORE_RECYCLED(
      "penstock_store_objects_recycled_total",
      Type.COUNTER,
      "Objects whose memory was given back."),
  EVENT_LOOP_DELAY(
      "penstock_event_loop_delay_seconds",
      Type.HISTOGRAM,
      "How late a timer of the event loop runs: high where something blocks the loop.",
      "loop"),
  READY("penstock_ready", Type.GAUGE, "1 if every deployment serves and nothing drains, else 0."),
  READY_TIME(
      "penstock_ready_time_seconds",
      Type.GAUGE,
      "When everything served for the first time, in seconds since 1970; 0 before."),
  BUILD("penstock_build_info", Type.INFO, "Version of Penstock; always 1.", "version"),

  PROCESS_START_TIME(
      "process_start_time_seconds", Type.GAUGE, "When the JVM started, in seconds since 1970."),
  PROCESS_UPTIME("process_uptime_seconds", Type.GAUGE, "Time since the JVM started."),
  PROCESS_CPU_USAGE(
      "process_cpu_usage", Type.GAUGE, "Share of all cores that the process uses, from 0 to 1."),
  PROCESS_CPU_TIME(
      "process_cpu_time_ns_total", Type.COUNTER, "CPU time of the process in nanoseconds."),
  PROCESS_FILES_OPEN("process_files_open_files", Type.GAUGE, "Open files and sockets."),
  PROCESS_FILES_MAX("process_files_max_files", Type.GAUGE, "Files and sockets that may be open."),
  SYSTEM_CPU_COUNT("system_cpu_count", Type.GAUGE, "Cores that the JVM may use."),
  SYSTEM_CPU_USAGE(
      "system_cpu_usage", Type.GAUGE, "Share of all cores that the machine uses, from 0 to 1."),
  SYSTEM_LOAD("system_load_average_1m", Type.GAUGE, "Load average of the machine over one minute."),
  MEMORY_USED("jvm_memory_used_bytes", Type.GAUGE, "Memory in use: heap and others.", "area", "id"),
  MEMORY_COMMITTED(
      "jvm_memory_committed_bytes", Type.GAUGE, "Memory that the JVM has taken.", "area", "id"),
  MEMORY_MAX("jvm_memory_max_bytes", Type.GAUGE, "Most memory it may take.", "area", "id"),
  BUFFER_COUNT("jvm_buffer_count_buffers", Type.GAUGE, "Buffers outside of the heap.", "id"),
  BUFFER_USED(
      "jvm_buffer_memory_used_bytes", Type.GAUGE, "Memory of buffers outside of the heap.", "id"),
  BUFFER_CAPACITY(
      "jvm_buffer_total_capacity_bytes", Type.GAUGE, "Capacity of these buffers.", "id"),
  GC_PAUSE(
      "jvm_gc_pause_seconds",
      Type.SUMMARY,
      "Pauses of the garbage collector, from the first scrape on.",
      "action",
      "cause",
      "gc"),
  GC_PAUSE_MAX(
      "jvm_gc_pause_seconds_max",
      Type.GAUGE,
      "Longest of these pauses in the last minutes.",
      "action",
      "cause",
      "gc"),
  GC_CONCURRENT(
      "jvm_gc_concurrent_phase_time_seconds",
      Type.SUMMARY,
      "Work of the garbage collector beside the program.",
      "action",
      "cause",
      "gc"),
  GC_CONCURRENT_MAX(
      "jvm_gc_concurrent_phase_time_seconds_max",
      Type.GAUGE,
      "Longest phase of that work in the last minutes.",
      "action",
      "cause",
      "gc"),
  GC_LIVE("jvm_gc_live_data_size_bytes", Type.GAUGE, "Long-lived objects after the last major GC."),
  GC_MAX("jvm_gc_max_data_size_bytes", Type.GAUGE, "Most memory for long-lived objects."),
  GC_ALLOCATED("jvm_gc_memory_allocated_bytes_total", Type.COUNTER, "Memory of new objects."),
  GC_PROMOTED(
      "jvm_gc_memory_promoted_bytes_total", Type.COUNTER, "Memory of objects that became old."),
  THREADS_LIVE("jvm_threads_live_threads", Type.GAUGE, "Threads."),
  THREADS_DAEMON("jvm_threads_daemon_threads", Type.GAUGE, "Daemon threads."),
  THREADS_PEAK("jvm_threads_peak_threads", Type.GAUGE, "Most threads there were at a time."),
  THREADS_STARTED("jvm_threads_started_threads_total", Type.COUNTER, "Threads ever started."),
  THREADS_STATES("jvm_threads_states_threads", Type.GAUGE, "Threads by state.", "state");

  /** What kind of numbers a meter gives, as Prometheus names them. */
  public enum Type {
    COUNTER,
    GAUGE,
    HISTOGRAM,
    SUMMARY,
    INFO
  }

  private final String scrapedName;
  private final Type type;
  private final String help;
  private final String labels;

  Meter(String scrapedName, Type type, String help, String... labels) {
    this.scrapedName = scrapedName;
    this.type = type;
    this.help = help;
    this.labels = String.join(",", labels);
  }

  /** Its name in a scrape; a histogram adds {@code _bucket}, {@code _sum} and {@code _count}. */
  public String scrapedName() {
    return scrapedName;
  }

  /** What kind of numbers it gives. */
  public Type type() {
    return type;
  }

  /** What it tells, in a sentence. */
  public String help() {
    return help;
  }

  /** The names of its labels. */
  public List<String> labels() {
    return labels.isEmpty() ? List.of() : List.of(labels.split(",", -1));
  }
}
