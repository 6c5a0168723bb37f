package io.opnum.rpc.client;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;

import io.opnum.rpc.Full;
import io.opnum.rpc.RpcInterface;
import io.opnum.rpc.RpcServer;
import io.opnum.rpc.binding.BindingHandle;
import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Full pointers from a call to its answer, between a client and a server of this library.
 */
class FullPointerCallTests extends AbstractClientTests {

	@Test
	void answerNamesTheObjectsOfTheCall() {
		Graphs graphs = graphs();
		Leaf first = new Leaf(1);
		Leaf second = new Leaf(2);
		assertThat(graphs.later(first, second)).isSameAs(second);
		assertThat(graphs.laterSometime(first, second).join()).isSameAs(second);
		assertThat(graphs.same(first, first)).isTrue();
		assertThat(graphs.same(first, new Leaf(1))).isFalse();
	}

	@Test
	void graphComesBackWhole() {
		List<Node> children = new ArrayList<>();
		Node root = new Node(1, children);
		children.add(new Node(2, List.of(root)));
		Node received = graphs().child(root);
		assertThat(received.value()).isEqualTo(2);
		assertThat(received.children().get(0).children().get(0)).isSameAs(received);
	}

	private Graphs graphs() {
		RpcServer server = closeLater(RpcServer.builder().endpoint("ncacn_ip_tcp:127.0.0.1").build());
		server.register(Graphs.class, new GraphService());
		server.start();
		return client().proxy(Graphs.class, BindingHandle.of(server.bindings().get(0)));
	}

	@RpcInterface
	interface Graphs {

		@Full
		Leaf later(@Full Leaf first, @Full Leaf second);

		CompletableFuture<@Full Leaf> laterSometime(@Full Leaf first, @Full Leaf second);

		boolean same(@Full Leaf first, @Full Leaf second);

		@Full
		Node child(@Full Node node);

	}

	record Leaf(int value) {

	}

	record Node(int value, List<@Full Node> children) {

	}

	private static final class GraphService implements Graphs {

		@Override
		public Leaf later(Leaf first, Leaf second) {
			return second;
		}

		@Override
		public CompletableFuture<Leaf> laterSometime(Leaf first, Leaf second) {
			return CompletableFuture.completedFuture(second);
		}

		@Override
		public boolean same(Leaf first, Leaf second) {
			return first == second;
		}

		@Override
		public Node child(Node node) {
			return node.children().get(0);
		}

	}

}
