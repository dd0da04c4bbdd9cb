package dev.penstock.node;

import dev.penstock.cluster.Delivery;
import dev.penstock.message.Call;
import dev.penstock.message.ReplicaId;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.eventbus.DeliveryOptions;
import io.vertx.core.eventbus.EventBus;
import io.vertx.core.eventbus.MessageProducer;

/** The event bus, within this JVM: a call travels by reference. */
final class LocalDelivery implements Delivery {
  private static final DeliveryOptions OPTIONS =
      new DeliveryOptions().setLocalOnly(true).setCodecName(CallCodec.NAME);

  private final MessageProducer<Call> producer;

  private LocalDelivery(MessageProducer<Call> producer) {
    this.producer = producer;
  }

  /** Prepares a bus for deliveries. Once per bus. */
  static void register(EventBus bus) {
    bus.registerCodec(new CallCodec());
  }

  /** The way to a replica of this JVM. */
  static LocalDelivery to(Vertx vertx, ReplicaId replica) {
    return new LocalDelivery(vertx.eventBus().sender(replica.address(), OPTIONS));
  }

  /** Within a JVM it is known at once whether somebody listens. */
  @Override
  public boolean deliver(Call call) {
    Future<Void> written = producer.write(call);
    return !written.failed();
  }
}
