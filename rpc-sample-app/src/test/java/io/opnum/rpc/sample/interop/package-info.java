/**
 * The sample and Opnum's client against real peers, which are outside programs: Samba,
 * impacket, Wireshark's dissector. Where one is missing its tests are skipped, unless
 * {@code CI=true} or {@code -Dopnum.interop=required} asks for them: then they fail.
 */
@NullMarked
package io.opnum.rpc.sample.interop;

import org.jspecify.annotations.NullMarked;
