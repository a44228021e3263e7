//go:build !race

package app_test

// signUps is how often a form is filled in for one address.
const signUps = 1000
