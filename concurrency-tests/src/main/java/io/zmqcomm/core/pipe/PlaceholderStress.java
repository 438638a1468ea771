/*
 * Copyright 2026-present the original author or authors.
 *
 * Licensed under the Apache License, Version 2.0 (the "License");
 * you may not use this file except in compliance with the License.
 * You may obtain a copy of the License at
 *
 *      https://www.apache.org/licenses/LICENSE-2.0
 *
 * Unless required by applicable law or agreed to in writing, software
 * distributed under the License is distributed on an "AS IS" BASIS,
 * WITHOUT WARRANTIES OR CONDITIONS OF ANY KIND, either express or implied.
 * See the License for the specific language governing permissions and
 * limitations under the License.
 */

package io.zmqcomm.core.pipe;

import java.util.concurrent.atomic.AtomicInteger;

import org.openjdk.jcstress.annotations.Actor;
import org.openjdk.jcstress.annotations.Expect;
import org.openjdk.jcstress.annotations.JCStressTest;
import org.openjdk.jcstress.annotations.Outcome;
import org.openjdk.jcstress.annotations.State;
import org.openjdk.jcstress.infra.results.II_Result;

/**
 * Placeholder that keeps the jcstress run alive until the first pipe is there: two
 * threads count on one atomic and never see the same value.
 */
@JCStressTest
@Outcome(id = { "1, 2", "2, 1" }, expect = Expect.ACCEPTABLE, desc = "each increment is its own")
@Outcome(expect = Expect.FORBIDDEN, desc = "an increment was lost")
@State
public class PlaceholderStress {

	private final AtomicInteger counter = new AtomicInteger();

	@Actor
	public void first(II_Result result) {
		result.r1 = this.counter.incrementAndGet();
	}

	@Actor
	public void second(II_Result result) {
		result.r2 = this.counter.incrementAndGet();
	}

}
