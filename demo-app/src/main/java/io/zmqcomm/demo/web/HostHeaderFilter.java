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

package io.zmqcomm.demo.web;

import java.io.IOException;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;

import jakarta.servlet.FilterChain;
import jakarta.servlet.ServletException;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import org.jspecify.annotations.Nullable;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.core.Ordered;
import org.springframework.core.annotation.Order;
import org.springframework.http.HttpHeaders;
import org.springframework.http.HttpStatus;
import org.springframework.http.MediaType;
import org.springframework.stereotype.Component;
import org.springframework.web.filter.OncePerRequestFilter;
import tools.jackson.databind.json.JsonMapper;

import io.zmqcomm.demo.DemoProperties;

/**
 * Refuses requests, also those to Actuator, whose Host header names another host than the
 * allowed ones. A web page whose own name was made to point at this machine (DNS
 * rebinding) is of the same origin for its browser, but cannot hide that name.
 */
@Component
@Order(Ordered.HIGHEST_PRECEDENCE)
class HostHeaderFilter extends OncePerRequestFilter {

	private static final String ANY = "*";

	private final Set<String> allowed;

	private final JsonMapper json;

	@Autowired
	HostHeaderFilter(DemoProperties properties, JsonMapper json) {
		this(properties.allowedHosts(), json);
	}

	HostHeaderFilter(Collection<String> allowed, JsonMapper json) {
		this.allowed = allowed.stream()
			.map((host) -> host.toLowerCase(Locale.ROOT))
			.collect(Collectors.toUnmodifiableSet());
		this.json = json;
	}

	@Override
	protected void doFilterInternal(HttpServletRequest request, HttpServletResponse response, FilterChain chain)
			throws ServletException, IOException {
		String host = request.getHeader(HttpHeaders.HOST);
		if (this.allowed.contains(ANY) || this.allowed.contains(withoutPort(host))) {
			chain.doFilter(request, response);
			return;
		}
		response.setStatus(HttpStatus.FORBIDDEN.value());
		response.setContentType(MediaType.APPLICATION_PROBLEM_JSON_VALUE);
		Map<String, Object> problem = new LinkedHashMap<>();
		problem.put("title", HttpStatus.FORBIDDEN.getReasonPhrase());
		problem.put("status", HttpStatus.FORBIDDEN.value());
		problem.put("detail", "The Host header does not name this server; 'demo.allowed-hosts' lists the names it has");
		response.getOutputStream().write(this.json.writeValueAsBytes(problem));
	}

	private static String withoutPort(@Nullable String host) {
		if (host == null) {
			return "";
		}
		int colon = host.lastIndexOf(':');
		boolean port = colon > host.lastIndexOf(']');
		return (port ? host.substring(0, colon) : host).toLowerCase(Locale.ROOT);
	}

}
