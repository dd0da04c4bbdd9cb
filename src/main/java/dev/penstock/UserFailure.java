package dev.penstock;

import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * A failure of user code, as it is logged: once, where it happened.
 *
 * @param time when
 * @param deployment the deployment, as {@code application/Name}
 * @param replica the replica, as {@code application/Name#index}; null in a route of an ingress
 * @param method the method, or method and path of the request in a route of an ingress
 * @param requestId of the request it worked for
 * @param errorId under which stack and cause are logged; the caller and the client get it too
 * @param message what went wrong, as the caller sees it
 * @param cause what was thrown; null where user code broke a rule without throwing
 */
public record UserFailure(
    Instant time,
    String deployment,
    @Nullable String replica,
    String method,
    String requestId,
    String errorId,
    String message,
    @Nullable Throwable cause) {}
