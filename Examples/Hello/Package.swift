// swift-tools-version: 6.2
import PackageDescription

// Copy this folder, and have `path` name the folder of Portico.
let package = Package(
    name: "hello",
    dependencies: [.package(name: "portico", path: "../..")],
    targets: [
        .executableTarget(
            name: "Hello", dependencies: [.product(name: "Portico", package: "portico")]),
        .testTarget(
            name: "HelloTests",
            dependencies: ["Hello", .product(name: "PorticoTesting", package: "portico")]),
    ])
