//go:build race

package app_test

// signUps is how often a form is filled in for one address; under the race detector each takes ten times as long.
const signUps = 100
