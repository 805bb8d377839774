// Reads a published log with golang.org/x/mod/sumdb (Debian's golang-golang-x-mod-dev), which is not ours.
//
//	read_log FOLDER KEYS OLD INDEX ENTRY
//
// FOLDER holds the log's files; KEYS one verifier key a line, the log's first; OLD an earlier signed checkpoint of it;
// ENTRY the bytes that should stand at INDEX. Prints one JSON object, or ends with code 1 and the first fault.
package main

import (
	"crypto/ed25519"
	"crypto/sha256"
	"encoding/base64"
	"encoding/binary"
	"encoding/json"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"strconv"
	"strings"

	"golang.org/x/mod/sumdb/note"
	"golang.org/x/mod/sumdb/tlog"
)

// cosigner verifies signatures of type 0x04, which x/mod does not know.
type cosigner struct {
	name string
	hash uint32
	key  ed25519.PublicKey
}

func (c cosigner) Name() string    { return c.name }
func (c cosigner) KeyHash() uint32 { return c.hash }
func (c cosigner) Verify(msg, sig []byte) bool {
	if len(sig) != 8+ed25519.SignatureSize {
		return false
	}
	head := fmt.Sprintf("cosignature/v1\ntime %d\n", binary.BigEndian.Uint64(sig))
	return ed25519.Verify(c.key, append([]byte(head), msg...), sig[8:])
}

func verifier(vkey string) note.Verifier {
	parts := strings.SplitN(vkey, "+", 3)
	material, err := base64.StdEncoding.DecodeString(parts[2])
	check(err)
	if material[0] != 4 {
		v, err := note.NewVerifier(vkey)
		check(err)
		return v
	}
	sum := sha256.Sum256(append([]byte(parts[0]+"\n"), material...))
	return cosigner{parts[0], binary.BigEndian.Uint32(sum[:]), material[1:]}
}

type tiles struct{ folder string }

func (t tiles) Height() int                     { return 8 }
func (t tiles) SaveTiles([]tlog.Tile, [][]byte) {}
func (t tiles) ReadTiles(wanted []tlog.Tile) ([][]byte, error) {
	var found [][]byte
	for _, tile := range wanted {
		path := strings.Replace(tile.Path(), "tile/8/", "tile/", 1)
		data, err := os.ReadFile(filepath.Join(t.folder, path))
		if err != nil {
			return nil, err
		}
		found = append(found, data)
	}
	return found, nil
}

func head(signed []byte, keys note.Verifiers) (tlog.Tree, int) {
	n, err := note.Open(signed, keys)
	check(err)
	lines := strings.Split(n.Text, "\n")
	size, err := strconv.ParseInt(lines[1], 10, 64)
	check(err)
	root, err := tlog.ParseHash(lines[2])
	check(err)
	return tlog.Tree{N: size, Hash: root}, len(n.Sigs)
}

func main() {
	folder := os.Args[1]
	var keys []note.Verifier
	for _, vkey := range strings.Fields(string(read(os.Args[2]))) {
		keys = append(keys, verifier(vkey))
	}
	known := note.VerifierList(keys...)
	tree, signatures := head(read(filepath.Join(folder, "checkpoint")), known)
	old, _ := head(read(os.Args[3]), known)
	index, err := strconv.ParseInt(os.Args[4], 10, 64)
	check(err)

	reader := tlog.TileHashReader(tree, tiles{folder})
	root, err := tlog.TreeHash(tree.N, reader)
	check(err)
	if root != tree.Hash {
		check(errors.New("the tiles give another root"))
	}
	inclusion, err := tlog.ProveRecord(tree.N, index, reader)
	check(err)
	check(tlog.CheckRecord(inclusion, tree.N, tree.Hash, index, tlog.RecordHash(read(os.Args[5]))))
	consistency, err := tlog.ProveTree(tree.N, old.N, reader)
	check(err)
	check(tlog.CheckTree(consistency, tree.N, tree.Hash, old.N, old.Hash))

	check(json.NewEncoder(os.Stdout).Encode(map[string]interface{}{
		"size": tree.N, "signatures": signatures, "inclusion": words(inclusion), "consistency": words(consistency),
	}))
}

func words(hashes []tlog.Hash) []string {
	found := []string{}
	for _, hash := range hashes {
		found = append(found, hash.String())
	}
	return found
}

func read(path string) []byte {
	data, err := os.ReadFile(path)
	check(err)
	return data
}

func check(err error) {
	if err != nil {
		fmt.Fprintln(os.Stderr, err)
		os.Exit(1)
	}
}
