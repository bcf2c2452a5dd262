// Package house holds no code: its tests keep the rules of the source tree that
// a machine can see, such as the direction of imports and the length of files.
package house
