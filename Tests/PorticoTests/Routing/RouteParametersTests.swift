// SPDX-License-Identifier: Apache-2.0
import HTTPTypes
import Testing

@testable import Portico

struct RouteParametersTests {
    @Test func findsByName() throws {
        var parameters = RouteParameters()
        parameters.append("id", "7")
        parameters.append("*", "a/b")
        #expect(parameters["id"] == "7")
        #expect(parameters["*"] == "a/b")
        #expect(parameters["ID"] == nil)
        #expect(try parameters.require("id") == "7")
    }

    @Test func turnsAMissingOneInto400() throws {
        let error = #expect(throws: HTTPError.self) { try RouteParameters().require("id") }
        #expect(error?.status == .badRequest)
        #expect(error?.message?.contains("id") == true)
    }

    @Test func isEmptyAtFirst() {
        #expect(RouteParameters() == RouteParameters())
        #expect(RouteParameters()[""] == nil)
    }
}
