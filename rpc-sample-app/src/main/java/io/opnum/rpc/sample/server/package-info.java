/**
 * What the sample serves: implementations of the contracts, and which fault each refusal
 * becomes.
 */
@NullMarked
package io.opnum.rpc.sample.server;

import org.jspecify.annotations.NullMarked;
