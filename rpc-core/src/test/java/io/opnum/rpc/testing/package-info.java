/**
 * What the tests of every room use.
 */
@NullMarked
package io.opnum.rpc.testing;

import org.jspecify.annotations.NullMarked;
