/**
 * NTLM for both sides: NTLMv2 with extended session security, key exchange and keys of
 * 128 bits (MS-NLMP). Start with {@link io.opnum.rpc.security.ntlm.NtlmInitiator} and
 * {@link io.opnum.rpc.security.ntlm.NtlmAcceptor}.
 */
@NullMarked
package io.opnum.rpc.security.ntlm;

import org.jspecify.annotations.NullMarked;
