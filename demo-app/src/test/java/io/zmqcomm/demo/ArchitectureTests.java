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

package io.zmqcomm.demo;

import com.tngtech.archunit.core.importer.ImportOption;
import com.tngtech.archunit.junit.AnalyzeClasses;
import com.tngtech.archunit.junit.ArchTest;
import com.tngtech.archunit.lang.ArchRule;

import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static com.tngtech.archunit.library.dependencies.SlicesRuleDefinition.slices;

/**
 * Guards the arrows between the demo's packages.
 */
@AnalyzeClasses(packages = "io.zmqcomm.demo", importOptions = ImportOption.DoNotIncludeTests.class)
class ArchitectureTests {

	@ArchTest
	final ArchRule packagesHaveNoCycles = slices().matching("io.zmqcomm.(**)").should().beFreeOfCycles();

	@ArchTest
	final ArchRule jobsKnowNothingOfMessaging = noClasses().that()
		.resideInAnyPackage("..demo.job..", "..demo.protocol..")
		.should()
		.dependOnClassesThat()
		.resideInAnyPackage("io.zmqcomm.core..", "io.zmqcomm.spring..", "org.springframework.web..");

	@ArchTest
	final ArchRule rolesMeetByMessagesOnly = noClasses().that()
		.resideInAnyPackage("..demo.worker..", "..demo.monitor..")
		.should()
		.dependOnClassesThat()
		.resideInAPackage("..demo.coordinator..");

}
