package io.opnum.rpc.ndr;

import java.util.ArrayList;
import java.util.List;

import io.opnum.rpc.InterfaceDefinitionException;
import io.opnum.rpc.InterfaceDefinitionException.Defect;

/**
 * Collects what is wrong with an interface, so that all of it is reported together.
 */
final class Defects {

	private final List<Defect> defects = new ArrayList<>();

	void add(String location, String problem, String mend) {
		Defect defect = new Defect(location, problem, mend);
		if (!this.defects.contains(defect)) {
			this.defects.add(defect);
		}
	}

	boolean isEmpty() {
		return this.defects.isEmpty();
	}

	List<Defect> all() {
		return List.copyOf(this.defects);
	}

	void throwIfAny(Class<?> rpcInterface) {
		if (!this.defects.isEmpty()) {
			throw new InterfaceDefinitionException(rpcInterface, this.defects);
		}
	}

}
