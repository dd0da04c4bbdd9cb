package dev.penstock.message;

import com.fasterxml.jackson.core.type.TypeReference;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.lang.reflect.Type;
import java.math.BigDecimal;
import java.math.BigInteger;
import java.net.URI;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.time.LocalDateTime;
import java.time.LocalTime;
import java.time.Month;
import java.time.OffsetDateTime;
import java.time.Period;
import java.time.Year;
import java.time.YearMonth;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.time.ZonedDateTime;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Random;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.TimeUnit;
import java.util.function.Function;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/** Types of all families with random values of them. */
final class RandomValues {
  record Leaf(int number, @Nullable String text, TimeUnit unit, Instant at) {}

  record Mixed(
      @Nullable Leaf leaf, List<Leaf> leaves, Map<UUID, byte[]> bytes, @Nullable Bean bean) {}

  record Pair<A, B>(A first, B second) {}

  record Node(int value, List<Node> children) {}

  /** Mutable, with properties of several families. */
  public static final class Bean {
    private double weight;
    private @Nullable String name;
    private @Nullable JsonObject json;
    private @Nullable Leaf leaf;
    private List<Integer> numbers = new ArrayList<>();

    public double getWeight() {
      return weight;
    }

    public void setWeight(double weight) {
      this.weight = weight;
    }

    public @Nullable String getName() {
      return name;
    }

    public void setName(@Nullable String name) {
      this.name = name;
    }

    public @Nullable JsonObject getJson() {
      return json;
    }

    public void setJson(@Nullable JsonObject json) {
      this.json = json;
    }

    public @Nullable Leaf getLeaf() {
      return leaf;
    }

    public void setLeaf(@Nullable Leaf leaf) {
      this.leaf = leaf;
    }

    public List<Integer> getNumbers() {
      return numbers;
    }

    public void setNumbers(List<Integer> numbers) {
      this.numbers = numbers;
    }

    @Override
    public boolean equals(@Nullable Object other) {
      return other instanceof Bean that
          && weight == that.weight
          && Objects.equals(name, that.name)
          && Objects.equals(json, that.json)
          && Objects.equals(leaf, that.leaf)
          && numbers.equals(that.numbers);
    }

    @Override
    public int hashCode() {
      return Objects.hash(weight, name, json, leaf, numbers);
    }
  }

  /** A type and a source of its values. */
  record Source(Type type, Supplier<Object> values) {}

  private final Random random;
  private final List<Source> sources = new ArrayList<>();

  RandomValues(Random random) {
    this.random = random;
    scalars();
    times();
    composites();
  }

  List<Source> sources() {
    return sources;
  }

  private void add(Type type, Supplier<Object> values) {
    sources.add(new Source(type, values));
  }

  private void add(TypeReference<?> type, Supplier<Object> values) {
    add(type.getType(), values);
  }

  private void scalars() {
    add(String.class, this::text);
    add(boolean.class, random::nextBoolean);
    add(Character.class, () -> (char) random.nextInt(65536));
    add(byte.class, () -> (byte) random.nextInt());
    add(Short.class, () -> (short) random.nextInt());
    add(int.class, () -> random.nextInt() >> random.nextInt(32));
    add(Long.class, () -> random.nextLong() >> random.nextInt(64));
    add(float.class, () -> Float.intBitsToFloat(random.nextInt()));
    add(Double.class, () -> Double.longBitsToDouble(random.nextLong()));
    add(Double.class, () -> random.nextBoolean() ? Double.NaN : Double.NEGATIVE_INFINITY);
    add(BigInteger.class, () -> new BigInteger(random.nextInt(200), random).negate());
    add(BigDecimal.class, this::decimal);
    add(TimeUnit.class, this::unit);
    add(UUID.class, () -> new UUID(random.nextLong(), random.nextLong()));
    add(URI.class, () -> URI.create("http://host:" + random.nextInt(1000) + "/a?b=%20"));
    add(byte[].class, this::bytes);
    add(Buffer.class, () -> Buffer.buffer(bytes()));
    add(JsonObject.class, () -> object(3));
    add(JsonArray.class, () -> array(3));
  }

  private void times() {
    add(Instant.class, this::instant);
    add(Instant.class, () -> random.nextBoolean() ? Instant.MIN : Instant.MAX);
    add(Duration.class, () -> Duration.ofSeconds(random.nextLong(), random.nextInt(1_000_000_000)));
    add(Period.class, () -> Period.of(random.nextInt(), -5, 3));
    add(LocalDate.class, () -> LocalDate.ofEpochDay(random.nextInt()));
    add(LocalTime.class, this::time);
    add(
        LocalDateTime.class,
        () -> LocalDateTime.of(LocalDate.ofEpochDay(random.nextInt()), time()));
    add(OffsetDateTime.class, () -> instant().atOffset(offset()));
    add(ZonedDateTime.class, () -> instant().atZone(zone()));
    add(ZonedDateTime.class, () -> instant().atZone(offset()));
    // Twice the same local time, when clocks go back.
    add(
        ZonedDateTime.class,
        () ->
            Instant.parse("2026-10-25T00:30:00Z")
                .plusSeconds(random.nextInt(7200))
                .atZone(ZoneId.of("Europe/Berlin")));
    add(ZoneId.class, this::zone);
    add(ZoneOffset.class, this::offset);
    add(Year.class, () -> Year.of(random.nextInt(2_000_000) - 999_999));
    add(
        YearMonth.class,
        () -> YearMonth.of(random.nextInt(2_000_000) - 999_999, Month.of(1 + random.nextInt(12))));
  }

  private void composites() {
    add(Leaf.class, this::leaf);
    add(Mixed.class, this::mixed);
    add(Bean.class, this::bean);
    add(Node.class, () -> node(3));
    add(new TypeReference<List<Leaf>>() {}, () -> list(this::leaf));
    add(new TypeReference<Set<String>>() {}, () -> new HashSet<>(list(this::text)));
    add(new TypeReference<Collection<Bean>>() {}, () -> list(this::bean));
    add(new TypeReference<List<List<Long>>>() {}, () -> list(() -> list(random::nextLong)));
    add(new TypeReference<Map<String, Leaf>>() {}, () -> map(this::text, this::leaf));
    add(
        new TypeReference<Map<Integer, List<String>>>() {},
        () -> map(random::nextInt, () -> list(this::text)));
    add(new TypeReference<Map<Double, Long>>() {}, () -> map(random::nextGaussian, () -> 1L));
    add(new TypeReference<Map<TimeUnit, JsonObject>>() {}, () -> map(this::unit, () -> object(1)));
    add(
        new TypeReference<Pair<Instant, List<Pair<Integer, String>>>>() {},
        () -> new Pair<>(instant(), list(() -> new Pair<>(random.nextInt(), text()))));
  }

  /** Any characters, but no unpaired surrogates: JSON in bytes cannot hold those. */
  private String text() {
    StringBuilder text = new StringBuilder();
    for (int length = random.nextInt(12); length > 0; length--) {
      int[] planes = {0x80, 0x800, 0xD800, 0x10000 + 0x1000};
      int point = random.nextInt(planes[random.nextInt(planes.length)]);
      text.appendCodePoint(point >= 0xD800 && point < 0xE000 ? 'x' : point);
    }
    return text.toString();
  }

  private BigDecimal decimal() {
    return new BigDecimal(new BigInteger(100, random), random.nextInt(60) - 30);
  }

  private TimeUnit unit() {
    List<TimeUnit> units = List.of(TimeUnit.values());
    return units.get(random.nextInt(units.size()));
  }

  private byte[] bytes() {
    byte[] bytes = new byte[random.nextInt(20)];
    random.nextBytes(bytes);
    return bytes;
  }

  private Instant instant() {
    return Instant.ofEpochSecond(
        random.nextInt() * 20L, random.nextBoolean() ? 0 : random.nextInt(1_000_000_000));
  }

  private LocalTime time() {
    return LocalTime.ofNanoOfDay(random.nextLong(86_400_000_000_000L));
  }

  private ZoneOffset offset() {
    return ZoneOffset.ofTotalSeconds(random.nextInt(36_000) - 18_000);
  }

  private ZoneId zone() {
    List<String> ids = List.of("UTC", "Z", "Europe/Berlin", "America/St_Johns", "UTC+01:30", "GMT");
    return ZoneId.of(ids.get(random.nextInt(ids.size())));
  }

  private Leaf leaf() {
    return new Leaf(random.nextInt(), random.nextBoolean() ? text() : null, unit(), instant());
  }

  private Bean bean() {
    Bean bean = new Bean();
    bean.setWeight(random.nextGaussian());
    bean.setName(random.nextBoolean() ? text() : null);
    bean.setJson(random.nextBoolean() ? new JsonObject().put("a", text()).put("b", 1) : null);
    bean.setLeaf(random.nextBoolean() ? leaf() : null);
    bean.setNumbers(new ArrayList<>(list(random::nextInt)));
    return bean;
  }

  private Mixed mixed() {
    return new Mixed(
        random.nextBoolean() ? leaf() : null,
        list(this::leaf),
        map(UUID::randomUUID, this::bytes),
        random.nextBoolean() ? bean() : null);
  }

  private Node node(int depth) {
    return new Node(random.nextInt(), depth == 0 ? List.of() : list(() -> node(depth - 1)));
  }

  private <T> List<T> list(Supplier<T> items) {
    List<T> list = new ArrayList<>();
    for (int size = random.nextInt(4); size > 0; size--) {
      list.add(items.get());
    }
    return list;
  }

  private <K, V> Map<K, V> map(Supplier<K> keys, Supplier<V> values) {
    Map<K, V> map = random.nextBoolean() ? new HashMap<>() : new LinkedHashMap<>();
    list(keys).forEach(key -> map.put(key, values.get()));
    return map;
  }

  private JsonObject object(int depth) {
    JsonObject object = new JsonObject();
    for (int size = random.nextInt(4); size > 0; size--) {
      object.put(text(), jsonValue(depth));
    }
    return object;
  }

  private JsonArray array(int depth) {
    JsonArray array = new JsonArray();
    for (int size = random.nextInt(4); size > 0; size--) {
      array.add(jsonValue(depth));
    }
    return array;
  }

  private @Nullable Object jsonValue(int depth) {
    List<Function<Integer, @Nullable Object>> kinds =
        List.of(
            d -> null,
            d -> text(),
            d -> random.nextInt(),
            d -> random.nextLong(),
            d -> random.nextGaussian(),
            d -> random.nextBoolean(),
            d -> decimal(),
            d -> Buffer.buffer(bytes()),
            d -> instant(),
            d -> unit(),
            d -> d == 0 ? null : object(d - 1),
            d -> d == 0 ? null : array(d - 1),
            d -> d == 0 ? null : map(this::text, () -> 1),
            d -> d == 0 ? null : list(random::nextInt));
    return kinds.get(random.nextInt(kinds.size())).apply(depth);
  }
}
