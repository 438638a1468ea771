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

import org.jspecify.annotations.Nullable;

/**
 * What an element of a tensor is. The names are numpy's.
 */
public enum TensorDtype {

	/** One octet, 0 or 1. */
	BOOL(1, 1),

	/** Signed, 8 bits. */
	INT8(2, 1),

	/** Signed, 16 bits. */
	INT16(3, 2),

	/** Signed, 32 bits. */
	INT32(4, 4),

	/** Signed, 64 bits. */
	INT64(5, 8),

	/** Unsigned, 8 bits. */
	UINT8(6, 1),

	/** Unsigned, 16 bits. */
	UINT16(7, 2),

	/** Unsigned, 32 bits. */
	UINT32(8, 4),

	/** Unsigned, 64 bits. */
	UINT64(9, 8),

	/** IEEE 754 binary16. */
	FLOAT16(10, 2),

	/** The upper half of a {@link #FLOAT32}. */
	BFLOAT16(11, 2),

	/** IEEE 754 binary32. */
	FLOAT32(12, 4),

	/** IEEE 754 binary64. */
	FLOAT64(13, 8),

	/** Two {@link #FLOAT32}: real part, imaginary part. */
	COMPLEX64(14, 8),

	/** Two {@link #FLOAT64}: real part, imaginary part. */
	COMPLEX128(15, 16);

	private static final TensorDtype[] ALL = values();

	private final int code;

	private final int size;

	TensorDtype(int code, int size) {
		this.code = code;
		this.size = size;
	}

	/**
	 * Return the number that stands for this type in a header.
	 * @return 1 to 15
	 */
	public int code() {
		return this.code;
	}

	/**
	 * Return the size of an element.
	 * @return octets
	 */
	public int size() {
		return this.size;
	}

	static @Nullable TensorDtype of(int code) {
		return (code >= 1 && code <= ALL.length) ? ALL[code - 1] : null;
	}

}
