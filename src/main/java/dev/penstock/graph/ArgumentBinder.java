package dev.penstock.graph;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JavaType;
import com.fasterxml.jackson.databind.JsonNode;
import dev.penstock.Handle;
import dev.penstock.Problem;
import dev.penstock.config.JsonPaths;
import dev.penstock.config.Shown;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * Binds the JSON of arguments to the parameters of one constructor, and collects its edges and
 * problems. Handles that lead nowhere are silent here: {@link HandleReader} has reported them.
 */
final class ArgumentBinder {
  private final String application;
  private final String caller;
  private final Map<String, HandleRef> handles;
  private final ValueConverter converter;
  private final List<FoundEdge> edges = new ArrayList<>();
  private final List<Problem> problems = new ArrayList<>();

  /**
   * A binder for one attempt.
   *
   * @param handles those in the arguments of the caller, by their JSON path
   */
  ArgumentBinder(
      String application, String caller, Map<String, HandleRef> handles, ValueConverter converter) {
    this.application = application;
    this.caller = caller;
    this.handles = handles;
    this.converter = converter;
  }

  List<FoundEdge> edges() {
    return edges;
  }

  List<Problem> problems() {
    return problems;
  }

  /** The argument, or empty if there is a problem with it. */
  Optional<Argument> bind(String parameter, String path, JsonNode json, JavaType type) {
    if (HandleRef.is(json)) {
      return handle(parameter, path, json, type);
    }
    return HandleRef.in(json)
        ? holder(parameter, path, json, type)
        : value("argument '" + parameter + "'", path, json, type);
  }

  /** A value without handles; {@code what} names it in messages. */
  Optional<Argument> value(String what, String path, JsonNode json, JavaType type) {
    Class<?> raw = type.getRawClass();
    if (raw == Handle.class || (Contracts.isContract(raw) && !type.isContainerType())) {
      problem(
          path,
          what
              + " is a handle of type "
              + raw.getSimpleName()
              + "; write {\"$handle\": \"Name\"}, was "
              + Shown.value(json));
      return Optional.empty();
    }
    try {
      var unused = converter.convert(ReplicaTexts.ofFirst(json), type);
      return Optional.of(new Argument.Value(json, type, converter));
    } catch (JsonProcessingException e) {
      for (Misfits.Misfit misfit : Misfits.of(json, type, converter, e)) {
        problem(
            misfit.path(path),
            what
                + " must be of type "
                + shown(type)
                + (misfit.place().isEmpty() ? ", was " + Shown.value(json) : "")
                + ": "
                + misfit.reason());
      }
    } catch (LinkageError e) {
      problem(path, what + " of type " + shown(type) + " cannot be made: " + e);
    }
    return Optional.empty();
  }

  private Optional<Argument> handle(String parameter, String path, JsonNode json, JavaType type) {
    Class<?> raw = type.getRawClass();
    if (raw != Handle.class && !Contracts.isContract(raw)) {
      problem(
          path,
          "argument '"
              + parameter
              + "' is of type "
              + shown(type)
              + ", which is no contract; a handle needs an interface of yours, or "
              + Handle.class.getName()
              + ", was "
              + Shown.value(json));
      return Optional.empty();
    }
    HandleRef written = handles.get(path);
    if (written == null) {
      throw new IllegalStateException("a handle was not read at " + path);
    }
    boolean fits = written.complete();
    for (HandleRef.Target target : written.targets()) {
      Optional<String> unfit = CalleeFit.unfit(raw, target, application);
      if (!target.guessed() && unfit.isPresent()) {
        problem(target.path(), "argument '" + parameter + "' " + unfit.get());
        fits = false;
      }
    }
    if (!fits) {
      return Optional.empty();
    }
    List<EdgeTarget> targets =
        written.targets().stream().map(HandleRef.Target::edgeTarget).toList();
    GraphEdge edge = new GraphEdge(application, caller, parameter, targets, raw, written.options());
    edges.add(new FoundEdge(edge, written));
    return Optional.of(new Argument.HandleTo(edge));
  }

  private Optional<Argument> holder(String parameter, String path, JsonNode json, JavaType type) {
    Class<?> raw = type.getRawClass();
    if (json.isArray() && raw.isInterface() && raw.isAssignableFrom(List.class)) {
      List<Optional<Argument>> items = new ArrayList<>();
      for (int i = 0; i < json.size(); i++) {
        String item = JsonPaths.item(path, i);
        items.add(
            bind(parameter + "[" + i + "]", item, json.get(i), type.containedTypeOrUnknown(0)));
      }
      return items.stream().allMatch(Optional::isPresent)
          ? Optional.of(new Argument.ListOf(items.stream().flatMap(Optional::stream).toList()))
          : Optional.empty();
    }
    if (json.isObject()
        && raw == Map.class
        && type.containedTypeOrUnknown(0).getRawClass().isAssignableFrom(String.class)) {
      Map<String, Argument> entries = new LinkedHashMap<>();
      for (var e : json.properties()) {
        String entry = JsonPaths.member(path, e.getKey());
        bind(parameter + "." + e.getKey(), entry, e.getValue(), type.containedTypeOrUnknown(1))
            .ifPresent(a -> entries.put(e.getKey(), a));
      }
      return entries.size() == json.size()
          ? Optional.of(new Argument.MapOf(entries))
          : Optional.empty();
    }
    problem(
        path,
        "argument '"
            + parameter
            + "' is of type "
            + shown(type)
            + "; handles stand as arguments themselves, in a List and in a Map by String, was "
            + Shown.value(json));
    return Optional.empty();
  }

  private void problem(String path, String message) {
    problems.add(Problem.error(path, message));
  }

  private static String shown(JavaType type) {
    return Signatures.type(type);
  }
}
