package dev.penstock.graph;

import dev.penstock.Handle;
import dev.penstock.Problem;
import dev.penstock.Threading;
import dev.penstock.config.DeploymentConfig;
import java.lang.reflect.Method;
import java.util.Collections;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/** Checks the contracts that an application uses: each once, where it is used first. */
final class ContractCheck {
  private final ContractRules rules;
  private final List<Problem> problems;
  private final Set<Class<?>> checked = new HashSet<>();
  private final Set<Map.Entry<String, Class<?>>> warned = new HashSet<>();

  ContractCheck(ContractRules rules, List<Problem> problems) {
    this.rules = rules;
    this.problems = problems;
  }

  /** Checks the contract by which something is called from {@code path}. */
  void check(String path, Class<?> contract) {
    if (!checked.add(contract)) {
      return;
    }
    try {
      for (String problem : rules.problems(contract)) {
        problems.add(Problem.error(path, "contract " + contract.getName() + ": " + problem));
      }
    } catch (LinkageError | TypeNotPresentException e) {
      problems.add(
          Problem.error(
              path, "contract " + contract.getName() + " needs a class that is missing: " + e));
    }
  }

  /** Checks what an edge is called by, and that its caller may block if it must. */
  void check(FoundEdge found, DeploymentConfig caller) {
    Class<?> contract = found.edge().contract();
    if (contract != Handle.class) {
      check(found.path(), contract);
      if (found.written().targets().stream().allMatch(t -> t.callee().type().isPresent())) {
        warnIfBlocking(found, caller, contract);
      }
      return;
    }
    for (HandleRef.Target target : found.written().targets()) {
      target.callee().type().ifPresent(callee -> checkUntyped(found, target, callee));
    }
  }

  /** An untyped handle calls any contract of its callee, and of several those they share. */
  private void checkUntyped(FoundEdge found, HandleRef.Target target, DeploymentClass callee) {
    List<Class<?>> contracts = Contracts.callable(callee.contracts());
    if (contracts.isEmpty()) {
      problems.add(
          Problem.error(
              target.path(),
              "\""
                  + target.name()
                  + "\" ("
                  + callee.type().getName()
                  + ") implements no contract, so there is nothing to call"));
    }
    HandleRef.Target first = found.written().targets().get(0);
    Optional<List<Class<?>>> ofFirst =
        first.callee().type().map(type -> Contracts.callable(type.contracts()));
    if (ofFirst.isPresent()
        && !contracts.isEmpty()
        && !ofFirst.get().isEmpty()
        && Collections.disjoint(contracts, ofFirst.get())) {
      problems.add(
          Problem.error(
              target.path(),
              "\""
                  + target.name()
                  + "\" implements "
                  + Contracts.names(contracts)
                  + ", but \""
                  + first.name()
                  + "\" implements "
                  + Contracts.names(ofFirst.get())
                  + "; the targets of one handle need a contract in common"));
    }
    contracts.forEach(contract -> check(found.path(), contract));
  }

  private void warnIfBlocking(FoundEdge found, DeploymentConfig caller, Class<?> contract) {
    List<Method> blocking = Contracts.blockingMethods(contract);
    if (caller.threading() != Threading.EVENT_LOOP
        || blocking.isEmpty()
        || !warned.add(Map.entry(caller.name(), contract))) {
      return;
    }
    Method first = blocking.get(0);
    problems.add(
        Problem.warning(
            found.path(),
            contract.getSimpleName()
                + "."
                + first.getName()
                + " returns "
                + first.getReturnType().getSimpleName()
                + " and blocks its caller, but \""
                + caller.name()
                + "\" runs on an event loop, where that is refused; return a Future, or give \""
                + caller.name()
                + "\" \"threading\": \"worker\""));
  }
}
