import Portico

struct Greeting: Codable, Equatable {
    var text: String
}

@main
struct Hello {
    static var router: Router {
        var router = Router()
        // Plain: it runs on a Worker, and may block it.
        router.get("/hello/:name") { _, context in
            let name = try context.parameters.require("name")
            return try Response(json: Greeting(text: "Hello, \(name)"))
        }
        return router
    }

    static func main() async throws {
        let server = Server(
            configuration: .init(address: .hostname("127.0.0.1", port: 8080)), router: router)
        try await server.runService()  // until Ctrl-C or SIGTERM, then it drains
    }
}
