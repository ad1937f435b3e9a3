package identity_test

import (
	"fmt"
	"slices"

	"github.com/bomgate/bomgate/sbom/identity"
)

// Normalize the names of a vendor as the gate does.
func ExampleNameKey() {
	for _, name := range []string{
		"Kaspersky Lab, Inc.",
		"AO KASPERSKY LAB",
		"Organization: Kaspersky\u200b Lab Ltd.",
		"АО «Лаборатория Касперского»",
	} {
		fmt.Println(identity.NameKey(name))
	}
	// Output:
	// kaspersky lab
	// kaspersky lab
	// kaspersky lab
	// лаборатория касперского
}

// A name with Cyrillic letters looks like the name that it imitates.
func ExampleSkeleton() {
	name := identity.NameKey("Kaspersky Lab")
	imitation := identity.NameKey("Каѕреrѕку Lab")
	fmt.Println(name == imitation)
	fmt.Println(identity.Skeleton(name) == identity.Skeleton(imitation))
	// Output:
	// false
	// true
}

// A name that differs in one letter shares a near key with the original.
func ExampleNearKeys() {
	keys := identity.NearKeys(identity.SkeletonKey("kaspersky"))
	for _, name := range []string{"kaspersky", "kapersky", "kasperksy", "kasparov"} {
		near := slices.ContainsFunc(identity.NearKeys(identity.SkeletonKey(name)), func(key string) bool { return slices.Contains(keys, key) })
		fmt.Println(name, near)
	}
	// Output:
	// kaspersky true
	// kapersky true
	// kasperksy true
	// kasparov false
}

// The keys of a Go package include the namespaces above it and its GitHub repository.
func ExamplePURLKeys() {
	namespaces, packages, err := identity.PURLKeys("pkg:golang/github.com/KasperskyLab/klogga@v1.0.0")
	if err != nil {
		fmt.Println(err)
		return
	}
	fmt.Println("namespaces:")
	for _, key := range namespaces {
		fmt.Println(" ", key)
	}
	fmt.Println("packages:")
	for _, key := range packages {
		fmt.Println(" ", key)
	}
	// Output:
	// namespaces:
	//   golang/github.com/kasperskylab
	//   golang/github.com
	//   github/kasperskylab
	// packages:
	//   golang/github.com/kasperskylab/klogga
	//   github/kasperskylab/klogga
}

func ExampleDomainKeys() {
	fmt.Println(identity.DomainKeys("https://support.kaspersky.co.uk/downloads"))
	fmt.Println(identity.DomainKeys("jane@mail.kaspersky.com"))
	// Output:
	// [support.kaspersky.co.uk kaspersky.co.uk]
	// [mail.kaspersky.com kaspersky.com]
}

// A reader returns all keys of a value, here of the supplier of a component.
func ExampleReader() {
	var reader identity.Reader
	reading := reader.Read(identity.AsOrganization, "Acme GmbH (info@acme.example)")
	for _, s := range reading.Statements {
		fmt.Printf("%-12s %s\n", s.Kind, s.Key)
	}
	// Output:
	// domain       acme.example
	// organization acme
	// skeleton     acrne
	// word         acme
	// word         info
}

// With a key set, a reader returns only the keys that the caller may look up.
func ExampleKeySet() {
	keys := []uint64{
		identity.Hash(identity.KindOrganization, identity.NameKey("Kaspersky Lab")),
		identity.Hash(identity.KindDomain, "kaspersky.com"),
	}
	reader := identity.Reader{
		Keys: identity.NewKeySet(slices.Values(keys), func(hash uint64) bool { return slices.Contains(keys, hash) }, nil),
	}
	for _, value := range []string{"AO Kaspersky Lab <info@kaspersky.com>", "Acme GmbH"} {
		fmt.Println(value)
		for _, s := range reader.Read(identity.AsOrganization, value).Statements {
			fmt.Printf("  %s %s\n", s.Kind, s.Key)
		}
	}
	// Output:
	// AO Kaspersky Lab <info@kaspersky.com>
	//   domain kaspersky.com
	//   organization kaspersky lab
	// Acme GmbH
}
