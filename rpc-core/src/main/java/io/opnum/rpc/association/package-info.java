/**
 * What client and server share of an association, free of I/O: negotiation of fragment
 * sizes, features and presentation contexts.
 */
@NullMarked
package io.opnum.rpc.association;

import org.jspecify.annotations.NullMarked;
