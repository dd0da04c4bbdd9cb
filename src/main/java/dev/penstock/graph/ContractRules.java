package dev.penstock.graph;

import java.util.List;

/** What an interface must be like to be called through a handle. Given by who encodes the calls. */
@FunctionalInterface
public interface ContractRules {
  /**
   * What is wrong with a contract, one message each: unsupported types, overloads and the like.
   *
   * @param contract an interface
   */
  List<String> problems(Class<?> contract);
}
