//go:build !race

package send

// yearDays is how much of a year TestAYear lives through.
const yearDays = 366
