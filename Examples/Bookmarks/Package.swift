// swift-tools-version: 6.3
// SPDX-License-Identifier: Apache-2.0
import PackageDescription

let settings: [SwiftSetting] = [.swiftLanguageMode(.v6), .treatAllWarnings(as: .error)]

let package = Package(
    name: "bookmarks",
    platforms: [.macOS(.v15)],
    dependencies: [
        .package(name: "portico", path: "../.."),
        .package(url: "https://github.com/groue/GRDB.swift.git", from: "7.10.0"),
    ],
    targets: [
        .executableTarget(
            name: "Bookmarks",
            dependencies: [
                .product(name: "GRDB", package: "GRDB.swift"),
                .product(name: "Portico", package: "portico"),
            ],
            resources: [.copy("Public")],
            swiftSettings: settings),
        // The short program of the README, so that it builds.
        .executableTarget(
            name: "Notes",
            dependencies: [
                .product(name: "GRDB", package: "GRDB.swift"),
                .product(name: "Portico", package: "portico"),
            ],
            swiftSettings: settings),
        .testTarget(
            name: "BookmarksTests",
            dependencies: [
                "Bookmarks",
                .product(name: "Portico", package: "portico"),
                .product(name: "PorticoTesting", package: "portico"),
            ],
            swiftSettings: settings),
    ]
)
