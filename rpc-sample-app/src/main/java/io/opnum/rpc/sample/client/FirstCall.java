package io.opnum.rpc.sample.client;

import java.util.UUID;

import io.opnum.rpc.RpcServer;
import io.opnum.rpc.boot.RpcClient;
import io.opnum.rpc.sample.api.OrderDesk;
import io.opnum.rpc.sample.api.UnknownSkuException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

import org.springframework.boot.ApplicationArguments;
import org.springframework.boot.ApplicationRunner;
import org.springframework.core.env.Environment;
import org.springframework.stereotype.Component;

/**
 * Calls the order desk once everything is up, and tells a newcomer what to try next.
 */
@Component
class FirstCall implements ApplicationRunner {

	private static final Logger logger = LoggerFactory.getLogger(FirstCall.class);

	private static final String SKU = "HAMMER-16";

	private final OrderDesk orderDesk;

	private final RpcServer server;

	private final Environment environment;

	FirstCall(@RpcClient("order-desk") OrderDesk orderDesk, RpcServer server, Environment environment) {
		this.orderDesk = orderDesk;
		this.server = server;
		this.environment = environment;
	}

	@Override
	public void run(ApplicationArguments arguments) throws UnknownSkuException {
		int inStock = this.orderDesk.inStock(SKU);
		String port = this.environment.getProperty("local.server.port", "8080");
		String mapperPort = this.environment.getRequiredProperty("local.rpc.endpoint-mapper.port");
		logger.info("""
				The order desk is served on {}.
				A proxy found it through the endpoint mapper on port {} and called it: {} of {} are in stock.

				To try next:

				  curl http://localhost:{}/articles/{}
				  curl -T README.md http://localhost:{}/files/
				  curl http://localhost:{}/files/README.md
				  curl --json '{"customer": "{}", "lines": [{"sku": "{}", "quantity": 1}]}' http://localhost:{}/orders
				  curl http://localhost:{}/orders/ID-OF-THE-ORDER/offer
				  curl -b cookies -c cookies -d sku=NUT-M8 -d quantity=10 http://localhost:{}/basket
				  curl -b cookies -c cookies -X POST http://localhost:{}/basket/order
				  curl http://localhost:{}/actuator/rpc/OrderDesk.idl
				  python3 rpc-sample-app/call-from-python.py {} 127.0.0.1 {}

				(the last needs impacket: apt-get install python3-impacket, or pip install impacket)
				""", this.server.bindings(), mapperPort, inStock, SKU, port, SKU, port, port, UUID.randomUUID(), SKU,
				port, port, port, port, port, SKU, mapperPort);
	}

}
