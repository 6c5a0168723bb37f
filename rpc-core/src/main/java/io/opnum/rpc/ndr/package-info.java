/**
 * NDR readers and writers, and the stubs compiled from annotated Java types (C706 chapter
 * 14, MS-RPCE 2.2.4 and 2.2.5).
 */
@NullMarked
package io.opnum.rpc.ndr;

import org.jspecify.annotations.NullMarked;
