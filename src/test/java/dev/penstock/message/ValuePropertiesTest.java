package dev.penstock.message;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.fail;

import com.fasterxml.jackson.databind.JsonNode;
import dev.penstock.message.RandomValues.Source;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Objects;
import java.util.Random;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/** What holds for every value of every supported type, tried with random ones. */
class ValuePropertiesTest {
  private static final int ROUNDS = 100;

  private final long seed = System.nanoTime();
  private final Random random = new Random(seed);
  private final List<Source> sources = new RandomValues(random).sources();

  @Test
  void aCopyIsWhatWritingAndReadingGives() {
    for (Source source : sources) {
      ValueCodec codec = ValueCodecs.of(source.type());
      for (int round = 0; round < ROUNDS; round++) {
        Object value = source.values().get();
        Buffer bytes = write(codec, value);
        WireReader in = new WireReader(bytes);
        Object far = codec.read(in);
        in.end();
        Object near = codec.copy(value);

        assertSame(source, near, far);
        assertThat(write(codec, near)).as(place(source)).isEqualTo(write(codec, far));
        if (!(value instanceof JsonObject || value instanceof JsonArray)) {
          assertSame(source, near, value);
        }
        if (codec.immutable()) {
          assertThat(near).as(place(source)).isSameAs(value);
        }
      }
    }
  }

  @Test
  void jsonGivesTheValueBack() {
    for (Source source : sources) {
      ValueCodec codec = ValueCodecs.of(source.type());
      for (int round = 0; round < ROUNDS; round++) {
        Object value = source.values().get();
        if (value instanceof Character c && Character.isSurrogate(c)) {
          continue;
        }
        if (source.type().getTypeName().contains("Json")) {
          // Classes that JSON has no place for have become others after the first time.
          value = Objects.requireNonNull(throughJson(codec, value));
        }
        assertSame(source, throughJson(codec, value), codec.copy(value));
      }
    }
  }

  private static @Nullable Object throughJson(ValueCodec codec, Object value) {
    return codec.fromJson(JsonValues.parse(JsonValues.print(codec.toJson(value))));
  }

  @Test
  void foreignBytesAreRefusedAndNeverAnythingWorse() {
    for (Source source : sources) {
      ValueCodec codec = ValueCodecs.of(source.type());
      for (int round = 0; round < ROUNDS; round++) {
        byte[] bytes = write(codec, source.values().get()).getBytes();
        for (int change = random.nextInt(4); change >= 0; change--) {
          bytes[random.nextInt(bytes.length)] = (byte) random.nextInt(256);
        }
        byte[] foreign =
            random.nextBoolean() ? bytes : Arrays.copyOf(bytes, random.nextInt(bytes.length + 1));
        onlyMisfits(source, () -> codec.read(new WireReader(Buffer.buffer(foreign))));
      }
    }
  }

  @Test
  void jsonOfAnotherTypeIsRefusedAndNeverAnythingWorse() {
    List<JsonNode> documents = new ArrayList<>();
    for (Source source : sources) {
      ValueCodec codec = ValueCodecs.of(source.type());
      for (int i = 0; i < 5; i++) {
        documents.add(codec.toJson(source.values().get()));
      }
    }
    for (Source source : sources) {
      ValueCodec codec = ValueCodecs.of(source.type());
      documents.forEach(json -> onlyMisfits(source, () -> codec.fromJson(json)));
    }
  }

  @Test
  void valuesOfAnotherTypeAreRefusedAndNeverAnythingWorse() {
    for (Source source : sources) {
      ValueCodec codec = ValueCodecs.of(source.type());
      for (Source other : sources) {
        Object value = other.values().get();
        onlyMisfits(source, () -> codec.copy(value));
        onlyMisfits(source, () -> write(codec, value));
        onlyMisfits(source, () -> codec.toJson(value));
      }
    }
  }

  private void onlyMisfits(Source source, Runnable work) {
    try {
      work.run();
    } catch (ValueException expected) {
      assertThat(expected.getMessage()).as(place(source)).isNotBlank();
    } catch (RuntimeException | StackOverflowError e) {
      fail(place(source), e);
    }
  }

  private String place(Source source) {
    return source.type().getTypeName() + ", seed " + seed;
  }

  private void assertSame(Source source, @Nullable Object actual, @Nullable Object expected) {
    if (Objects.deepEquals(actual, expected)) {
      return;
    }
    assertThat(actual)
        .as(place(source))
        .usingRecursiveComparison()
        .usingOverriddenEquals()
        .isEqualTo(expected);
  }

  private static Buffer write(ValueCodec codec, @Nullable Object value) {
    WireWriter out = new WireWriter();
    codec.write(value, out);
    return out.buffer();
  }

  @Test
  void textsWithUnpairedSurrogatesSurvive() {
    ValueCodec codec = ValueCodecs.of(String.class);
    for (String text : List.of("\ud800", "a\udc00b", "\udc00\ud800", "?", "\ud83d\ude00")) {
      assertThat(codec.read(new WireReader(write(codec, text)))).isEqualTo(text);
    }
  }
}
