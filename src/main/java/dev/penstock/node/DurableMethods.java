package dev.penstock.node;

import dev.penstock.CallFailedException;
import dev.penstock.Failure;
import dev.penstock.durable.Work;
import dev.penstock.graph.ApplicationGraph;
import dev.penstock.graph.DeploymentNode;
import dev.penstock.message.Contract;
import dev.penstock.message.ContractMethod;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import java.util.stream.Collectors;

/**
 * The methods that durable calls name, as the applications have them now.
 *
 * @param applications by name
 */
record DurableMethods(Map<String, ApplicationGraph> applications) {
  /** The methods of those applications. */
  static DurableMethods of(List<ApplicationGraph> applications) {
    return new DurableMethods(
        applications.stream()
            .collect(Collectors.toMap(ApplicationGraph::name, Function.identity())));
  }

  /** A method of a deployment. */
  record Found(ApplicationGraph application, DeploymentNode deployment, ContractMethod method) {}

  /**
   * What a call names.
   *
   * @throws CallFailedException BAD_ARGUMENT if there is no such thing any more
   */
  Found find(Work.Call call) {
    int slash = call.deployment().indexOf('/');
    ApplicationGraph application = applications.get(call.deployment().substring(0, slash));
    String name = call.deployment().substring(slash + 1);
    if (application == null) {
      throw gone(call, "there is no application of that name any more");
    }
    DeploymentNode deployment =
        application.deployments().stream()
            .filter(each -> each.name().equals(name))
            .findFirst()
            .orElseThrow(() -> gone(call, "there is no deployment of that name any more"));
    boolean named = false;
    for (Class<?> type : deployment.callableContracts()) {
      ContractMethod method =
          Contract.problems(type).isEmpty() ? Contract.of(type).method(call.name()) : null;
      named |= method != null;
      if (method != null && method.signature() == call.signature()) {
        return new Found(application, deployment, method);
      }
    }
    throw gone(
        call,
        named
            ? "the method has other parameters than when the call was submitted"
            : "the deployment has no method of that name any more");
  }

  private static CallFailedException gone(Work.Call call, String why) {
    return new CallFailedException(
        Failure.BAD_ARGUMENT, call.target() + ": " + why, false, call.deployment(), null, null);
  }
}
