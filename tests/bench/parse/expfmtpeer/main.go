// The peer of the parse benchmark: prometheus/common's text parser on a page, in CPU time of the whole process
// (its garbage collector works for it on other threads). Prints "<ns per page> <bytes> <samples>".
package main

import (
	"bytes"
	"fmt"
	"os"
	"sort"
	"strconv"
	"syscall"

	"github.com/prometheus/common/expfmt"
)

func cpuNanoseconds() int64 {
	var usage syscall.Rusage
	if err := syscall.Getrusage(syscall.RUSAGE_SELF, &usage); err != nil {
		panic(err)
	}
	return usage.Utime.Nano() + usage.Stime.Nano()
}

func main() {
	page, err := os.ReadFile(os.Args[1])
	if err != nil {
		fmt.Fprintln(os.Stderr, err)
		os.Exit(1)
	}
	rounds, _ := strconv.Atoi(os.Args[2])
	repeats, _ := strconv.Atoi(os.Args[3])
	var parser expfmt.TextParser
	samples := 0
	for _, line := range bytes.Split(page, []byte("\n")) {
		if len(line) > 0 && line[0] != '#' {
			samples++
		}
	}
	times := []int64{}
	for round := 0; round < rounds; round++ {
		start := cpuNanoseconds()
		for repeat := 0; repeat < repeats; repeat++ {
			if _, err := parser.TextToMetricFamilies(bytes.NewReader(page)); err != nil {
				fmt.Fprintln(os.Stderr, err)
				os.Exit(1)
			}
		}
		times = append(times, (cpuNanoseconds()-start)/int64(repeats))
	}
	sort.Slice(times, func(i, j int) bool { return times[i] < times[j] })
	fmt.Println(times[len(times)/2], len(page), samples)
}
