import GRDB
import Portico

struct Note: Codable, FetchableRecord, PersistableRecord, ResponseEncodable { var text: String }

let database = WorkerLocal {
    var configuration = GRDB.Configuration()
    configuration.busyMode = .timeout(5)
    let database = try DatabaseQueue(path: "notes.db", configuration: configuration)
    try database.write { try $0.execute(sql: "CREATE TABLE IF NOT EXISTS note (text TEXT)") }
    return database
}
var router = Router()
router.get("/notes") { _, _ in
    try Response(json: database.withValue { try $0.read { try Note.fetchAll($0) } })
}
router.post("/notes") { request, _ in
    let note = try request.decode(as: Note.self)
    try database.withValue { try $0.write { try note.insert($0) } }
    return note
}
try await Server(router: router).runService()
