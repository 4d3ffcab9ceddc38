// swift-tools-version: 6.3
// SPDX-License-Identifier: Apache-2.0
import PackageDescription

// A package of its own, so that those who use Portico never resolve what it is compared with.
let package = Package(
    name: "pool-benchmarks",
    platforms: [.macOS(.v15)],
    dependencies: [
        .package(name: "portico", path: "../.."),
        .package(url: "https://github.com/apple/swift-nio.git", exact: "2.101.2"),
    ],
    targets: [
        .target(name: "BookPool"),
        .executableTarget(
            name: "pool-bench",
            dependencies: [
                "BookPool",
                .product(name: "PorticoPool", package: "portico"),
                .product(name: "NIOPosix", package: "swift-nio"),
            ],
            swiftSettings: [.swiftLanguageMode(.v6)]),
    ]
)
