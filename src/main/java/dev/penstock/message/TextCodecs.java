package dev.penstock.message;

import com.fasterxml.jackson.databind.node.BooleanNode;
import java.net.URI;
import java.time.DayOfWeek;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.time.LocalDateTime;
import java.time.LocalTime;
import java.time.Month;
import java.time.MonthDay;
import java.time.OffsetDateTime;
import java.time.OffsetTime;
import java.time.Period;
import java.time.Year;
import java.time.YearMonth;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.time.ZonedDateTime;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.function.Function;
import java.util.stream.Collectors;

/** The codecs of texts, truth values, enums, and of the many classes that are told by a text. */
final class TextCodecs {
  private TextCodecs() {}

  /** All of them but enums. */
  static List<ScalarCodec<?>> all() {
    return List.of(
        ScalarCodec.ofText(String.class, "a string", value -> value, value -> value),
        new ScalarCodec<>(
            Boolean.class,
            null,
            (value, out) -> out.writeBoolean(value),
            WireReader::readBoolean,
            BooleanNode::valueOf,
            json -> {
              if (!json.isBoolean()) {
                throw JsonValues.mismatch("true or false", json);
              }
              return json.booleanValue();
            }),
        ScalarCodec.ofText(
            Character.class, "a string of one character", String::valueOf, TextCodecs::character),
        ScalarCodec.ofText(UUID.class, "a UUID", UUID::toString, TextCodecs::uuid),
        ScalarCodec.ofText(URI.class, "a URI", URI::toString, URI::create),
        time(Instant.class, "2026-01-31T12:00:00Z", Instant::parse),
        time(Duration.class, "PT1.5S", Duration::parse),
        time(Period.class, "P1M2D", Period::parse),
        time(LocalDate.class, "2026-01-31", LocalDate::parse),
        time(LocalTime.class, "12:00:00", LocalTime::parse),
        time(LocalDateTime.class, "2026-01-31T12:00:00", LocalDateTime::parse),
        time(OffsetTime.class, "12:00:00+01:00", OffsetTime::parse),
        time(OffsetDateTime.class, "2026-01-31T12:00:00+01:00", OffsetDateTime::parse),
        time(ZonedDateTime.class, "2026-01-31T12:00:00+01:00[Europe/Berlin]", ZonedDateTime::parse),
        // Year prints 12345 where it reads only +12345.
        ScalarCodec.ofText(
            Year.class,
            "a year such as \"2026\"",
            Year::toString,
            text -> Year.of(Integer.parseInt(text))),
        // YearMonth likewise.
        ScalarCodec.ofText(
            YearMonth.class,
            "a month such as \"2026-01\"",
            value -> value.getYear() > 9999 ? "+" + value : value.toString(),
            YearMonth::parse),
        time(MonthDay.class, "--01-31", MonthDay::parse),
        time(ZoneId.class, "Europe/Berlin", ZoneId::of),
        time(ZoneOffset.class, "+01:00", ZoneOffset::of),
        ofEnum(DayOfWeek.class),
        ofEnum(Month.class));
  }

  private static <T> ScalarCodec<T> time(
      Class<T> type, String example, Function<String, T> parser) {
    String name = type.getSimpleName();
    return ScalarCodec.ofText(
        type,
        ("IO".indexOf(name.charAt(0)) >= 0 ? "an " : "a ") + name + " such as \"" + example + "\"",
        Object::toString,
        parser);
  }

  private static Character character(String text) {
    if (text.length() != 1) {
      throw new IllegalArgumentException(text);
    }
    return text.charAt(0);
  }

  /** Stricter than {@link UUID#fromString}, which takes {@code 1-1-1-1-1}. */
  private static UUID uuid(String text) {
    UUID uuid = UUID.fromString(text);
    if (!uuid.toString().equalsIgnoreCase(text)) {
      throw new IllegalArgumentException(text);
    }
    return uuid;
  }

  /** The codec of an enum: by the names of its constants, so that versions may differ. */
  static <E extends Enum<E>> ScalarCodec<E> ofEnum(Class<E> type) {
    Map<String, E> constants =
        Arrays.stream(type.getEnumConstants()).collect(Collectors.toMap(Enum::name, e -> e));
    String expected =
        "one of "
            + Arrays.stream(type.getEnumConstants())
                .map(Enum::name)
                .collect(Collectors.joining(", "));
    return ScalarCodec.ofText(
        type,
        expected,
        Enum::name,
        name -> {
          E constant = constants.get(name);
          if (constant == null) {
            throw new IllegalArgumentException(name);
          }
          return constant;
        });
  }

  /** {@link #ofEnum} for a class that is only known at run time to be an enum. */
  @SuppressWarnings({"unchecked", "rawtypes"})
  static ScalarCodec<?> ofEnumClass(Class<?> type) {
    return ofEnum((Class) type);
  }
}
