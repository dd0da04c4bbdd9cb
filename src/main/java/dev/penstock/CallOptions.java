package dev.penstock;

import dev.penstock.spi.Engine;
import java.time.Duration;
import java.util.Collections;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.TreeMap;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** Options of calls over a handle. Immutable; put onto a handle by {@link #on}. */
public final class CallOptions {
  /** Characters of the longest id of a model. */
  public static final int MAX_MODEL_ID = 256;

  /** Characters of the longest value of a header. */
  public static final int MAX_HEADER = 8192;

  private static final CallOptions NONE = new CallOptions(null, false, null, null, Map.of());
  private static final Pattern TOKEN = Pattern.compile("[A-Za-z0-9!#$%&'*+.^_`|~-]+");

  private final @Nullable Duration timeout;
  private final boolean idempotent;
  private final @Nullable String routingKey;
  private final @Nullable String modelId;
  private final Map<String, String> headers;

  private CallOptions(
      @Nullable Duration timeout,
      boolean idempotent,
      @Nullable String routingKey,
      @Nullable String modelId,
      Map<String, String> headers) {
    this.timeout = timeout;
    this.idempotent = idempotent;
    this.routingKey = routingKey;
    this.modelId = modelId;
    this.headers = headers;
  }

  /** No options: a call inherits everything from the call it is made in. */
  public static CallOptions none() {
    return NONE;
  }

  /** Options with that timeout; see {@link #within}. */
  public static CallOptions timeout(Duration timeout) {
    return NONE.within(timeout);
  }

  /**
   * A copy with that timeout. It shortens the deadline inherited from the current call and never
   * extends it.
   *
   * @param timeout positive
   */
  public CallOptions within(Duration timeout) {
    if (timeout.isNegative() || timeout.isZero()) {
      throw new IllegalArgumentException("timeout must be positive, was " + timeout);
    }
    return new CallOptions(timeout, idempotent, routingKey, modelId, headers);
  }

  /** A copy that allows the call to run more than once: it is repeated when its replica is lost. */
  public CallOptions idempotent() {
    return new CallOptions(timeout, true, routingKey, modelId, headers);
  }

  /**
   * A copy with a key for routing: a router with {@code consistent-hash} sends calls of one key to
   * one replica, a weighted edge that is sticky by {@code routingKey} to one deployment.
   */
  public CallOptions routingKey(String key) {
    return new CallOptions(
        timeout, idempotent, Objects.requireNonNull(key, "key"), modelId, headers);
  }

  /**
   * A copy that asks for that model; the calls below inherit it.
   *
   * @throws IllegalArgumentException if it {@link #isModelId is no id of a model}
   */
  public CallOptions modelId(String id) {
    if (!isModelId(id)) {
      throw new IllegalArgumentException(
          "the id of a model must have 1 to "
              + MAX_MODEL_ID
              + " characters and no control characters");
    }
    return new CallOptions(timeout, idempotent, routingKey, id, headers);
  }

  /** Whether it has 1 to {@link #MAX_MODEL_ID} characters, none of them a control character. */
  public static boolean isModelId(String id) {
    return !id.isEmpty()
        && id.length() <= MAX_MODEL_ID
        && id.chars().noneMatch(Character::isISOControl);
  }

  /**
   * A copy with one more header, which the callee and the calls below it see by {@link
   * CallContext#header}.
   *
   * @param name as in HTTP; its case does not matter
   * @param value at most {@link #MAX_HEADER} characters, none of them a control character but tab
   * @throws IllegalArgumentException if name or value cannot be those of a header
   */
  public CallOptions header(String name, String value) {
    if (!TOKEN.matcher(name).matches()) {
      throw new IllegalArgumentException("'" + name + "' is no name of a header");
    }
    if (value.length() > MAX_HEADER
        || value.chars().anyMatch(c -> Character.isISOControl(c) && c != '\t')) {
      throw new IllegalArgumentException(
          "the value of header '"
              + name
              + "' must have at most "
              + MAX_HEADER
              + " characters and no control characters");
    }
    Map<String, String> changed = new TreeMap<>(headers);
    changed.put(name.toLowerCase(Locale.ROOT), value);
    return new CallOptions(
        timeout, idempotent, routingKey, modelId, Collections.unmodifiableMap(changed));
  }

  /** The timeout, if one was set. */
  public Optional<Duration> timeout() {
    return Optional.ofNullable(timeout);
  }

  /** Whether the call may run more than once. */
  public boolean isIdempotent() {
    return idempotent;
  }

  /** The routing key, if one was set. */
  public Optional<String> routingKey() {
    return Optional.ofNullable(routingKey);
  }

  /** The model that is asked for, if one was set. */
  public Optional<String> modelId() {
    return Optional.ofNullable(modelId);
  }

  /** The headers that were set, by lower-case name. Unmodifiable. */
  public Map<String, String> headers() {
    return headers;
  }

  /**
   * The same contract with these options. Cached per handle and options; of an object that is no
   * handle, such as a fake in a test, that object.
   */
  public <T> T on(T handle) {
    return Engine.get().withOptions(handle, this);
  }

  @Override
  public boolean equals(@Nullable Object other) {
    return other instanceof CallOptions that
        && Objects.equals(timeout, that.timeout)
        && idempotent == that.idempotent
        && Objects.equals(routingKey, that.routingKey)
        && Objects.equals(modelId, that.modelId)
        && headers.equals(that.headers);
  }

  @Override
  public int hashCode() {
    return Objects.hash(timeout, idempotent, routingKey, modelId, headers);
  }

  @Override
  public String toString() {
    return "CallOptions[timeout="
        + timeout
        + ", idempotent="
        + idempotent
        + ", routingKey="
        + routingKey
        + ", modelId="
        + modelId
        + ", headers="
        + headers
        + "]";
  }
}
