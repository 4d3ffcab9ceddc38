// SPDX-License-Identifier: Apache-2.0
import Foundation
import Portico
import PorticoTesting
import Testing

/// The test in the article "First questions": its other blocks are built without this product.
@Suite(.timeLimit(.minutes(1))) struct FirstQuestionsTests {
    @Test func theTenthAnswerIsATest() async throws {
        var router = Router()
        router.get("/search") { request, _ in
            "looking for \(try request.queryParameters.require("q"))\n"
        }
        try await router.test(.router) { client in
            let response = try await client.get("/search?q=swift")
            #expect(response.text == "looking for swift\n")
        }
    }

    @Test func itIsTheOneInTheArticle() throws {
        let this = URL(filePath: #filePath)
        let article = this.appending(
            path: "../../../Sources/Portico/Portico.docc/FirstQuestions.md"
        ).standardized
        let text = try String(contentsOf: article, encoding: .utf8)
        let blocks = text.split(separator: "```\n", omittingEmptySubsequences: false)
        let block = try #require(blocks.first { $0.contains("router.test") && $0.hasPrefix("try") })
        let lines = block.split(separator: "\n").map { "        \($0)\n" }
        #expect(lines.count == 4)
        #expect(try String(contentsOf: this, encoding: .utf8).contains(lines.joined()))
    }
}
