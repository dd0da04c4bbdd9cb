package dev.penstock.message;

import com.fasterxml.jackson.annotation.JsonTypeInfo;
import com.fasterxml.jackson.databind.BeanDescription;
import com.fasterxml.jackson.databind.JavaType;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.annotation.JsonDeserialize;
import com.fasterxml.jackson.databind.introspect.BeanPropertyDefinition;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;

/**
 * What a class must be like to cross a call as a bean: everything that Jackson writes it can read
 * back, and no property leaves its class open.
 */
final class BeanRules {
  private BeanRules() {}

  /** Throws IllegalArgumentException with what keeps the class from being a bean. */
  static void check(JavaType type, ObjectMapper mapper, CodecBuilder builder) {
    String name = "class " + type.getRawClass().getSimpleName();
    BeanDescription writing = mapper.getSerializationConfig().introspect(type);
    BeanDescription reading = mapper.getDeserializationConfig().introspect(type);
    if (writing.getClassAnnotations().has(JsonTypeInfo.class)) {
      throw new IllegalArgumentException(
          name + " carries @JsonTypeInfo: types chosen by the data are not supported");
    }
    if (!canBeMade(reading)) {
      throw new IllegalArgumentException(
          name
              + " cannot be made by Jackson: make it a record, or give it a constructor without"
              + " parameters or one with @JsonCreator");
    }
    if (writing.findAnyGetter() != null || reading.findAnySetterAccessor() != null) {
      throw new IllegalArgumentException(
          name + " has a getter or setter for any property: use a Map property");
    }
    if (writing.findJsonValueAccessor() != null) {
      builder.partOfBean("the value of " + name, writing.findJsonValueAccessor().getType());
      return;
    }
    checkProperties(name, writing, reading, builder);
  }

  private static boolean canBeMade(BeanDescription reading) {
    return reading.findDefaultConstructor() != null
        || reading.getBeanClass().isRecord()
        || reading.getClassAnnotations().has(JsonDeserialize.class)
        || reading.getConstructorsWithMode().stream().anyMatch(made -> made.metadata != null)
        || reading.getFactoryMethodsWithMode().stream().anyMatch(made -> made.metadata != null);
  }

  private static void checkProperties(
      String name, BeanDescription writing, BeanDescription reading, CodecBuilder builder) {
    Set<String> readable =
        reading.findProperties().stream()
            .filter(BeanPropertyDefinition::couldDeserialize)
            .map(BeanPropertyDefinition::getName)
            .collect(Collectors.toSet());
    readable.addAll(reading.getIgnoredPropertyNames());
    List<BeanPropertyDefinition> written =
        writing.findProperties().stream().filter(BeanPropertyDefinition::couldSerialize).toList();
    if (written.isEmpty()) {
      throw new IllegalArgumentException(
          name + " has no properties that Jackson can see: make it a record, or add getters");
    }
    for (BeanPropertyDefinition property : written) {
      String where = "property '" + property.getName() + "' of " + name;
      if (!readable.contains(property.getName())) {
        throw new IllegalArgumentException(
            where + " has a getter but cannot be set: add a setter or @JsonIgnore");
      }
      if (property.getPrimaryMember().hasAnnotation(JsonTypeInfo.class)) {
        throw new IllegalArgumentException(
            where + " carries @JsonTypeInfo: types chosen by the data are not supported");
      }
      builder.partOfBean(where, property.getPrimaryType());
    }
  }
}
