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

import com.tngtech.archunit.core.importer.ImportOption.DoNotIncludeTests;
import com.tngtech.archunit.junit.AnalyzeClasses;
import com.tngtech.archunit.junit.ArchTest;
import com.tngtech.archunit.lang.ArchRule;

import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static com.tngtech.archunit.library.Architectures.layeredArchitecture;
import static com.tngtech.archunit.library.dependencies.SlicesRuleDefinition.slices;

/**
 * The arrows between the packages of the engine. The root package is exempt: it composes
 * the others, and all of them may use its types.
 */
@AnalyzeClasses(packages = "io.zmqcomm.core", importOptions = DoNotIncludeTests.class)
class ArchitectureTests {

	@ArchTest
	final ArchRule engineIsPlain = noClasses().should()
		.dependOnClassesThat()
		.resideInAnyPackage("org.springframework..", "io.micrometer..", "reactor..")
		.allowEmptyShould(true);

	@ArchTest
	final ArchRule packagesAreFreeOfCycles = slices().matching("io.zmqcomm.core.(**)")
		.should()
		.beFreeOfCycles()
		.allowEmptyShould(true);

	@ArchTest
	final ArchRule packageTreesAreFreeOfCycles = slices().matching("io.zmqcomm.core.(*)..")
		.should()
		.beFreeOfCycles()
		.allowEmptyShould(true);

	@ArchTest
	final ArchRule arrowsGoDownwards = layeredArchitecture().consideringOnlyDependenciesInLayers()
		.withOptionalLayers(true)
		.layer("proxy")
		.definedBy("io.zmqcomm.core.proxy..")
		.layer("pattern")
		.definedBy("io.zmqcomm.core.pattern..")
		.layer("session")
		.definedBy("io.zmqcomm.core.session..")
		.layer("security")
		.definedBy("io.zmqcomm.core.security..")
		.layer("transport")
		.definedBy("io.zmqcomm.core.transport..")
		.layer("pipe")
		.definedBy("io.zmqcomm.core.pipe..")
		.layer("wire")
		.definedBy("io.zmqcomm.core.wire..")
		.layer("tensor")
		.definedBy("io.zmqcomm.core.tensor..")
		.layer("monitor")
		.definedBy("io.zmqcomm.core.monitor..")
		.whereLayer("proxy")
		.mayNotBeAccessedByAnyLayer()
		.whereLayer("pattern")
		.mayOnlyBeAccessedByLayers("proxy")
		.whereLayer("session")
		.mayOnlyBeAccessedByLayers("proxy", "pattern")
		.whereLayer("security")
		.mayOnlyBeAccessedByLayers("proxy", "pattern", "session")
		.whereLayer("transport")
		.mayOnlyBeAccessedByLayers("proxy", "pattern", "session")
		.whereLayer("pipe")
		.mayOnlyBeAccessedByLayers("proxy", "pattern", "session", "transport")
		.whereLayer("wire")
		.mayNotAccessAnyLayer()
		.whereLayer("tensor")
		.mayNotAccessAnyLayer()
		.whereLayer("monitor")
		.mayNotAccessAnyLayer()
		.allowEmptyShould(true);

}
