// SPDX-License-Identifier: Apache-2.0
import Portico
import TestSupport
import Testing

extension ServerTests {
    struct WireTests {
        static let handler: Handler = {
            var router = Router()
            router.get("/") { _, _ in "ok" }
            router.post("/") { _, _ in "ok" }
            return Handler(router)
        }()

        static func serve(
            _ engine: TestEngine, _ body: (TestServer) throws -> Void
        ) async throws {
            try await withServer(
                engine,
                configure: { configuration in
                    configuration.limits.maxRequestLineBytes = 100
                    configuration.limits.maxHeadBytes = 600
                    configuration.limits.maxHeaderFields = 10
                    configuration.limits.maxBodyBytes = 100
                }, handler: handler, body)
        }

        @Test(arguments: [TestEngine.pool, .inline], WireCase.accepted)
        func answers(_ engine: TestEngine, _ wire: WireCase) async throws {
            try await Self.serve(engine) { test in
                let connection = try test.connect()
                try connection.send(wire.request)
                #expect(try connection.readResponse().status == wire.status)
            }
        }

        @Test(arguments: [TestEngine.pool, .inline], WireCase.refused)
        func refuses(_ engine: TestEngine, _ wire: WireCase) async throws {
            try await Self.serve(engine) { test in
                let connection = try test.connect()
                try connection.send(wire.request)
                try expectRefusal(wire, on: connection)
            }
        }

        @Test(arguments: [TestEngine.pool, .inline], WireCase.refused)
        func refusesBehindAGoodRequest(_ engine: TestEngine, _ wire: WireCase) async throws {
            try await Self.serve(engine) { test in
                let connection = try test.connect()
                try connection.send(Site.request("GET", "/") + wire.request)
                #expect(try connection.readResponse().text == "ok")
                try expectRefusal(wire, on: connection)
            }
        }

        /// What comes after a refused request is never taken for another one.
        @Test(arguments: WireCase.refused)
        func readsNothingBehindARefusedRequest(_ wire: WireCase) async throws {
            try await Self.serve(.pool) { test in
                let connection = try test.connect()
                try connection.send(wire.request + Site.request("GET", "/"))
                try expectRefusal(wire, on: connection)
            }
        }

        @Test(arguments: WireCase.refused) func refusesWhenSplitAnywhere(_ wire: WireCase)
            async throws
        {
            try await Self.serve(.pool) { test in
                let bytes = Array(wire.request.utf8)
                for split in stride(from: 1, to: bytes.count, by: max(1, bytes.count / 100)) {
                    let connection = try test.connect()
                    try connection.send(Array(bytes[..<split]))
                    try test.waitForLoop()
                    try connection.send(Array(bytes[split...]))
                    try expectRefusal(wire, on: connection)
                }
            }
        }

        @Test(arguments: WireCase.accepted) func answersWhenSplitAnywhere(_ wire: WireCase)
            async throws
        {
            try await Self.serve(.pool) { test in
                let bytes = Array(wire.request.utf8)
                for split in 1..<bytes.count {
                    let connection = try test.connect()
                    try connection.send(Array(bytes[..<split]))
                    try test.waitForLoop()
                    try connection.send(Array(bytes[split...]))
                    #expect(
                        try connection.readResponse().status == wire.status, "split at \(split)")
                }
            }
        }

        private func expectRefusal(_ wire: WireCase, on connection: RawConnection) throws {
            let isHead = wire.request.hasPrefix("HEAD ")
            let reply = try connection.readResponse(toHead: isHead)
            #expect(reply.status == wire.status)
            #expect(reply["Connection"] == "close")
            #expect(reply["Content-Type"] == "text/plain; charset=utf-8")
            #expect(reply["Date"] != nil)
            if !isHead {
                #expect(reply.text.hasPrefix("\(wire.status) \(reply.reason)\n"))
                #expect(ErrorTests.requestID(in: reply) != nil)
            }
            #expect(connection.isClosed)
        }
    }
}
