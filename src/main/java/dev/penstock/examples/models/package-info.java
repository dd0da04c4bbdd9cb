/**
 * Many models in one deployment: a spelling corrector with a small model for each language, which
 * it learns when a request first names the language in the header {@code X-Model-Id}. Each replica
 * keeps a few of them. {@code conf/models.json} runs it. May import {@code dev.penstock} only, as
 * user code does.
 */
@NullMarked
package dev.penstock.examples.models;

import org.jspecify.annotations.NullMarked;
