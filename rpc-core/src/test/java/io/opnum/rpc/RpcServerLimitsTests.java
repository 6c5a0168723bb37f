package io.opnum.rpc;

import java.lang.reflect.RecordComponent;
import java.time.Duration;

import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

class RpcServerLimitsTests {

	@Test
	void everyLimitCanBeChangedAlone() throws ReflectiveOperationException {
		for (RecordComponent component : RpcServerLimits.class.getRecordComponents()) {
			String name = component.getName();
			Object value = (component.getType() == int.class) ? (Object) 2000
					: (component.getType() == long.class) ? (Object) 2000L : Duration.ofSeconds(7);
			RpcServerLimits changed = (RpcServerLimits) RpcServerLimits.class
				.getMethod("with" + Character.toUpperCase(name.charAt(0)) + name.substring(1), component.getType())
				.invoke(RpcServerLimits.DEFAULT, value);
			for (RecordComponent other : RpcServerLimits.class.getRecordComponents()) {
				assertThat(other.getAccessor().invoke(changed)).as("%s after %s", other.getName(), name)
					.isEqualTo(
							other.getName().equals(name) ? value : other.getAccessor().invoke(RpcServerLimits.DEFAULT));
			}
		}
	}

	@Test
	void limitsMakeSense() {
		RpcServerLimits limits = RpcServerLimits.DEFAULT;
		assertThatIllegalArgumentException().isThrownBy(() -> limits.withMaxFrag(1431))
			.withMessage("maxFrag must be within 1432 and 65535, not 1431");
		assertThatIllegalArgumentException().isThrownBy(() -> limits.withMaxFrag(65536));
		assertThatIllegalArgumentException().isThrownBy(() -> limits.withMaxConnections(0))
			.withMessage("maxConnections must be positive, not 0");
		assertThatIllegalArgumentException().isThrownBy(() -> limits.withBindTimeout(Duration.ZERO));
		assertThatIllegalArgumentException().isThrownBy(() -> limits.withIdleTimeout(Duration.ofSeconds(-1)));
		assertThatIllegalArgumentException().isThrownBy(() -> limits.withMaxContextHandles(0));
		assertThatIllegalArgumentException().isThrownBy(() -> limits.withMaxContextHandlesPerAssociation(0));
		assertThatIllegalArgumentException().isThrownBy(() -> limits.withKeepAlive(Duration.ofMillis(-1)));
		assertThat(limits.withIdleTimeout(Duration.ZERO).idleTimeout()).isZero();
	}

}
