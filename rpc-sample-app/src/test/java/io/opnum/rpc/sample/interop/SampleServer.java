package io.opnum.rpc.sample.interop;

import org.springframework.beans.factory.annotation.Value;
import org.springframework.context.annotation.Lazy;

/**
 * Where the sample listens on the loopback interface.
 *
 * @param port the port that its interfaces are served on
 * @param mapperPort the port of its endpoint mapper
 */
@Lazy
record SampleServer(@Value("${local.rpc.port}") int port, @Value("${local.rpc.endpoint-mapper.port}") int mapperPort) {

}
