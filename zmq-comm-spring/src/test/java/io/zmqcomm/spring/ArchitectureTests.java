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

package io.zmqcomm.spring;

import com.tngtech.archunit.core.importer.ImportOption.DoNotIncludeTests;
import com.tngtech.archunit.junit.AnalyzeClasses;
import com.tngtech.archunit.junit.ArchTest;
import com.tngtech.archunit.lang.ArchRule;

import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static com.tngtech.archunit.library.dependencies.SlicesRuleDefinition.slices;

/**
 * The arrows between the packages of this module, and what it stays free of.
 */
@AnalyzeClasses(packages = "io.zmqcomm.spring", importOptions = DoNotIncludeTests.class)
class ArchitectureTests {

	@ArchTest
	final ArchRule worksWithoutSpringBoot = noClasses().should()
		.dependOnClassesThat()
		.resideInAPackage("org.springframework.boot..")
		.allowEmptyShould(true);

	@ArchTest
	final ArchRule packagesAreFreeOfCycles = slices().matching("(**)").should().beFreeOfCycles().allowEmptyShould(true);

	@ArchTest
	final ArchRule metersStayInTheirPackage = noClasses().that()
		.resideOutsideOfPackage("io.zmqcomm.spring.metrics..")
		.should()
		.dependOnClassesThat()
		.resideInAPackage("io.micrometer.core..")
		.allowEmptyShould(true);

}
