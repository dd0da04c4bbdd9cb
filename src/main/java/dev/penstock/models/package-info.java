/**
 * The models that a replica loads, keeps and unloads: what stands behind {@code ModelCache}. One
 * {@code Shelf} per cache owns the state, behind its lock, and decides what is to be done; {@code
 * SharedModels} does it, without the lock, since that is user code. May import {@code
 * dev.penstock}, {@code spi}, {@code message} and {@code metrics}.
 */
@NullMarked
package dev.penstock.models;

import org.jspecify.annotations.NullMarked;
