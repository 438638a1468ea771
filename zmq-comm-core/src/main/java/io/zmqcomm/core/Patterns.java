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

package io.zmqcomm.core;

import io.zmqcomm.core.pattern.Pattern;
import io.zmqcomm.core.pattern.pair.PairPattern;
import io.zmqcomm.core.pattern.pipeline.PullPattern;
import io.zmqcomm.core.pattern.pipeline.PushPattern;
import io.zmqcomm.core.pattern.pubsub.PubPattern;
import io.zmqcomm.core.pattern.pubsub.SubPattern;
import io.zmqcomm.core.pattern.pubsub.XPubPattern;
import io.zmqcomm.core.pattern.pubsub.XSubPattern;
import io.zmqcomm.core.pattern.reqrep.DealerPattern;
import io.zmqcomm.core.pattern.reqrep.RepPattern;
import io.zmqcomm.core.pattern.reqrep.ReqPattern;
import io.zmqcomm.core.pattern.reqrep.RouterPattern;

/**
 * Chooses the pattern of a socket type.
 */
final class Patterns {

	private Patterns() {
	}

	static Pattern create(Pattern.Setup setup) {
		return switch (setup.type()) {
			case REQ -> new ReqPattern(setup);
			case REP -> new RepPattern(setup);
			case DEALER -> new DealerPattern(setup);
			case ROUTER -> new RouterPattern(setup);
			case PUB -> new PubPattern(setup);
			case SUB -> new SubPattern(setup);
			case XPUB -> new XPubPattern(setup);
			case XSUB -> new XSubPattern(setup);
			case PUSH -> new PushPattern(setup);
			case PULL -> new PullPattern(setup);
			case PAIR -> new PairPattern(setup);
		};
	}

}
