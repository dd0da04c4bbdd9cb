package dev.penstock.message;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.annotation.JsonCreator;
import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonProperty;
import com.fasterxml.jackson.annotation.JsonTypeInfo;
import com.fasterxml.jackson.core.type.TypeReference;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.math.BigDecimal;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

class ValueCodecTest {
  record Point(int x, double y, String name) {}

  record Shape(List<Point> points) {}

  record Box<T>(T value) {}

  record Tree(int value, List<Tree> children) {}

  record Chain(int value, @Nullable Chain next) {}

  record Range(int from, int to) {
    Range {
      if (from > to) {
        throw new IllegalArgumentException("from must not be above to");
      }
    }
  }

  static class Person {
    private String name = "";
    private List<String> tags = new ArrayList<>();

    public String getName() {
      return name;
    }

    public void setName(String name) {
      this.name = name;
    }

    public List<String> getTags() {
      return tags;
    }

    public void setTags(List<String> tags) {
      this.tags = tags;
    }
  }

  static final class Employee extends Person {}

  @Test
  void immutableValuesPassByReference() {
    Point point = new Point(1, 2.5, "p");
    Box<Instant> box = new Box<>(Instant.now());
    Chain chain = new Chain(1, new Chain(2, null));

    assertThat(ValueCodecs.of(Point.class).copy(point)).isSameAs(point);
    assertThat(codec(new TypeReference<Box<Instant>>() {}).copy(box)).isSameAs(box);
    assertThat(ValueCodecs.of(Chain.class).copy(chain)).isSameAs(chain);
    assertThat(ValueCodecs.of(Tree.class).immutable()).isFalse();
  }

  @Test
  void mutableValuesAreCopiedInDepth() {
    byte[] bytes = {1, 2};
    Buffer buffer = Buffer.buffer("b");
    JsonObject json = new JsonObject().put("inner", new JsonObject().put("a", 1));
    List<Point> points = new ArrayList<>(List.of(new Point(1, 1, "a")));
    Shape shape = new Shape(points);
    Person person = new Person();
    person.setTags(new ArrayList<>(List.of("x")));

    byte[] bytesCopy = copy(ValueCodecs.of(byte[].class), bytes);
    Buffer bufferCopy = copy(ValueCodecs.of(Buffer.class), buffer);
    JsonObject jsonCopy = copy(ValueCodecs.of(JsonObject.class), json);
    Shape shapeCopy = copy(ValueCodecs.of(Shape.class), shape);
    Person personCopy = copy(ValueCodecs.of(Person.class), person);
    bytes[0] = 9;
    buffer.setByte(0, (byte) 'z');
    json.getJsonObject("inner").put("a", 2);
    points.clear();
    person.getTags().clear();

    assertThat(bytesCopy).containsExactly(1, 2);
    assertThat(bufferCopy).hasToString("b");
    assertThat(jsonCopy).hasToString("{\"inner\":{\"a\":1}}");
    assertThat(shapeCopy.points()).containsExactly(new Point(1, 1, "a"));
    assertThat(personCopy.getTags()).containsExactly("x");
  }

  @Test
  @SuppressWarnings({"unchecked", "rawtypes"})
  void aRawTypeTrickIsFoundWithItsPlace() {
    List raw = new ArrayList<>(List.of("a", 1));
    Box wrong = new Box<>(1);

    assertThatThrownBy(() -> codec(new TypeReference<List<String>>() {}).copy(raw))
        .isInstanceOf(ValueException.class)
        .hasMessage("[1]: expected java.lang.String, got java.lang.Integer");
    assertThatThrownBy(() -> codec(new TypeReference<Box<String>>() {}).copy(wrong))
        .isInstanceOf(ValueException.class)
        .hasMessage("value: expected java.lang.String, got java.lang.Integer");
    assertThatThrownBy(
            () -> codec(new TypeReference<Map<String, Box<String>>>() {}).copy(Map.of("k", wrong)))
        .hasMessage("k.value: expected java.lang.String, got java.lang.Integer");
    assertThatThrownBy(() -> ValueCodecs.of(int.class).copy(null))
        .hasMessage("expected int, got null");
    assertThatThrownBy(() -> ValueCodecs.of(Person.class).copy(new Employee()))
        .hasMessageContaining("expected dev.penstock.message.ValueCodecTest$Person, got")
        .hasMessageContaining("Employee");
  }

  @Test
  void recursiveValuesAreLimitedInDepthAndMayNotContainThemselves() {
    ValueCodec trees = ValueCodecs.of(Tree.class);
    List<Tree> loop = new ArrayList<>();
    Tree cyclic = new Tree(0, loop);
    loop.add(cyclic);
    Chain deep = new Chain(0, null);
    for (int i = 1; i < 10_000; i++) {
      deep = new Chain(i, deep);
    }
    Chain tooDeep = deep;
    JsonArray self = new JsonArray();
    self.add(self);

    assertThatThrownBy(() -> trees.copy(cyclic)).hasMessageContaining("deeper than 200 levels");
    assertThatThrownBy(() -> trees.write(cyclic, new WireWriter()))
        .hasMessageContaining("deeper than 200 levels");
    assertThatThrownBy(() -> ValueCodecs.of(Chain.class).copy(tooDeep))
        .hasMessageContaining("deeper than 200 levels");
    assertThatThrownBy(() -> ValueCodecs.of(JsonArray.class).copy(self))
        .hasMessageContaining("deeper than 200 levels");
    Tree fine = new Tree(1, List.of(new Tree(2, List.of())));
    assertThat(trees.copy(fine)).isEqualTo(fine);
  }

  @Test
  void foreignBytesThatNestForeverAreRefused() {
    Buffer bytes = Buffer.buffer();
    for (int i = 0; i < 100_000; i++) {
      // present, value present and 0, list present with one item
      bytes.appendBytes(new byte[] {1, 1, 0, 1, 1});
    }
    assertThatThrownBy(() -> ValueCodecs.of(Tree.class).read(new WireReader(bytes)))
        .isInstanceOf(ValueException.class)
        .hasMessageContaining("deeper than 200 levels");
  }

  record Grows<T>(@Nullable Grows<List<T>> next) {}

  @JsonTypeInfo(use = JsonTypeInfo.Id.CLASS)
  static final class Polymorphic {
    public int value;
  }

  static final class ReadOnly {
    public int getArea() {
      return 1;
    }
  }

  @Test
  void refusesTypesThatCannotBeClosed() {
    assertThatThrownBy(() -> codec(new TypeReference<Grows<String>>() {}))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("deeper than 50 levels");
    assertThatThrownBy(() -> ValueCodecs.of(Polymorphic.class))
        .hasMessageContaining("@JsonTypeInfo");
    assertThatThrownBy(() -> ValueCodecs.of(ReadOnly.class))
        .hasMessageContaining("property 'area' of class ReadOnly has a getter but cannot be set");
  }

  @JsonInclude(JsonInclude.Include.NON_NULL)
  record Sparse(@Nullable String a, @Nullable Integer b) {}

  record Renamed(@JsonProperty("user_id") int userId) {}

  static final class Made {
    private final int value;

    @JsonCreator
    Made(@JsonProperty("value") int value) {
      this.value = value;
    }

    public int getValue() {
      return value;
    }
  }

  static final class Unmade {
    private final int value;

    Unmade(int value) {
      this.value = value;
    }

    public int getValue() {
      return value;
    }
  }

  static final class Friend {
    public @Nullable Friend friend;
  }

  @Test
  void annotationsOfJacksonAreObeyed() {
    ValueCodec sparse = ValueCodecs.of(Sparse.class);
    assertThat(sparse.toJson(new Sparse("x", null))).hasToString("{\"a\":\"x\"}");
    assertThat(sparse.copy(new Sparse("x", null))).isEqualTo(new Sparse("x", null));
    assertThat(ValueCodecs.of(Renamed.class).toJson(new Renamed(1))).hasToString("{\"user_id\":1}");
    assertThat(json("{\"user_id\": 1}", Renamed.class)).isEqualTo(new Renamed(1));
    assertThat(copy(ValueCodecs.of(Made.class), new Made(7)).getValue()).isEqualTo(7);
    assertThatThrownBy(() -> ValueCodecs.of(Unmade.class))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("class Unmade cannot be made by Jackson: make it a record");
  }

  @Test
  void aBeanThatContainsItselfIsRefused() {
    Friend one = new Friend();
    Friend two = new Friend();
    one.friend = two;
    two.friend = one;

    assertThatThrownBy(() -> ValueCodecs.of(Friend.class).copy(one))
        .isInstanceOf(ValueException.class);
  }

  @Test
  void jsonIsReadStrictlyAndMisfitsNameTheirPlace() {
    assertThat(json("{\"x\": 1, \"y\": 2, \"name\": null}", Point.class))
        .isEqualTo(new Point(1, 2, nothing()));
    refuses("\"12\"", int.class, "expected an integer, got \"12\"");
    refuses("1.5", int.class, "expected an integer, got 1.5");
    refuses(
        "3000000000",
        int.class,
        "expected an integer from -2147483648 to 2147483647, got 3000000000");
    refuses("null", int.class, "expected int, got null");
    refuses("1e400", double.class, "expected a number in the range of the type, got 1E+400");
    refuses("12", String.class, "expected a string, got 12");
    refuses("1", boolean.class, "expected true or false, got 1");
    refuses("\"ab\"", char.class, "expected a string of one character, got \"ab\"");
    refuses(
        "\"soon\"",
        Instant.class,
        "expected an Instant such as \"2026-01-31T12:00:00Z\", got \"soon\"");
    refuses("\"%%\"", byte[].class, "expected a string of base64, got \"%%\"");
    refuses(
        "\"BLUE\"",
        Thread.State.class,
        "expected one of NEW, RUNNABLE, BLOCKED, WAITING, TIMED_WAITING, TERMINATED, got \"BLUE\"");
    refuses(
        "{\"points\": [{\"x\": 1, \"y\": 2, \"name\": 3}]}",
        Shape.class,
        "points[0].name: expected a string, got 3");
    refuses(
        "{\"points\": [], \"color\": 1}", Shape.class, "color: unknown property, known are points");
    refuses("{\"y\": 2}", Point.class, "x: is missing, and must be a value of type int");
    refuses("[]", Point.class, "expected an object, got an array");
    refuses(
        "{\"from\": 2, \"to\": 1}", Range.class, "not a valid Range: from must not be above to");
    refuses("{\"name\": 12}", Person.class, "name: expected String, got 12");
    refuses("{\"nam\": \"a\"}", Person.class, "nam: unknown property, known are name, tags");
  }

  @Test
  void anUnparsableDocumentIsToldWithItsPlace() {
    assertThatThrownBy(() -> JsonValues.parse(Buffer.buffer("{\n \"a\": }")))
        .isInstanceOf(ValueException.class)
        .hasMessageStartingWith("not JSON at line 2, column ");
    assertThatThrownBy(() -> JsonValues.parse(Buffer.buffer("{} 2")))
        .isInstanceOf(ValueException.class)
        .hasMessage("not JSON at line 1, column 4: something follows after its end");
    assertThatThrownBy(() -> JsonValues.parse(Buffer.buffer("{\"a\": 1, \"a\": 2}")))
        .hasMessageContaining("Duplicate field 'a'")
        .hasMessageNotContaining("Feature");
    assertThatThrownBy(() -> JsonValues.parse("[NaN]"))
        .hasMessageEndingWith(": NaN is no number of JSON");
    for (String text : List.of("[+1]", "[-Infinity]", "[/*a*/1]", "9".repeat(1001))) {
      assertThatThrownBy(() -> JsonValues.parse(text))
          .isInstanceOf(ValueException.class)
          .hasMessageStartingWith("not JSON")
          .hasMessageNotContainingAny("Feature", "Constraints", "enable");
    }
    assertThatThrownBy(() -> JsonValues.parse("[1,"))
        .hasMessageContaining("line 1, column 4")
        .hasMessageNotContaining("Source");
    assertThatThrownBy(() -> JsonValues.parse(Buffer.buffer("")))
        .hasMessage("expected JSON, got nothing");
  }

  @Test
  void decimalsKeepTheirDigits() {
    assertThat(json("1.10", BigDecimal.class)).isEqualTo(new BigDecimal("1.10"));
    assertThat(json("{\"a\": 0.1}", JsonObject.class)).isEqualTo(new JsonObject().put("a", 0.1));
  }

  private static void refuses(String json, Class<?> type, String message) {
    assertThatThrownBy(() -> json(json, type))
        .as("%s as %s", json, type)
        .isInstanceOf(ValueException.class)
        .hasMessage(message);
  }

  private static @Nullable Object json(String json, Class<?> type) {
    return ValueCodecs.of(type).fromJson(JsonValues.parse(Buffer.buffer(json)));
  }

  @SuppressWarnings("unchecked")
  private static <T> T copy(ValueCodec codec, T value) {
    return (T) Objects.requireNonNull(codec.copy(value));
  }

  @SuppressWarnings("NullAway") // A record component that JSON may set to null.
  private static String nothing() {
    return null;
  }

  private static ValueCodec codec(TypeReference<?> type) {
    return ValueCodecs.of(type.getType());
  }
}
