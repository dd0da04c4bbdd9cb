package dev.penstock.message;

import java.nio.ByteBuffer;
import org.jspecify.annotations.Nullable;

/** What tensors and blobs have in common: one lease on a content. Thread-safe. */
abstract class Instance {
  private final Content content;
  private final Claim claim;

  /**
   * Reachable from here while the instance is open, and from its views. Not volatile: whether the
   * instance is open is told by the claim.
   */
  private @Nullable Lease lease;

  /** Takes over one hold on the content; the claim belongs to no scope yet. */
  Instance(Content content) {
    Lease own = new Lease(this);
    this.lease = own;
    this.content = content;
    this.claim = new Claim(own, content);
  }

  /** The hold, for the scope of the instance. */
  final Claim claim() {
    return claim;
  }

  /** The content, which may be gone once the instance is closed. */
  final Content content() {
    return content;
  }

  /** The content; a hold of one's own for as long as it is used, ended by its release. */
  final Content hold() {
    if (claim.isOpen() && content.retain()) {
      if (claim.isOpen()) {
        return content;
      }
      content.release(false);
    }
    throw claim.closed(this);
  }

  /** A view of all bytes. */
  final ByteBuffer view() {
    Lease own = lease;
    if (own == null || !claim.onView()) {
      throw claim.closed(this);
    }
    ByteBuffer view;
    try {
      view = content.view(own);
    } catch (IllegalStateException e) {
      // Closed by another thread since, and the object is recycled: that is what to tell.
      throw claim.isOpen() ? e : claim.closed(this);
    }
    if (!claim.isOpen()) {
      throw claim.closed(this);
    }
    return view;
  }

  /** Bytes of the content. */
  final int size() {
    if (!claim.isOpen()) {
      throw claim.closed(this);
    }
    return content.length();
  }

  final void checkOpen() {
    if (!claim.isOpen()) {
      throw claim.closed(this);
    }
  }

  final void forgetLease() {
    lease = null;
  }

  /** Ends this lease. */
  public final void close() {
    claim.close();
  }
}
