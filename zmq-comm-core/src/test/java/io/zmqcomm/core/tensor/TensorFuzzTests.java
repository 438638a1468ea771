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

package io.zmqcomm.core.tensor;

import java.util.Arrays;

import com.code_intelligence.jazzer.junit.FuzzTest;
import io.netty.buffer.Unpooled;
import org.junit.jupiter.api.DisplayName;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * The fuzz target for tensors. A plain build only replays the inputs that were kept; new
 * ones are searched with the environment variable {@code JAZZER_FUZZ=1}.
 */
class TensorFuzzTests {

	@FuzzTest(maxDuration = "30s")
	@DisplayName("Two frames are refused, or are a tensor that is written as it was read")
	void tensor(byte[] input) {
		// The first octet tells where the header ends
		int split = (input.length > 1) ? 1 + (input[0] & 0xFF) % input.length : input.length;
		byte[] header = Arrays.copyOfRange(input, Math.min(1, input.length), split);
		byte[] data = Arrays.copyOfRange(input, split, input.length);
		Tensor tensor;
		try {
			tensor = TensorCodec.decode(Unpooled.wrappedBuffer(header), Unpooled.wrappedBuffer(data));
		}
		catch (TensorFormatException ex) {
			assertThat(ex).hasMessageContaining("(expected: ");
			return;
		}
		assertThat(TensorCodec.isHeader(Unpooled.wrappedBuffer(header))).isTrue();
		assertThat(TensorCodec.header(tensor)).isEqualTo(header);
		assertThat(tensor.byteCount()).isEqualTo(data.length).isEqualTo(tensor.elementCount() * tensor.dtype().size());
		assertThat(tensor.data().remaining()).isEqualTo(data.length);
	}

}
