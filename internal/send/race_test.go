//go:build race

package send

// yearDays is how much of a year TestAYear lives through: SQLite in Go is ten times slower under the race detector.
const yearDays = 21
