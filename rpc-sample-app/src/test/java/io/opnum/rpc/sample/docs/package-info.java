/**
 * Keeps the documents true: their code is compiled and run, their links lead somewhere.
 */
@NullMarked
package io.opnum.rpc.sample.docs;

import org.jspecify.annotations.NullMarked;
