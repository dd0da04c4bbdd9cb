package dev.penstock.message;

/**
 * What the scope of an item has of the scope of its batch: it stands among the instances of the
 * item, and its end is that of the item. Each end is told once, since a claim is in one chain only.
 */
final class BatchShare extends Claim {
  private final BatchScope batch;

  BatchShare(BatchScope batch) {
    this.batch = batch;
  }

  @Override
  void onScopeEnd() {
    batch.onItemEnded(false);
  }

  @Override
  void onDisowned() {
    batch.onItemEnded(true);
  }
}
