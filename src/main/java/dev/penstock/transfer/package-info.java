/**
 * Objects between hosts: each node hands out the objects that it can read over TCP connections of
 * their own, and fetches those of others into its store, once for all who want them. What is
 * fetched from a node is owned by that node's {@code Source}. A connection blocks a thread of its
 * own, never an event loop: the kernel copies from the store into the socket and from the socket
 * into the store. May import {@code dev.penstock}, {@code store}, {@code message} and {@code
 * cluster}.
 */
@NullMarked
package dev.penstock.transfer;

import org.jspecify.annotations.NullMarked;
