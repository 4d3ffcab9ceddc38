// SPDX-License-Identifier: Apache-2.0
// Written as a new user would: it imports nothing of what Portico is made of. That it builds is the test.

import Portico
import Testing

@Suite(.timeLimit(.minutes(1))) struct ImportTests {
    @Test func oneImportNamesAllThatSignaturesUse() throws {
        var router = Router()
        router.get("/status") { request, context in
            context.logger.info("asked", metadata: ["target": "\(request.target)"])
            return HTTPResponse.Status.ok
        }
        router.on(HTTPRequest.Method.post, "/text") { request, _ in
            let length = HTTPField.Name.contentLength
            var headers = HTTPFields()
            headers[.contentType] = request.headers[length] ?? "text/plain"
            return Response(status: .created, headers: headers)
        }
        let logger = Logger(label: "consumer") { _ in SwiftLogNoOpLogHandler() }
        let server = Server(logger: logger, router: router)
        #expect(!server.isReady)
        #expect(Context(logger: logger).isReady)
        #expect(Request(method: .put, target: "/").method == HTTPRequest.Method.put)
        let error = HTTPError(.notFound, headers: [HTTPField.Name.server: "a"])
        #expect(error.status.code == 404)
    }

    @Test func oneImportNamesWhatEnginesTake() throws {
        let pool = ThreadPool(size: 1)
        defer { pool.shutdown(.drain) }
        let executor: any JobExecutor = pool
        #expect(Engine.executor(executor).loops == 1)
        let failure = PoolCreationError.sizeNotPositive(0)
        #expect("\(ServerError.pool(failure))".contains("0 workers"))
    }
}
