/**
 * An application and its tests, as a user would write them.
 */
@NullMarked
package io.opnum.rpc.boot.application;

import org.jspecify.annotations.NullMarked;
